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
  /** Days that messages are kept; 0: for ever. */
  readonly retention: number
}

const hour = 3_600_000
const start = 1_763_800_000_000
const perMs = { s: [1n, 1000n], ms: [1n, 1n], us: [1000n, 1n], ns: [1_000_000n, 1n] } as const
const units = ['s', 'ms', 'us', 'ns'] as const

type Reported = { readonly at: number; readonly less: number; readonly delays: readonly number[] }
/** What differs between fleets: times in hours. */
type Traits = {
  /** By how much each delivery of a message comes after it. */
  readonly delays: fc.Arbitrary<number>
  readonly reports: fc.Arbitrary<readonly Reported[]>
  /** By how much the stream lags behind reports. */
  readonly lag: fc.Arbitrary<number>
  readonly retention: number
  /** One epoch: no reset, no correction; no clock is far ahead, and the service is told the true unit. */
  readonly steady?: boolean
}

const each = (delays: fc.Arbitrary<number>) => fc.array(delays, { minLength: 1, maxLength: 3 })
// around the lateness of a day, and far beyond
const far = [0, 0, 0, 0, 1, 23, 24, 25, 60, 200, 700, 2000] as const
const anyReports = fc.array(
  fc.record({ at: fc.nat(900), less: fc.nat(4), delays: each(fc.constantFrom(...far)) }),
  { minLength: 1, maxLength: 10 },
)
const weekly = fc
  .array(fc.record({ less: fc.nat(4), delays: each(fc.constantFrom(0, 0, 1, 48)) }), {
    minLength: 12,
    maxLength: 12,
  })
  .map(reports => reports.map((report, i) => ({ ...report, at: 168 * (i + 1) })))

/** A module whose counter runs as real ones do: each attempt counts, a reset sets it to nothing. */
const moduleWith = (traits: Traits): fc.Arbitrary<Module> =>
  fc
    .record({
      // A message's identity is its timestamp: no two have one.
      events: fc.uniqueArray(
        fc.record({
          at: fc.nat(900),
          what: fc.constantFrom('received', 'received', 'received', 'received', 'lost', 'reset'),
          attempts: fc.nat(2),
          carries: fc.nat(2),
          delays: each(traits.delays),
        }),
        { maxLength: 24, selector: ({ at }) => at },
      ),
      reports: traits.reports,
      told: fc.constantFrom(...units),
      unit: fc.constantFrom(...units),
      honest: traits.steady ? fc.constant(true) : fc.boolean(),
      carries: fc.constantFrom(0, 1, 3),
      ahead: fc.constantFrom(0, 0, 0, 0, -80_000, 26, -26, traits.steady ? 0 : 80_000),
      unseen: traits.steady ? fc.constant(5) : fc.constantFrom(0, 0, 5),
      firstReport: fc.constantFrom('contract' as const, 'contract' as const, 'baseline' as const),
      crashes: fc.array(fc.nat(14), { maxLength: 4 }),
      lag: traits.lag,
      apart: fc.constantFrom(1, 1, 2),
    })
    .map(
      ({ events, reports, unit, told, honest, carries, ahead, unseen, firstReport, crashes, lag, apart }) => {
        const [by, over] = perMs[unit]
        const stamp = (hours: number) => (BigInt(start + (hours + ahead) * hour) * by) / over
        const sent = [
          ...events.map(event => ({ ...event, report: undefined })),
          ...reports.map(report => ({ ...report, report, what: 'report' as const, attempts: 0, carries: 0 })),
        ].sort((a, b) => a.at - b.at)
        let counter = unseen
        const deliveries = sent.flatMap(
          ({ at, what, attempts, carries: tag, delays: after, report }): Delivery[] => {
            if (what === 'reset' && !traits.steady) counter = 0
            else if (!report) counter += 1 + attempts
            const timestamp = stamp(at)
            const all = (deliver: (i: number) => Delivery): Delivery[] => after.map((_, i) => deliver(i))
            const when = (i: number) => start + (at + (after[i] ?? 0)) * hour
            const now = counter
            if (report)
              // The first delivery may be one to be corrected.
              return all(i => ({
                at: when(i),
                kind: 'report',
                timestamp,
                attempts: i === 0 && report.less > 2 && !traits.steady ? Math.max(0, now - report.less) : now,
              }))
            return what === 'received'
              ? all(i => ({ at: when(i), kind: 'message', timestamp, ...(tag < carries && { tx: now }) }))
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
          retention: traits.retention,
        }
      },
    )

const any: Traits = {
  delays: fc.constantFrom(...far),
  reports: anyReports,
  lag: fc.constantFrom(0, 0, 30, 300),
  retention: 0,
}

/** Any module, without retention. */
export const aModule = moduleWith(any)

/** Modules whose messages expire after 30 days: any; with weekly reports; and with messages at most a week late, too. */
export const expiring = {
  any: moduleWith({ ...any, retention: 30 }),
  weekly: moduleWith({ ...any, reports: weekly, lag: fc.constantFrom(0, 30), retention: 30, steady: true }),
  timely: moduleWith({
    delays: fc.constantFrom(0, 0, 0, 1, 23, 25, 60, 168),
    reports: weekly,
    lag: fc.constantFrom(0, 30),
    retention: 30,
  }),
}
