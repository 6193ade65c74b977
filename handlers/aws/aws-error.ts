// What AWS answered instead of a result, read from the JSON and the query protocol alike.

import type { Answer } from './send.ts'

/** A call that failed for good: which, with what code, and the request id that AWS's support asks for. */
export class AwsError extends Error {
  /** AWS's name of the error, such as ConditionalCheckFailedException; NetworkError if there was no answer. */
  readonly code: string

  constructor(call: string, { code, text, id }: Failure, attempts: number) {
    super(`${call}: ${code}: ${text} (request ${id}, attempt ${attempts})`)
    this.code = code
  }
}

export type Failure = {
  readonly code: string
  readonly text: string
  readonly id: string
  readonly passing: boolean
}

// Throttling by its names in the SDKs' retry rules; DynamoDB and SQS answer it with HTTP 400.
const throttled = /Thrott|ThroughputExceeded|TooManyRequests|RequestLimitExceeded|RequestTimeout|SlowDown/i

const tag = (name: string, xml: string) => xml.match(`<${name}>([^<]*)`)?.[1]

const field = (json: string): Record<string, string | undefined> => {
  try {
    return JSON.parse(json) ?? {}
  } catch {
    return {}
  }
}

/** An answer as it is if it is a success; else what failed, and whether the same call may succeed soon. */
export const judge = (answer: Answer): Answer | Failure => {
  const { status, headers, body } = answer
  if (status >= 200 && status < 300) return answer
  const { __type: type, message, Message } = field(body)
  const code = type?.split('#').pop() ?? tag('Code', body) ?? `HTTP ${status}`
  return {
    code,
    text: message ?? Message ?? tag('Message', body) ?? body.slice(0, 200),
    id: String(headers['x-amzn-requestid'] ?? tag('RequestId', body) ?? 'unknown'),
    passing: status >= 500 || status === 429 || throttled.test(code),
  }
}
