// Success rates as they are published, for all who look on: one queue, as guac watch makes it, removed with the last.

import { randomBytes } from 'node:crypto'
import { type HeardRate, openRateQueue } from '../send/rate-queue.ts'
import { removeStaleQueues } from '../send/stale-queues.ts'
import type { Source } from './source.ts'

/** The rates heard last, oldest first. Whoever skips some looks still finds all of them. */
export type Hearing = {
  /** How many were heard altogether. */
  readonly count: number
  readonly last: readonly HeardRate[]
}

/** The most that SQS takes, in seconds. */
const longestPoll = 20

/** How many rates are at hand. A look that comes after more of them has missed some. */
const kept = 2000

/** Hears rates until it is over. The first item, of none, says that from now on nothing is missed. */
export async function* hearRates(source: Source, over: AbortSignal): AsyncGenerator<Hearing> {
  const { SuccessRateTopicArn = '' } = await source.outputs()
  const [sns, sqs] = await Promise.all([source.clients.sns(), source.clients.sqs()])
  await removeStaleQueues(sns, sqs, SuccessRateTopicArn, source.now())
  const queue = await openRateQueue(sns, sqs, SuccessRateTopicArn, {
    name: `guac-console-${randomBytes(8).toString('hex')}`,
    keepSeconds: 300,
    now: source.now,
  })
  try {
    let hearing: Hearing = { count: 0, last: [] }
    while (!over.aborted) {
      yield hearing
      const rates = await queue.receive(longestPoll, over).catch(error => {
        if (over.aborted) return []
        throw error
      })
      hearing = { count: hearing.count + rates.length, last: [...hearing.last, ...rates].slice(-kept) }
    }
  } finally {
    await queue.remove()
  }
}

/** What was heard since so many had been heard, and how many of it were missed. */
export const heardSince = (
  { count, last }: Hearing,
  before: number,
): { readonly rates: readonly HeardRate[]; readonly missed: number } => ({
  rates: before < count ? last.slice(-(count - before)) : [],
  missed: Math.max(0, count - before - last.length),
})
