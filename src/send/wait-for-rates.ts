import type { Series } from './make-series.ts'
import type { HeardRate, RateQueue } from './rate-queue.ts'

const longestPoll = 20 // s, the most that SQS takes

export type Waiting = {
  readonly queue: RateQueue
  readonly series: Series
  readonly seconds: number
  /** Now, in ms. */
  readonly now: () => number
  readonly stopping: AbortSignal
  readonly onRate: (rate: HeardRate) => void
}

/** Waits for the rates of a series of reports, each told as it comes. Returns how many did not come in time. */
export const waitForRates = async (waiting: Waiting): Promise<number> => {
  const { series, seconds, now, stopping, onRate } = waiting
  const first = series.last - BigInt(series.count - 1)
  const heard = new Set<bigint>()
  const isWanted = (timestamp: bigint) =>
    timestamp >= first && timestamp <= series.last && !heard.has(timestamp)
  const end = now() + seconds * 1000
  let left = seconds
  while (heard.size < series.count && left > 0 && !stopping.aborted) {
    for (const rate of await receive(waiting, Math.min(left, longestPoll))) {
      const { timestamp, attributes } = rate
      // a new filter policy takes its time on AWS: until then rates of other modules may come, too
      // https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
      if (attributes.moduleid !== series.module || timestamp === undefined || !isWanted(timestamp)) continue
      heard.add(timestamp)
      onRate(rate)
    }
    left = Math.ceil((end - now()) / 1000)
  }
  return series.count - heard.size
}

const receive = ({ queue, stopping }: Waiting, seconds: number): Promise<readonly HeardRate[]> =>
  queue.receive(seconds, stopping).catch(error => {
    if (stopping.aborted) return []
    throw error
  })
