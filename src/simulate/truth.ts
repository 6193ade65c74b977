// What really happened, known only to who plays the fleet. It is kept by counts, and knows nothing of how the service
// counts: a true rate is what arrived of the attempts since the counter was really reset.

import { mostWeeksLate } from './plan.ts'

/** What happened in a module's week. */
export type Week = {
  /** What the week's report says. */
  attempts: number
  /** Whether the counter was reset in it. */
  reset: boolean
  /** Distinct messages sent before the week's reset, by how many weeks later they arrived; all if there was none. */
  readonly before: number[]
  /** Distinct messages sent after it. */
  readonly after: number[]
  /** The week at whose end its report was delivered. */
  reported: number
}

export const makeWeek = (reported: number): Week => ({
  attempts: 0,
  reset: false,
  before: new Array(mostWeeksLate + 1).fill(0),
  after: new Array(mostWeeksLate + 1).fill(0),
  reported,
})

/** A true rate, for what had arrived by then. */
export type Truth = {
  readonly attempts: number
  /** Messages of the attempts that had arrived when the report was computed first, those in flight left out … */
  readonly least: number
  /** … and when it could have been computed last. */
  readonly most: number
  /** A reset lies in the epoch that the reports do not show: no service could tell, unless `tx_attempts` do. */
  readonly hidden: boolean
}

/** The truth of a week's report, from its module's weeks up to the last one. */
export const truthOf = (weeks: readonly Week[], week: number): Truth => {
  const report = weeks[week] as Week
  const first = startOf(weeks, week)
  // An earlier report that comes later has this one computed again.
  const last = Math.max(...weeks.slice(0, week + 1).map(({ reported }) => reported))
  let least = 0
  let most = 0
  for (let w = first; w <= week; w++) {
    const { before, after, reset } = weeks[w] as Week
    for (const counts of w === first && reset ? [after] : [before, after])
      counts.forEach((count, late) => {
        const arrived = w + late
        // What reopens a window just before this report may still be on its way when it is computed.
        const reopens = (weeks[w] as Week).reported < arrived
        if (arrived < report.reported || (arrived === report.reported && !reopens)) least += count
        if (arrived <= last) most += count
      })
  }
  return { attempts: report.attempts, least, most, hidden: isHidden(weeks, week) }
}

/** The week of the last real reset, or the first week. */
const startOf = (weeks: readonly Week[], week: number): number => {
  for (let w = week; w > 0; w--) if (weeks[w]?.reset) return w
  return 0
}

/** Whether a reset since the last visible one did not make the counter fall from one report to the next. */
const isHidden = (weeks: readonly Week[], week: number): boolean => {
  for (let w = week; w >= 0; w--) {
    if (!weeks[w]?.reset) continue
    const before = weeks[w - 1]?.attempts
    return before === undefined || (weeks[w]?.attempts ?? 0) >= before
  }
  return false
}

/** How many distinct messages of a week have arrived by the end of another. */
export const arrivedBy = (weeks: readonly Week[], week: number, now: number): number =>
  [weeks[week]?.before, weeks[week]?.after]
    .flatMap(counts => counts?.slice(0, now - week + 1) ?? [])
    .reduce((sum, count) => sum + count, 0)
