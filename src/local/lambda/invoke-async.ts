// Asynchronous invocation: the event is queued, tried, tried twice more, and then handed whole to the on-failure
// destination. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html

import type { LambdaFunction, Outcome } from './function.ts'
import { pause } from './pause.ts'

/** AWS::Lambda::EventInvokeConfig, with Lambda's own defaults. */
export type AsyncConfig = {
  readonly retries: number
  readonly maximumAgeSeconds: number
  readonly onFailure: string | undefined
}

export const asyncDefaults: AsyncConfig = { retries: 2, maximumAgeSeconds: 21_600, onFailure: undefined }

// Lambda waits one minute before the second attempt and two before the third
const waitsMs = [60_000, 120_000]

export type AsyncWorld = {
  readonly invoke: (payload: string) => Promise<Outcome>
  /** Sends text to a queue or topic by its ARN; never throws. */
  readonly send: (targetArn: string, body: string) => Promise<void>
  readonly now: () => number
  /** Waits are divided by this. */
  readonly haste: number
  readonly stopping: AbortSignal
}

/** Runs one event to its end: handled, at the on-failure destination, or dropped when there is none. */
export const invokeAsync = async (
  world: AsyncWorld,
  lambda: LambdaFunction,
  config: AsyncConfig,
  payload: string,
): Promise<void> => {
  const queuedAt = world.now()
  let outcome = await world.invoke(payload)
  let attempts = 1
  let condition = 'RetriesExhausted'
  while (!outcome.ok && attempts <= config.retries) {
    await pause((waitsMs[attempts - 1] ?? 0) / world.haste, world.stopping)
    if (world.stopping.aborted) return
    if (world.now() - queuedAt > config.maximumAgeSeconds * 1000) {
      condition = 'EventAgeExceeded'
      break
    }
    outcome = await world.invoke(payload)
    attempts += 1
  }
  if (outcome.ok || world.stopping.aborted || !config.onFailure) return
  await world.send(
    config.onFailure,
    JSON.stringify(invocationRecord(lambda, outcome, condition, attempts, payload, world.now())),
  )
}

/** What the destination receives: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
export const invocationRecord = (
  lambda: LambdaFunction,
  outcome: Extract<Outcome, { ok: false }>,
  condition: string,
  attempts: number,
  payload: string,
  now: number,
) => ({
  version: '1.0',
  timestamp: new Date(now).toISOString(),
  requestContext: {
    requestId: outcome.requestId,
    functionArn: `${lambda.arn}:$LATEST`,
    condition,
    approximateInvokeCount: attempts,
  },
  requestPayload: JSON.parse(payload),
  responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
  responsePayload: outcome.error,
})
