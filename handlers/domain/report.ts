// A new or corrected report: read, count what can still change, publish, keep the counts.

import { begins, counts, type FirstReport, type Report } from './epoch.ts'
import { type EpochState, type Forgetting, forget, type Head, stateAt } from './epoch-state.ts'
import { type Found, finalIn, rest, unseen } from './expiry.ts'
import { isSettled, type TimestampUnit } from './lateness.ts'
import type { Rate } from './rate.ts'
import { epochsOf, ratesToPublish, type Stretch } from './rates-to-publish.ts'
import type { Readings } from './readings.ts'
import type { Change } from './report-change.ts'
import { type Counted, sealed, type Window } from './window.ts'

/** The tables as computing a rate sees them, for one module. Each call is one step; all reads are consistent. */
export type ReportTables = Forgetting & {
  /** Ms since 1970. */
  readonly now: () => number | Promise<number>
  /** The same, and never twice the same: of two rates of one report the one with the greater stamp holds. */
  readonly stamp: () => number | Promise<number>
  readonly head: () => Promise<Head>
  /** The reports up to T, the newest first, and after T, the oldest first; read as far as they are asked for. */
  readonly reportsUpTo: (timestamp: bigint) => AsyncIterable<Report>
  readonly reportsAfter: (timestamp: bigint) => AsyncIterable<Report>
  readonly windows: (from: bigint, to: bigint) => Promise<readonly Window[]>
  /** Reads the messages in (after, upTo]; after undefined: from the beginning. */
  readonly count: (after: bigint | undefined, upTo: bigint) => Promise<Found>
  readonly publish: (rate: Rate, computedAt: number) => Promise<unknown>
  /** Keeps a count, unless the window was reopened since. */
  readonly keep: (window: Counted) => Promise<unknown>
  /** Keeps what was published for a report. */
  readonly keepPublished: (rate: Rate) => Promise<unknown>
  /** Keeps a state of the epoch, unless the version was raised since. */
  readonly keepState: (state: EpochState, version: string | undefined) => Promise<unknown>
}

export type Rules = {
  readonly unit: TimestampUnit
  readonly firstReport: FirstReport
  /** How many reports a state stands behind the one that keeps it, and is ahead of the one before; at least 1. */
  readonly apart: number
}

/**
 * The reports up to T from the one that began its epoch, and the one before that; or, of a longer epoch, those after
 * its state.
 */
const epochUpTo = async (tables: ReportTables, timestamp: bigint, state: EpochState | undefined) => {
  const reports: Report[] = []
  for await (const report of tables.reportsUpTo(timestamp)) {
    if (reports[0] && begins(report, reports[0])) return { previous: report, reports }
    if (reports[0] && report.timestamp === state?.timestamp)
      return { previous: report, epoch: state.epoch, reports }
    reports.unshift(report)
  }
  return { previous: undefined, reports }
}

/**
 * The reports after a changed one whose rates the change can reach: up to the next one that begins an epoch, apart
 * from the very first, whose window the change may have cut.
 */
const reach = async (tables: ReportTables, timestamp: bigint): Promise<Report[]> => {
  const reports: Report[] = []
  for await (const report of tables.reportsAfter(timestamp)) {
    if (reports.length > 0 && begins(reports.at(-1), report)) break
    reports.push(report)
  }
  return reports
}

/**
 * The state to keep: of the last report that is `apart` behind the changed one and has no window before or at it that
 * can still change unnoticed. None if it is hardly ahead of where the stretch began.
 */
const stateToKeep = (stretch: Stretch, at: number, countedAt: number, rules: Rules) => {
  const { unit, firstReport, apart } = rules
  const { reports } = stretch
  const place = reports.findLastIndex(
    ({ timestamp }, i) => i <= at - apart && isSettled(countedAt, timestamp, unit),
  )
  const epoch = epochsOf(stretch, firstReport)[place]
  const report = reports[place]
  return place + 1 >= apart && epoch && report && stateAt(report, epoch)
}

