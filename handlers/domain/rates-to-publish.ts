// Which rates to publish after a report was added or corrected: its own, and those of later reports that now differ.

import { type Epoch, enter, type FirstReport, type Report } from './epoch.ts'
import { type Rate, rateOf, rateText } from './rate.ts'
import { merge, type Readings } from './readings.ts'

/** Reports from the beginning of an epoch, or from a state of it, on, each with what its window says where that has a say. */
export type Stretch = {
  /** The report before the first of them; undefined: there is none. */
  readonly previous: Report | undefined
  /** The epoch as it stood at that report, where they do not begin with one. */
  readonly epoch?: Epoch | undefined
  readonly reports: readonly Report[]
  readonly readings: readonly (Readings | undefined)[]
}

/** The epoch at each report of a stretch. */
export const epochsOf = (stretch: Stretch, rule: FirstReport): (Epoch | undefined)[] => {
  const { previous, reports, readings } = stretch
  let { epoch } = stretch
  return reports.map((report, i) => {
    epoch = enter(epoch, reports[i - 1] ?? previous, report, readings[i], rule)
    return epoch
  })
}

/** The stretch as it would be without the change of its report `at`, which had `before` attempts, if any. */
const unchanged = (stretch: Stretch, at: number, before: number | undefined): Stretch => {
  const { reports, readings } = stretch
  const report = reports[at]
  if (report && before !== undefined)
    return { ...stretch, reports: reports.with(at, { ...report, attempts: before }) }
  const [own, next] = [readings[at], readings[at + 1]]
  const merged = own && next ? merge(own, next) : undefined
  return { ...stretch, reports: reports.toSpliced(at, 1), readings: readings.toSpliced(at, 2, merged) }
}

const same = (a: Epoch, b: Epoch | undefined): boolean =>
  b !== undefined && (Object.keys(a) as (keyof Epoch)[]).every(name => a[name] === b[name])

/**
 * The rates to publish, in the order of their timestamps.
 *
 * A later report is published again if its epoch, whence its rate follows, is another one than without the change,
 * or if the rate is not what was last published. The first alone would leave out what late messages added since.
 * The second alone would lose a rate when two computations run at once: one finds that nothing differs, and then the
 * other publishes what it had computed before. An epoch is compared with its beginnings, not by its numbers: of two
 * changes in the table before the first is computed, either alone may already have the effect of both.
 */
export const ratesToPublish = (
  stretch: Stretch,
  at: number,
  before: number | undefined,
  rule: FirstReport,
  published: (report: Report) => string | undefined,
): Rate[] => {
  const now = epochsOf(stretch, rule)
  const old = epochsOf(unchanged(stretch, at, before), rule)
  const shift = before === undefined ? 1 : 0
  return stretch.reports.flatMap((report, i) => {
    const epoch = now[i]
    if (epoch === undefined || i < at || epoch.silent) return []
    const rate = rateOf(epoch, report)
    const last = published(report)
    // Never published: its own change is still to be computed, or it has been its module's zero point until now.
    const stale = last === undefined ? rule === 'baseline' : last !== rateText(rate)
    const differs = stale || !same(epoch, old[i - shift])
    return i === at || differs ? [rate] : []
  })
}
