// A call to AWS: signed, sent, and tried again while that can help.

import { AwsError, type Failure, judge } from './aws-error.ts'
import { post } from './send.ts'
import { sign } from './sign.ts'
import type { Context, World } from './world.ts'

/** Calls an operation of an AWS service with a body; gives the answer's body, or throws an AwsError. */
export type Aws = (
  service: 'dynamodb' | 'sns' | 'sqs',
  operation: string,
  headers: Readonly<Record<string, string>>,
  body: string,
) => Promise<string>

/** Attempts of one call; ms that one may take; ms of the first and the longest wait; ms kept for the function. */
export const limits = { attempts: 8, attempt: 3000, first: 50, longest: 1000, spare: 500 }

const lost = (error: NodeJS.ErrnoException): Failure => ({
  code: 'NetworkError',
  text: error.message || `${error.code}`,
  id: 'unanswered',
  passing: true,
})

/**
 * Calls that end before the invocation of `context` does (or 30 s, if it has none), so that a function reports a
 * failure rather than being cut off. Waits grow twofold, each by chance between nothing and the whole, so that
 * functions which were throttled together do not come back together.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export const connect = (world: World<unknown>, context?: Context, limit = limits): Aws => {
  const end = world.now() + (context?.getRemainingTimeInMillis?.() ?? 30_000) - limit.spare
  return async (service, operation, headers, body) => {
    const { env, now } = world
    const domain = env.AWS_REGION.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
    const url = new URL(env.AWS_ENDPOINT_URL || `https://${service}.${env.AWS_REGION}.${domain}`)
    for (let attempt = 1; ; attempt++) {
      // Signed anew each time: a signature is good for five minutes, and the clock may have been put right.
      const signed = sign(env, service, { ...headers, host: url.host }, body, now())
      // asked when a connection is free: a call that waited for its turn has less time left
      const ms = () => Math.min(limit.attempt, end - now())
      const answer = await post(url, signed, body, ms).then(judge, lost)
      if ('body' in answer) return answer.body
      const wait = world.random() * Math.min(limit.longest, limit.first * 2 ** (attempt - 1))
      if (!answer.passing || attempt >= limit.attempts || now() + wait >= end)
        throw new AwsError(`${service} ${operation}`, answer, attempt)
      await world.wait(wait)
    }
  }
}

/** Calls an operation of the JSON 1.0 protocol. */
export const callJson = async <Result>(
  aws: Aws,
  service: 'dynamodb' | 'sqs',
  target: string,
  operation: string,
  input: object,
): Promise<Result> => {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `${target}.${operation}` }
  return JSON.parse(await aws(service, operation, headers, JSON.stringify(input)))
}
