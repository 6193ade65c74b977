import type { Outcome } from './judge.ts'
import type { Plan } from './plan.ts'

export type Played = {
  readonly plan: Plan
  /** Deliveries, those twice included. */
  readonly messages: number
  readonly reports: number
  /** Batches in which both were published, of at most ten. */
  readonly requests: number
  /** Read units that were spent on looking whether messages are stored. */
  readonly ownReads: number
  /** ms */
  readonly took: number
  readonly outcome: Outcome
}

const meaning = {
  exact: 'the true rate',
  within: 'upper bounds that say so, and the truth is within their bounds',
  hidden: 'wrong, by a reset that nothing in the events shows',
  wrong: '',
  missing: '',
} as const

/** The share of a sorted list that is not greater, such as 0.5 for the median; 0 for an empty one. */
export const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? 0

/** What a play has shown, as lines for a person. */
export const describePlayed = ({ plan, messages, reports, took, outcome }: Played): string[] => {
  const seconds = took / 1000
  const { counts, repeated, errors, faults } = outcome
  const points = (share: number): string => percentile(errors, share).toFixed(3)
  return [
    `Played seed ${plan.seed}: ${plan.modules} modules for ${plan.weeks} weeks, ${messages} messages and ${reports} ` +
      `reports in ${seconds.toFixed(1)} s, ${Math.round(messages / Math.max(seconds, 0.001))} messages a second.`,
    '',
    ...Object.entries(counts).map(([verdict, count]) =>
      `${verdict.padEnd(8)} ${String(count).padStart(9)}  ${meaning[verdict as keyof typeof meaning]}`.trimEnd(),
    ),
    `${'repeated'.padEnd(8)} ${String(repeated).padStart(9)}  published again without another value`,
    '',
    'Difference from the truth in percentage points:',
    `median ${points(0.5)}, 90 % ${points(0.9)}, 99 % ${points(0.99)}, most ${points(1)}`,
    ...faults.map(
      ({ module, timestamp, verdict, rate, truth }) =>
        `${verdict}: ${module} ${timestamp}, ${rate ? `${rate.rate} % ${rate.quality}` : 'no rate'}; ` +
        `truth: ${truth.least === truth.most ? truth.most : `${truth.least} to ${truth.most}`} of ${truth.attempts}`,
    ),
  ]
}

/** The same for machines, with what it has cost. */
export const playedJson = ({ plan, messages, reports, took, outcome }: Played, cost: object): string => {
  const { counts, repeated, errors } = outcome
  return JSON.stringify({
    plan,
    messages,
    reports,
    milliseconds: took,
    ...counts,
    repeated,
    difference: { p50: percentile(errors, 0.5), p90: percentile(errors, 0.9), p99: percentile(errors, 0.99) },
    cost,
  })
}
