// The REST-JSON protocol, which Lambda speaks: the action lies in method and path, errors in a header and a body.
// https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html

import { AwsError, unsupported } from './aws-error.ts'
import type { Answer, Call, Service } from './call.ts'

type Headers = Readonly<Record<string, string | string[] | undefined>>

/** What a REST call has beside its body. */
export type RestRequest = {
  readonly method: string
  /** Without the query, as sent. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Headers
}

/** A REST call to which a route applies. */
export type RestCall = RestRequest & {
  readonly body: string
  /** The named parts of the path, decoded. */
  readonly labels: Readonly<Record<string, string>>
}

/** Method, path with its parts in braces, and what answers. */
export type RestRoute = readonly [
  method: string,
  path: string,
  answer: (call: RestCall) => Promise<Answer> | Answer,
]

export const restAnswer = (value: unknown): Answer => ({
  status: 200,
  contentType: 'application/json',
  body: JSON.stringify(value),
})

/** The parts of a path that a template names, or undefined when they do not match. Pure. */
export const labelsOf = (template: string, path: string): Readonly<Record<string, string>> | undefined => {
  const wanted = template.split('/')
  // the older clients end the paths of lists with a slash
  const given = path.replace(/\/$/, '').split('/')
  if (wanted.length !== given.length) return undefined
  const labels: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const found = given[index] ?? ''
    const label = /^\{(\w+)\}$/.exec(part)?.[1]
    if (label === undefined ? part !== found : found === '') return undefined
    if (label !== undefined) labels[label] = decoded(found)
  }
  return labels
}

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new AwsError('ValidationException', `The path holds ${part}, which is no percent-encoding.`)
  }
}

/** A service of routes. A path that none of them has is refused by name. */
export const restService =
  (name: string, routes: readonly RestRoute[]): Service =>
  async ({ rest, body }: Call) => {
    try {
      if (!rest) throw unsupported(`${name} by anything but its REST API`)
      for (const [method, template, answer] of routes) {
        const labels = method === rest.method ? labelsOf(template, rest.path) : undefined
        if (labels) return await answer({ ...rest, body, labels })
      }
      throw unsupported(`${name} ${rest.method} ${rest.path}`)
    } catch (error) {
      if (error instanceof AwsError) return errorAnswer(error)
      throw error
    }
  }

const errorAnswer = ({ code, message, status }: AwsError): Answer => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify({ Type: status < 500 ? 'User' : 'Service', Message: message }),
  headers: { 'x-amzn-errortype': code },
})

/** The value of a header, or undefined. */
export const header = ({ headers }: RestRequest, name: string): string | undefined => {
  const value = headers[name.toLowerCase()]
  return Array.isArray(value) ? value[0] : value
}
