// Which rates to publish after a report was added or corrected: its own, and those of later reports that the
// change made different.

import { epochOf, type Report } from './epoch.ts'
import { type Rate, rateOf } from './rate.ts'
import type { Change } from './report-change.ts'

/** Counts the distinct messages received in (after, upTo]; after undefined: from the beginning. */
export type Count = (after: bigint | undefined, upTo: bigint) => Promise<number>

// Windows of one module that are counted at once; an old module has hundreds.
const atOnce = 16

/** A report's epoch as one value to compare. Whichever report an assumed epoch begins with, all is counted. */
const epochKey = (reports: readonly Report[], k: number): string => {
  const { first, after, start } = epochOf(reports, k)
  return `${start} ${after} ${start === 'reset' && reports[first]?.timestamp}`
}

/**
 * The rates to publish, in the order of their timestamps, given all of a module's reports as they are now.
 *
 * A later report is published again if its epoch or its last ambiguous window is another one than without the
 * change. Both together determine the rate; comparing them rather than the numbers they give matters when two
 * changes are in the table before the first is computed. Each may then seem to change no number, since either
 * alone already has the effect of both, and the effect would never be published.
 *
 * Once a report is unaffected all later ones are: resets further on compare reports that the change left alone.
 */
export const ratesAfter = async (
  reports: readonly Report[],
  { timestamp, before }: Pick<Change, 'timestamp' | 'before'>,
  count: Count,
): Promise<Rate[]> => {
  const at = reports.findIndex(report => report.timestamp === timestamp)
  // Deleted since: a report that is gone has no rate.
  if (at < 0) return []
  const replaced = before === undefined ? [] : [{ timestamp, attempts: before }]
  const old = reports.toSpliced(at, 1, ...replaced)
  const shift = replaced.length - 1

  const counts: number[] = []
  const rate = async (k: number): Promise<Rate> => {
    const missing: number[] = []
    for (let i = epochOf(reports, k).first; i <= k; i++) if (counts[i] === undefined) missing.push(i)
    while (missing.length > 0)
      await Promise.all(
        missing.splice(0, atOnce).map(async i => {
          counts[i] = await count(reports[i - 1]?.timestamp, (reports[i] as Report).timestamp)
        }),
      )
    return rateOf(reports, k, counts)
  }
  /** The rate of report k as it was, where the epoch is the same: from the same counts. */
  const oldRate = (k: number): Rate => {
    const merged = (counts[at] ?? 0) + (counts[at + 1] ?? 0)
    return rateOf(old, k + shift, before === undefined ? counts.toSpliced(at, 2, merged) : counts)
  }

  const rates = [await rate(at)]
  for (let k = at + 1; k < reports.length; k++) {
    const sameEpoch = epochKey(reports, k) === epochKey(old, k + shift)
    // An epoch that begins after the change, or at it, does not see it.
    if (sameEpoch && epochOf(reports, k).first > at) break
    const now = await rate(k)
    if (sameEpoch && now.ambiguous === oldRate(k).ambiguous) break
    rates.push(now)
  }
  return rates
}