/** The messages of all windows after a report, if that is one of these or the one before them. */
const countedSince = (
  timestamp: bigint | undefined,
  reports: readonly Report[],
  previous: Report | undefined,
  readings: readonly (Readings | undefined)[],
): number | undefined => {
  const place = reports.findIndex(report => report.timestamp === timestamp)
  if (place < 0 && timestamp !== previous?.timestamp) return undefined
  return readings.slice(place + 1).reduce((sum, found) => sum + (found?.received ?? 0), 0)
}

/**
 * Publishes the rate of a changed report, and again those of later reports that it made different. `comesLater` tells
 * of a later report whether its own change will be computed after this one. Gives what was published, and how many
 * messages came too late to be counted.
 *
 * What a window's row says of being reopened is read before its messages, and the time noted between, so that a late
 * message is either counted or has the count refused; on-time ones are all there once the count is settled. A crash
 * after any step loses nothing: the change is computed again, and publishing comes before keeping.
 */
export const compute = async (
  tables: ReportTables,
  { timestamp, before }: Pick<Change, 'timestamp' | 'before'>,
  rules: Rules,
  comesLater: (report: bigint) => boolean,
): Promise<{ readonly rates: readonly Rate[]; readonly tooLate: number }> => {
  let later = await reach(tables, timestamp)
  const newest = later.length === 0
  // A state may hold what this report changes. Whoever takes it up before it is taken back has a smaller stamp than
  // this computation, which then publishes what the other did not know.
  if (!newest) await forget(tables, timestamp)
  const computedAt = await tables.stamp()
  const { version, state } = await tables.head()
  const { previous, epoch, reports } = await epochUpTo(tables, timestamp, state)
  const [first, at] = [reports[0], reports.length - 1]
  // Deleted since: a report that is gone has no rate.
  if (!first || reports[at]?.timestamp !== timestamp) return { rates: [], tooLate: 0 }
  if (!newest) later = await reach(tables, timestamp)
  reports.push(...later)

  const rows = await tables.windows(first.timestamp, reports.at(-1)?.timestamp ?? timestamp)
  const windows = new Map(rows.map(row => [row.timestamp, row]))
  const countedAt = await tables.now()
  const readings: (Readings | undefined)[] = []
  const counted: Counted[] = []
  let tooLate = 0
  for (const [i, report] of reports.entries()) {
    const last = reports[i - 1] ?? previous
    if (!counts(last, report, rules.firstReport)) continue
    const window = windows.get(report.timestamp)
    readings[i] = sealed(window, last, rules.unit)
    if (readings[i]) continue
    const key = {
      timestamp: report.timestamp,
      previous: last?.timestamp,
      reopened: window?.reopened,
      countedAt,
    }
    const { whole, until } = finalIn(window, countedAt)
    const same = window?.previous === last?.timestamp
    const found = same && whole ? undefined : await tables.count(last?.timestamp, report.timestamp)
    const kept = same ? window?.readings : undefined
    // Final, or messages of it were taken away: a count does not fall.
    if (window && kept && (!found || found.readings.received < kept.received)) {
      readings[i] = kept
      const late = unseen(window)
      tooLate += late
      if (late > 0) counted.push({ ...key, readings: kept, until })
    } else if (found) {
      const before = whole && countedSince(window?.previous, reports.slice(0, i), previous, readings)
      const own = before === undefined ? found : { readings: rest(whole, before, found.readings), until }
      readings[i] = own.readings
      counted.push({ ...key, ...own })
    }
  }

  const stretch = { previous, epoch, reports, readings }
  const published = (report: Report) => windows.get(report.timestamp)?.published
  const rates = ratesToPublish(stretch, at, before, rules.firstReport, published).filter(
    rate => rate.timestamp === timestamp || !comesLater(rate.timestamp),
  )
  for (const rate of rates) await tables.publish(rate, computedAt)
  for (const window of counted) await tables.keep(window)
  for (const rate of rates) await tables.keepPublished(rate)
  const reached = stateToKeep(stretch, at, countedAt, rules)
  if (reached) await tables.keepState(reached, version)
  return { rates, tooLate }
}
