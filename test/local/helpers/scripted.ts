// A world in which invocations end as written down beforehand, and time stands still.

import { throttled } from '../../../src/local/lambda/failures.ts'
import type { LambdaFunction, Outcome } from '../../../src/local/lambda/function.ts'

export const fn: LambdaFunction = {
  name: 'fn',
  arn: 'arn:aws:lambda:us-east-1:000000000000:function:fn',
  role: 'arn:aws:iam::000000000000:role/role',
  handler: 'index.handler',
  timeoutSeconds: 3,
  memoryMb: 128,
  environment: {},
  logGroup: '/aws/lambda/fn',
  jsonLogs: true,
  logLevel: 'INFO',
  codeFolder: '/nowhere',
}

/** How each invocation ends: a failure, a success, or a success with a result worked out from the event; or it is
 * throttled, by some reserved concurrency or by none. */
type Step = 'ok' | 'fail' | 'throttle' | 'zero' | ((payload: string) => unknown)
/** One after the other, the last one for ever; or whatever a function says. */
export type Script = readonly Step[] | ((payload: string) => Step)

type Sent = {
  readonly target: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever was sent
  readonly body: any
}

export const scripted = (script: Script) => {
  const invoked: string[] = []
  const requestIds: (string | undefined)[] = []
  const sent: Sent[] = []
  const invoke = async (payload: string, given?: string): Promise<Outcome> => {
    invoked.push(payload)
    requestIds.push(given)
    const requestId = given ?? `request-${invoked.length}`
    const step =
      typeof script === 'function' ? script(payload) : (script[invoked.length - 1] ?? script.at(-1))
    if (step === 'fail')
      return { ok: false, requestId, error: { errorType: 'Error', errorMessage: 'scripted' } }
    if (step === 'throttle' || step === 'zero')
      return { ok: false, requestId, error: throttled, throttledAt: step === 'zero' ? 0 : 1 }
    const result = typeof step === 'function' ? step(payload) : null
    return { ok: true, requestId, payload: typeof result === 'string' ? result : JSON.stringify(result) }
  }
  return {
    invoked,
    requestIds,
    sent,
    invoke,
    send: async (target: string, body: string) => void sent.push({ target, body: JSON.parse(body) }),
    now: () => 0,
    haste: 1_000_000,
    stopping: new AbortController().signal,
  }
}
