// Which service a request is for. The JSON protocols name it in X-Amz-Target, the query protocol only in the
// scope of the signature. Pure.

import { unsupported } from './aws-error.ts'
import type { Call } from './call.ts'

type Headers = Readonly<Record<string, string | string[] | undefined>>

const services: Readonly<Record<string, string>> = {
  DynamoDB_20120810: 'dynamodb',
  DynamoDBStreams_20120810: 'streams',
  AmazonSQS: 'sqs',
  Logs_20140328: 'logs',
}

/** The service in an AWS4-HMAC-SHA256 authorisation: key/date/region/SERVICE/aws4_request. */
export const signedService = (authorization: string): string | undefined =>
  /Credential=[^,\s]*\/\d{8}\/[^/,]*\/([a-z0-9-]+)\/aws4_request/.exec(authorization)?.[1]

const one = (value: string | string[] | undefined): string => (Array.isArray(value) ? value[0] : value) ?? ''

/** The call that a request makes. Throws `unsupported` naming what the local stack has not. */
export const route = (method: string, path: string, headers: Headers, body: string): Call => {
  const contentType = one(headers['content-type'])
  const target = one(headers['x-amz-target'])
  const signed = signedService(one(headers.authorization)) ?? 'unknown service'
  if (target) {
    const dot = target.indexOf('.')
    const service = services[target.slice(0, dot)]
    if (!service) throw unsupported(`the service of X-Amz-Target "${target}"`)
    return { service, action: target.slice(dot + 1), protocol: 'json', body, contentType, target }
  }
  if (method !== 'POST' || !contentType.startsWith('application/x-www-form-urlencoded'))
    throw unsupported(`${method} ${path} (${signed})`)
  const action = new URLSearchParams(body).get('Action') ?? ''
  return { service: signed, action, protocol: 'query', body, contentType }
}
