// Counting a module anew, beside live traffic. What is kept wrongly is reopened as a late message does it, so that
// nobody believes it any more, whatever count is under way; and the reports whose rates are not right are given to the
// function once more, which counts, publishes and keeps by its own rules. Each step may be the last: what is then left
// to do shows as a difference the next time.

import { errors } from '../errors.ts'
import { type AuditTables, auditModule, type Difference, expiredBy } from './audit-module.ts'
import type { Report } from './rates-by-definition.ts'
import type { WindowCount } from './window-count.ts'

export type RecountTables = AuditTables & {
  /**
   * Has a window counted again, from what was counted here on, unless some of its messages expire by then (s since
   * 1970).
   */
  readonly reopen: (timestamp: bigint, count: WindowCount, by: number) => Promise<unknown>
  /** Raises the version of the module's state, and drops the state. */
  readonly drop: () => Promise<unknown>
  /** Has the function compute reports, in their order. */
  readonly compute: (reports: readonly Report[]) => Promise<unknown>
}

export type Recount = {
  readonly reports: number
  /** What was published otherwise before; `is` is what is published now. */
  readonly changed: readonly Difference[]
  /** Windows whose counts stand, since messages of theirs have expired. */
  readonly final: number
  /** Differences that are still there. */
  readonly left: number
}

export type RecountRules = {
  readonly rule: 'contract' | 'baseline'
  readonly stopping: AbortSignal
}

/** Traffic that goes on may make new differences; one that stays has another reason. */
const rounds = 4

// Those of a call that the function, which reads an epoch for each, computes well within its minute.
const atOnce = 20

/** Recounts a module. Throws a PersonError when it is to stop. */
export const recountModule = async (
  tables: RecountTables,
  { rule, stopping }: RecountRules,
): Promise<Recount> => {
  const seen = new Map<bigint, Difference>()
  for (let round = 1; ; round++) {
    const { reports, wrong, differences, published, final } = await auditModule(tables, rule)
    for (const each of differences)
      if (!seen.has(each.report.timestamp)) seen.set(each.report.timestamp, each)
    const left = wrong.length + differences.length
    if (left === 0 ? round > 1 : round === rounds) {
      const now = [...seen.values()].map(each => ({ ...each, is: published(each.report.timestamp) }))
      return { reports, changed: now.filter(({ was, is }) => was !== is), final, left }
    }
    if (stopping.aborted) throw errors.stopped()
    for (const { timestamp, count } of wrong)
      await tables.reopen(timestamp, count, expiredBy(await tables.now()))
    // only now: what is read after this is read of open windows
    await tables.drop()
    if (left === 0) return { reports, changed: [], final, left }
    // what was computed meanwhile may have believed what was kept: the next round sees it
    await computeAll(tables, differences, stopping)
  }
}

/**
 * The newest first, by portions: a report's computation publishes the later ones that differ, too, and so finds none
 * but those of its own portion, each of which has its turn.
 */
const computeAll = async (
  { compute }: RecountTables,
  differences: readonly Difference[],
  stopping: AbortSignal,
): Promise<void> => {
  for (let end = differences.length; end > 0; end -= atOnce) {
    if (stopping.aborted) throw errors.stopped()
    await compute(differences.slice(Math.max(0, end - atOnce), end).map(({ report }) => report))
  }
}
