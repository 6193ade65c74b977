// What was published, held against what really happened.

import type { Fleet } from './fleet.ts'
import type { Report } from './plan.ts'
import { type Truth, truthOf } from './truth.ts'

/** A success rate as it was published, with its attributes. */
export type Rate = {
  readonly module: string
  readonly timestamp: bigint
  /** Percent. */
  readonly rate: number
  readonly lowerBound: number
  readonly quality: string
  readonly computedAt: number
}

export const verdicts = ['exact', 'within', 'hidden', 'wrong', 'missing'] as const
/**
 * - exact: the rate is the true one
 * - within: the service calls it an upper bound, and the truth lies between it and its lower bound
 * - hidden: it is not, but a reset lies in it that no report shows, so that nobody could know
 * - wrong: none of these
 * - missing: nothing was published
 */
export type Verdict = (typeof verdicts)[number]

/** Two sums of the same counts in another order may differ by the last digit. Percent. */
const rounding = 1e-9

const trueRate = (received: number, attempts: number): number =>
  attempts === 0 ? 100 : (100 * Math.min(received, attempts)) / attempts

/** How a published rate stands to the truth. */
export const judge = (rate: Rate | undefined, truth: Truth): Verdict => {
  if (!rate) return 'missing'
  const { attempts, least, most, hidden } = truth
  const [low, high] = [trueRate(least, attempts), trueRate(most, attempts)]
  if (rate.quality === 'upper-bound') {
    if (rate.lowerBound <= high + rounding && rate.rate >= low - rounding) return 'within'
    return hidden ? 'hidden' : 'wrong'
  }
  for (let received = least; received <= most; received++)
    if (Math.abs(trueRate(received, attempts) - rate.rate) < rounding) return 'exact'
  return hidden ? 'hidden' : 'wrong'
}

/** What is left of a play. */
export type Outcome = {
  readonly counts: Readonly<Record<Verdict, number>>
  /** Rates that were published again without another value. */
  readonly repeated: number
  /** Of the rates with a fault the first ones, for a person to look into. */
  readonly faults: readonly Fault[]
  /** Differences from the true rate in percentage points: of all that were published, sorted. */
  readonly errors: readonly number[]
}

export type Fault = {
  readonly module: string
  readonly timestamp: bigint
  readonly verdict: Verdict
  readonly rate?: Rate | undefined
  readonly truth: Truth
}

const mostFaults = 20

/** Keeps, as the README asks of consumers, the rate that was computed last. */
export const makeKeeper = () => {
  const kept = new Map<string, Rate>()
  let repeated = 0
  let heard = 0
  return {
    keep: (rate: Rate): void => {
      heard += 1
      const key = keyOf(rate)
      const before = kept.get(key)
      if (before?.rate === rate.rate && before.quality === rate.quality) repeated += 1
      if (!before || rate.computedAt >= before.computedAt) kept.set(key, rate)
    },
    /** The rate of a report, once there is one. */
    of: (report: Pick<Report, 'module' | 'timestamp'>): Rate | undefined => kept.get(keyOf(report)),
    repeated: () => repeated,
    /** How many it was given so far. */
    heard: () => heard,
  }
}

export type Keeper = ReturnType<typeof makeKeeper>

const keyOf = ({ module, timestamp }: Pick<Report, 'module' | 'timestamp'>): string =>
  `${timestamp} ${module}`

/** Holds every report of a played fleet against what was published. */
export const judgeFleet = (
  fleet: Fleet,
  keeper: Keeper,
  timestampOfWeek: (week: number) => bigint,
): Outcome => {
  const counts: Record<Verdict, number> = { exact: 0, within: 0, hidden: 0, wrong: 0, missing: 0 }
  const faults: Fault[] = []
  const errors: number[] = []
  for (const module of fleet.names) {
    const weeks = fleet.weeksOf(module)
    weeks.forEach((_, week) => {
      const timestamp = timestampOfWeek(week)
      const truth = truthOf(weeks, week)
      const rate = keeper.of({ module, timestamp })
      const verdict = judge(rate, truth)
      counts[verdict] += 1
      if (rate) errors.push(Math.abs(rate.rate - trueRate(truth.most, truth.attempts)))
      if ((verdict === 'wrong' || verdict === 'missing') && faults.length < mostFaults)
        faults.push({ module, timestamp, verdict, rate, truth })
    })
  }
  return { counts, repeated: keeper.repeated(), faults, errors: errors.sort((a, b) => a - b) }
}
