// One call of an AWS API as the services here see it, whatever it came in by: HTTP, or the stack itself.

import type { RestRequest } from './rest.ts'

export type Protocol = 'json' | 'query'

export type Call = {
  readonly service: string
  readonly action: string
  readonly protocol: Protocol
  /** The request's body as sent: JSON text, or a form. */
  readonly body: string
  /** The content type as sent, since JSON 1.0 and 1.1 answer in kind. */
  readonly contentType: string
  /** The value of X-Amz-Target, for the JSON protocols. */
  readonly target?: string
  /** The access key that signed the request; absent for what the stack itself calls. */
  readonly accessKey?: string | undefined
  /** Method, path, query and headers, for the REST protocols. */
  readonly rest?: RestRequest
}

export type Answer = {
  readonly status: number
  readonly contentType: string
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
  /** What to do when the caller hung up before it got the answer. */
  readonly undelivered?: () => Promise<void>
}

/** A service of the local stack: a call in, an answer out. Throws AwsError, which the front door encodes. */
export type Service = (call: Call) => Promise<Answer>

/** A call in the JSON protocol, as the stack itself makes it. */
export const jsonCall = (service: string, target: string, input: unknown): Call => ({
  service,
  action: target.slice(target.indexOf('.') + 1),
  protocol: 'json',
  body: JSON.stringify(input),
  contentType: 'application/x-amz-json-1.0',
  target,
})

/** A call in the query protocol, as the stack itself makes it. Members that are undefined are left out. */
export const queryCall = (
  service: string,
  action: string,
  input: Readonly<Record<string, string | undefined>>,
): Call => {
  const form = new URLSearchParams({ Action: action })
  for (const [name, value] of Object.entries(input)) if (value !== undefined) form.set(name, value)
  return {
    service,
    action,
    protocol: 'query',
    body: form.toString(),
    contentType: 'application/x-www-form-urlencoded',
  }
}

export const jsonAnswer = (value: unknown, contentType = 'application/x-amz-json-1.0'): Answer => ({
  status: 200,
  contentType,
  body: JSON.stringify(value),
})
