// Which service a request is for. The JSON protocols name it in X-Amz-Target, REST and the query protocol only in
// the scope of the signature. Pure.

import { unsupported } from './aws-error.ts'
import type { Call, Protocol } from './call.ts'

type Headers = Readonly<Record<string, string | string[] | undefined>>

const services: ReadonlyMap<string, string> = new Map([
  ['DynamoDB_20120810', 'dynamodb'],
  ['DynamoDBStreams_20120810', 'streams'],
  ['AmazonSQS', 'sqs'],
  ['Logs_20140328', 'logs'],
  ['GraniteServiceVersion20100801', 'monitoring'],
])

/** Services that speak REST, with what their paths begin with: the version of the API. */
const restPaths: ReadonlyMap<string, RegExp> = new Map([['lambda', /^\/20\d\d-\d\d-\d\d\//]])

/** The service in an AWS4-HMAC-SHA256 authorisation: key/date/region/SERVICE/aws4_request. */
export const signedService = (authorization: string): string | undefined =>
  /Credential=[^,\s]*\/\d{8}\/[^/,]*\/([a-z0-9-]+)\/aws4_request/.exec(authorization)?.[1]

/** How the sender of a request expects its errors: as XML for forms and S3, as JSON for all others. */
export const protocolOf = (headers: Headers): Protocol => {
  if (headers['x-amz-target'] !== undefined) return 'json'
  const form = one(headers['content-type']).startsWith('application/x-www-form-urlencoded')
  const signed = signedService(one(headers.authorization))
  return form || signed === undefined || signed === 's3' ? 'query' : 'json'
}

const one = (value: string | string[] | undefined): string => (Array.isArray(value) ? value[0] : value) ?? ''

/** The service that a request is for as far as its headers say, before its body is there. */
export const serviceOf = (path: string, headers: Headers): string => {
  const target = one(headers['x-amz-target'])
  if (target) return services.get(target.slice(0, target.indexOf('.'))) ?? 'unknown service'
  const signed = signedService(one(headers.authorization)) ?? 'unknown service'
  // a REST API has its paths to itself: nothing else is under them
  return restPaths.has(signed) && !restPaths.get(signed)?.test(path) ? 'unknown service' : signed
}

/** The call that a request makes. Throws `unsupported` naming what the local stack has not. */
export const route = (method: string, path: string, headers: Headers, body: string): Call => {
  const contentType = one(headers['content-type'])
  const target = one(headers['x-amz-target'])
  const signed = signedService(one(headers.authorization)) ?? 'unknown service'
  if (target) {
    const dot = target.indexOf('.')
    const service = services.get(target.slice(0, dot))
    if (!service) throw unsupported(`the service of X-Amz-Target "${target}"`)
    return { service, action: target.slice(dot + 1), protocol: 'json', body, contentType, target }
  }
  if (restPaths.get(signed)?.test(path)) {
    const { pathname, searchParams } = new URL(path, 'http://127.0.0.1')
    const rest = { method, path: pathname, query: searchParams, headers }
    return { service: signed, action: `${method} ${pathname}`, protocol: 'json', body, contentType, rest }
  }
  if (method !== 'POST' || !contentType.startsWith('application/x-www-form-urlencoded'))
    throw unsupported(`${method} ${path} (${signed})`)
  // only the one parameter is wanted here, of forms that may be long
  const action = new URLSearchParams(/(?:^|&)(Action=[^&]*)/.exec(body)?.[1]).get('Action') ?? ''
  return { service: signed, action, protocol: 'query', body, contentType }
}
