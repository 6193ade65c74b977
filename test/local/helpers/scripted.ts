// A world in which invocations end as written down beforehand, and time stands still.

import type { LambdaFunction, Outcome } from '../../../src/local/lambda/function.ts'

export const fn: LambdaFunction = {
  name: 'fn',
  arn: 'arn:aws:lambda:us-east-1:000000000000:function:fn',
  handler: 'index.handler',
  timeoutSeconds: 3,
  memoryMb: 128,
  environment: {},
  logGroup: '/aws/lambda/fn',
  jsonLogs: true,
  logLevel: 'INFO',
  codeFolder: '/nowhere',
}

/** How each invocation ends: a failure, a success, or a success with a result worked out from the event. */
type Step = 'ok' | 'fail' | ((payload: string) => unknown)
/** One after the other, the last one for ever; or whatever a function says. */
export type Script = readonly Step[] | ((payload: string) => Step)

type Sent = {
  readonly target: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever was sent
  readonly body: any
}

export const scripted = (script: Script) => {
  const invoked: string[] = []
  const sent: Sent[] = []
  const invoke = async (payload: string): Promise<Outcome> => {
    invoked.push(payload)
    const requestId = `request-${invoked.length}`
    const step =
      typeof script === 'function' ? script(payload) : (script[invoked.length - 1] ?? script.at(-1))
    if (step === 'fail')
      return { ok: false, requestId, error: { errorType: 'Error', errorMessage: 'scripted' } }
    const result = typeof step === 'function' ? step(payload) : null
    return { ok: true, requestId, payload: typeof result === 'string' ? result : JSON.stringify(result) }
  }
  return {
    invoked,
    sent,
    invoke,
    send: async (target: string, body: string) => void sent.push({ target, body: JSON.parse(body) }),
    now: () => 0,
    haste: 1_000_000,
    stopping: new AbortController().signal,
  }
}
