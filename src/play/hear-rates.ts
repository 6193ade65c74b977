import type { RateQueue } from '../send/rate-queue.ts'
import type { Keeper } from '../simulate/judge.ts'

/** The most that SQS takes, in seconds. */
const longestPoll = 20

/** Gives all rates that a queue hears to a keeper, until it is over. */
export const hearRates = async (queue: RateQueue, keeper: Keeper, over: AbortSignal): Promise<void> => {
  while (!over.aborted) {
    const rates = await queue.receive(longestPoll, over).catch(error => {
      if (over.aborted) return []
      throw error
    })
    for (const { message, timestamp = 0n, attributes } of rates) {
      const { moduleid, success_rate } = JSON.parse(message)
      keeper.keep({
        module: moduleid,
        timestamp,
        rate: success_rate,
        lowerBound: Number(attributes.lower_bound),
        quality: attributes.quality ?? '',
        computedAt: Number(attributes.computed_at),
      })
    }
  }
}
