// What of a module's kept counts and published rates is not as its messages and reports say.

import { type FirstReport, hasSay, type Report, ratesByDefinition } from './rates-by-definition.ts'
import { noMessages, sameCount, type WindowCount, withMessage } from './window-count.ts'

/** A row of received_window, as far as it matters here. */
export type WindowRow = {
  /** T of the report before it when it was counted. */
  readonly previous: bigint | undefined
  readonly count: WindowCount | undefined
  /** When the first of the messages counted expires, in s since 1970; undefined: none ever does. */
  readonly until: number | undefined
  readonly published: string | undefined
}

/** A module's rows; all reads are consistent. */
export type AuditTables = {
  readonly reports: () => Promise<readonly Report[]>
  readonly windows: () => Promise<ReadonlyMap<bigint, WindowRow>>
  /** The messages up to a report, oldest first. */
  readonly messages: (upTo: bigint) => AsyncIterable<{ readonly timestamp: bigint; readonly tx?: number }>
  /** Now, in ms since 1970. */
  readonly now: () => number | Promise<number>
}

/** A report whose rate is not what it should be: texts of `published`. */
export type Difference = {
  readonly report: Report
  /** Undefined: nothing was published. */
  readonly was: string | undefined
  /** Undefined: it cannot be told here, since messages have expired. */
  readonly is: string | undefined
}

export type Audit = {
  readonly reports: number
  /** Windows for which another count is kept than there are messages. */
  readonly wrong: readonly { readonly timestamp: bigint; readonly count: WindowCount }[]
  readonly differences: readonly Difference[]
  /** The text last published for a report, by T. */
  readonly published: (timestamp: bigint) => string | undefined
  /** Windows whose counts stand, since messages of theirs have expired or do so within the hour. */
  readonly final: number
}

/** What may have expired before somebody else's count, begun at `now` (ms), has ended; in s since 1970. */
export const expiredBy = (now: number): number => Math.ceil(now / 1000) + 3600

/** Counts a module's messages anew, and compares. Holds its reports, but no messages. */
export const auditModule = async (tables: AuditTables, rule: FirstReport): Promise<Audit> => {
  const reports = await tables.reports()
  const windows = await tables.windows()
  const by = expiredBy(await tables.now())
  const counted = await countAll(tables, reports)
  const counts = new Map<bigint, WindowCount | undefined>()
  const wrong: { timestamp: bigint; count: WindowCount }[] = []
  let final = 0
  for (const [i, report] of reports.entries()) {
    if (!hasSay(i === 0, report, rule)) continue
    const { timestamp } = report
    const count = counted.get(timestamp) ?? noMessages
    const row = windows.get(timestamp)
    const same = row?.previous === reports[i - 1]?.timestamp
    const isFinal = row?.until !== undefined && row.until <= by
    if (isFinal) final += 1
    // of a final window between other reports than when it was counted only the function knows what is left
    counts.set(timestamp, isFinal ? (same ? row.count : undefined) : count)
    if (!isFinal && same && row?.count && !sameCount(row.count, count)) wrong.push({ timestamp, count })
  }
  const rates = ratesByDefinition(reports, timestamp => counts.get(timestamp), rule)
  const published = (timestamp: bigint) => windows.get(timestamp)?.published
  const differences = reports.flatMap(report => {
    const was = published(report.timestamp)
    const is = rates.get(report.timestamp)
    const differs = rates.has(report.timestamp) && (was === undefined || (is !== undefined && was !== is))
    return differs ? [{ report, was, is }] : []
  })
  return { reports: reports.length, wrong, differences, published, final }
}

/** The counts of the windows that hold messages, by T of their reports. */
const countAll = async (
  { messages }: AuditTables,
  reports: readonly Report[],
): Promise<ReadonlyMap<bigint, WindowCount>> => {
  const counts = new Map<bigint, WindowCount>()
  const last = reports.at(-1)
  if (!last) return counts
  let i = 0
  for await (const { timestamp, tx } of messages(last.timestamp)) {
    while ((reports[i]?.timestamp ?? timestamp) < timestamp) i += 1
    const report = reports[i]
    if (report) counts.set(report.timestamp, withMessage(counts.get(report.timestamp) ?? noMessages, tx))
  }
  return counts
}
