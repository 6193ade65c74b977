// The success rate of one report, and how far it can be trusted.

import type { Epoch, Report } from './epoch.ts'

export type Rate = {
  readonly timestamp: bigint
  /** Attempts in the report's epoch. */
  readonly attempts: number
  /** Messages received in the report's epoch; not clamped. */
  readonly received: number
  /** Percent, 0 to 100, unrounded. */
  readonly successRate: number
  readonly quality: 'exact' | 'assumed-start' | 'upper-bound' | 'no-attempts'
  /** Percent that is certain even if every message of an ambiguous window belongs to the epoch before. */
  readonly lowerBound: number
  /** The messages that this counts; not clamped. */
  readonly certain: number
}

/** The rate of a report, given its epoch as it stands there. */
export const rateOf = (epoch: Epoch, report: Report): Rate => {
  const { received, certain, ambiguous, assumed } = epoch
  const attempts = report.attempts - epoch.base
  // Nothing tried, nothing lost.
  const percent = (count: number) => (attempts === 0 ? 100 : (100 * Math.min(count, attempts)) / attempts)
  const unsure = ambiguous !== undefined ? 'upper-bound' : assumed ? 'assumed-start' : 'exact'
  return {
    timestamp: report.timestamp,
    attempts,
    received,
    successRate: percent(received),
    quality: attempts === 0 ? 'no-attempts' : unsure,
    lowerBound: percent(certain),
    certain,
  }
}

/** A rate as one text to compare; short, since a report reads those of its whole epoch. */
export const rateText = ({ received, certain, attempts, quality }: Rate): string =>
  `${received} ${certain} ${attempts} ${quality[0]}`
