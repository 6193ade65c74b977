// Asynchronous invocation: the event is queued, tried, tried twice more, and then handed whole to the on-failure
// destination. While the function's concurrency lets it not in, it goes back to the queue, which costs no attempt.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html

import { pause } from '../../pause.ts'
import type { LambdaFunction, Outcome } from './function.ts'

/** AWS::Lambda::EventInvokeConfig, with Lambda's own defaults. */
export type AsyncConfig = {
  readonly retries: number
  readonly maximumAgeSeconds: number
  readonly onFailure: string | undefined
}

export const asyncDefaults: AsyncConfig = { retries: 2, maximumAgeSeconds: 21_600, onFailure: undefined }

// Lambda waits one minute before the second attempt and two before the third
const waitsMs = [60_000, 120_000]

/** "The retry interval increases exponentially from 1 second after the first attempt to a maximum of 5 minutes." */
const throttledWaitMs = (throttles: number): number => Math.min(300_000, 1000 * 2 ** throttles)

export type AsyncWorld = {
  readonly invoke: (payload: string, requestId: string) => Promise<Outcome>
  /** Sends text to a queue or topic by its ARN; never throws. */
  readonly send: (targetArn: string, body: string) => Promise<void>
  readonly now: () => number
  /** Waits are divided by this. */
  readonly haste: number
  readonly stopping: AbortSignal
}

type Failed = Extract<Outcome, { ok: false }>
export type Condition = 'RetriesExhausted' | 'EventAgeExceeded' | 'ZeroReservedConcurrency'

/** An event as it was queued. Every attempt at it has its request id, as LocalStack's tests against AWS have it:
 * https://github.com/localstack/localstack/blob/main/localstack-core/localstack/services/lambda_/invocation/event_manager.py */
export type QueuedEvent = { readonly payload: string; readonly requestId: string }

/** Runs one event to its end: handled, at the on-failure destination, or dropped when there is none. */
export const invokeAsync = async (
  world: AsyncWorld,
  lambda: LambdaFunction,
  config: AsyncConfig,
  event: QueuedEvent,
): Promise<void> => {
  const queuedAt = world.now()
  let attempts = 0
  let throttles = 0
  /** How the last attempt failed in which the function saw the event. */
  let failed: Failed | undefined
  let condition: Condition | undefined
  while (!condition) {
    const outcome = await world.invoke(event.payload, event.requestId)
    if (outcome.ok || world.stopping.aborted) return
    let waitMs = throttledWaitMs(throttles)
    if (outcome.throttledAt === undefined) {
      waitMs = waitsMs[attempts] ?? 0
      failed = outcome
      attempts += 1
      throttles = 0
    } else throttles += 1
    // "Lambda begins sending new events to the configured dead-letter queue or the on-failure event destination,
    // without any retries": https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
    if (outcome.throttledAt === 0) condition = 'ZeroReservedConcurrency'
    else if (attempts > config.retries) condition = 'RetriesExhausted'
    else {
      await pause(waitMs / world.haste, world.stopping)
      if (world.stopping.aborted) return
      if (world.now() - queuedAt > config.maximumAgeSeconds * 1000) condition = 'EventAgeExceeded'
    }
  }
  if (config.onFailure)
    await world.send(
      config.onFailure,
      JSON.stringify(invocationRecord(lambda, event, condition, attempts, failed, world.now())),
    )
}

/** What the destination receives: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html.
 * Of an event that the function never saw there is no response. */
const invocationRecord = (
  lambda: LambdaFunction,
  { payload, requestId }: QueuedEvent,
  condition: Condition,
  attempts: number,
  failed: Failed | undefined,
  now: number,
) => ({
  version: '1.0',
  timestamp: new Date(now).toISOString(),
  requestContext: {
    requestId,
    functionArn: `${lambda.arn}:$LATEST`,
    condition,
    approximateInvokeCount: attempts,
  },
  requestPayload: JSON.parse(payload),
  ...(failed && {
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: failed.error,
  }),
})
