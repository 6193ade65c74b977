// The success rate of one report, and how far it can be trusted.

import { epochOf, type Report } from './epoch.ts'

export type Rate = {
  readonly timestamp: bigint
  readonly attempts: number
  /** Messages received in the report's epoch; not clamped. */
  readonly received: number
  /** Percent, 0 to 100, unrounded. */
  readonly successRate: number
  readonly quality: 'exact' | 'assumed-start' | 'upper-bound' | 'no-attempts'
  /** Percent that is certain even if every message of an ambiguous window belongs to the epoch before. */
  readonly lowerBound: number
  /** The end of the last window that may hold messages of an earlier epoch. */
  readonly ambiguous: bigint | undefined
}

/**
 * The rate of report `k`. `counts[i]` is the number of messages received in the window of report i, needed for
 * the windows of k's epoch.
 */
export const rateOf = (reports: readonly Report[], k: number, counts: readonly number[]): Rate => {
  const { timestamp, attempts } = reports[k] as Report
  const { first, start } = epochOf(reports, k)
  let received = 0
  let certain = 0
  let ambiguous: bigint | undefined
  for (let i = first; i <= k; i++) {
    const report = reports[i] as Report
    received += counts[i] as number
    certain += counts[i] as number
    // The window of a reset holds messages from before it, too. More received than attempted means a reset that
    // the counter hid: it had passed its old value again when it was next reported.
    if ((i === first && start === 'reset') || received > report.attempts) {
      ambiguous = report.timestamp
      certain = 0
    }
  }
  // Nothing tried, nothing lost.
  const percent = (count: number) => (attempts === 0 ? 100 : (100 * Math.min(count, attempts)) / attempts)
  const quality =
    attempts === 0
      ? 'no-attempts'
      : ambiguous !== undefined
        ? 'upper-bound'
        : start === 'assumed'
          ? 'assumed-start'
          : 'exact'
  const successRate = percent(received)
  const lowerBound = percent(certain)
  return { timestamp, attempts, received, successRate, quality, lowerBound, ambiguous }
}
