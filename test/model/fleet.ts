// Random fleets: what modules sent, what of it arrived, when, how often and in which order.

import * as fc from 'fast-check'
import type { TimestampUnit } from '../../handlers/domain/lateness.ts'

export type Delivery =
  | { readonly at: number; readonly kind: 'message'; readonly timestamp: bigint; readonly tx?: number }
  | { readonly at: number; readonly kind: 'report'; readonly timestamp: bigint; readonly attempts: number }

export type Module = {
  /** In the order of their arrival; `at` in ms since 1970. */
  readonly deliveries: readonly Delivery[]
  /** The unit that the service is told, mostly the true one. */
  readonly unit: TimestampUnit
  readonly firstReport: 'contract' | 'baseline'
  /** After how many steps each computation crashes, and is retried; by turns. */
  readonly crashes: readonly number[]
  /** Hours by which the stream lags, so that changes come in batches. */
  readonly lag: number
  /** How many reports a state of an epoch stands behind. */
  readonly apart: number
}

const hour = 3_600_000
const start = 1_763_800_000_000
const perMs = { s: [1n, 1000n], ms: [1n, 1n], us: [1000n, 1n], ns: [1_000_000n, 1n] } as const
const units = ['s', 'ms', 'us', 'ns'] as const
// around the lateness of a day, and far beyond
const delays = fc.constantFrom(0, 0, 0, 0, 1, 23, 24, 25, 60, 200, 700, 2000)

const sent = fc.record({
  at: fc.nat(900),
  what: fc.constantFrom('received', 'received', 'received', 'received', 'lost', 'reset'),
  attempts: fc.nat(2),
  carries: fc.nat(2),
  delays: fc.array(delays, { minLength: 1, maxLength: 3 }),
})
const reported = fc.record({
  at: fc.nat(900),
  less: fc.nat(4),
  delays: fc.array(delays, { minLength: 1, maxLength: 3 }),
})

/** A module whose counter runs as real ones do: each attempt counts, a reset sets it to nothing. */
export const aModule: fc.Arbitrary<Module> = fc
  .record({
    // A message's identity is its timestamp: no two have one.
    events: fc.uniqueArray(sent, { maxLength: 24, selector: ({ at }) => at }),
    reports: fc.array(reported, { minLength: 1, maxLength: 10 }),
    told: fc.constantFrom(...units),
    unit: fc.constantFrom(...units),
    honest: fc.boolean(),
    carries: fc.constantFrom(0, 1, 3),
    ahead: fc.constantFrom(0, 0, 0, 0, 80_000, -80_000, 26, -26),
    unseen: fc.constantFrom(0, 0, 5),
    firstReport: fc.constantFrom('contract' as const, 'contract' as const, 'baseline' as const),
    crashes: fc.array(fc.nat(14), { maxLength: 4 }),
    lag: fc.constantFrom(0, 0, 30, 300),
    apart: fc.constantFrom(1, 1, 2),
  })
  .map(
    ({ events, reports, unit, told, honest, carries, ahead, unseen, firstReport, crashes, lag, apart }) => {
      const [by, over] = perMs[unit]
      const stamp = (hours: number) => (BigInt(start + (hours + ahead) * hour) * by) / over
      const all = [
        ...events.map(event => ({ ...event, report: undefined })),
        ...reports.map(report => ({ ...report, report, what: 'report' as const, attempts: 0, carries: 0 })),
      ].sort((a, b) => a.at - b.at)
      let counter = unseen
      const deliveries = all.flatMap(
        ({ at, what, attempts, carries: tag, delays: after, report }): Delivery[] => {
          if (what === 'reset') counter = 0
          else if (!report) counter += 1 + attempts
          const timestamp = stamp(at)
          const each = (deliver: (i: number) => Delivery): Delivery[] => after.map((_, i) => deliver(i))
          const when = (i: number) => start + (at + (after[i] ?? 0)) * hour
          const now = counter
          if (report)
            // The first delivery may be one to be corrected.
            return each(i => ({
              at: when(i),
              kind: 'report',
              timestamp,
              attempts: i === 0 && report.less > 2 ? Math.max(0, now - report.less) : now,
            }))
          return what === 'received'
            ? each(i => ({ at: when(i), kind: 'message', timestamp, ...(tag < carries && { tx: now }) }))
            : []
        },
      )
      return {
        deliveries: deliveries
          .map((d, i) => [d, i] as const)
          .sort(([a, i], [b, j]) => a.at - b.at || i - j)
          .map(([d]) => d),
        unit: honest ? unit : told,
        firstReport,
        crashes,
        lag,
        apart,
      }
    },
  )
