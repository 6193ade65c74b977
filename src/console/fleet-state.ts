// The fleet as it is known: what was read from the table, and what was heard since. No I/O.

import type { LastRate } from '../operate/fleet-rates.ts'
import type { PublishedRate } from '../operate/published-rate.ts'
import { makeRateHistory } from '../operate/rate-history.ts'
import { msOf } from '../operate/timestamps.ts'
import type { HeardRate } from '../send/rate-queue.ts'
import type { FleetHistory, FleetReading, FleetRow, Quality } from './wire-fleet.ts'

export type FleetState = {
  readonly reading: FleetReading
  /** Grows with each change. */
  readonly version: () => number
  /** The modules that changed after a version; all after −1. */
  readonly rowsSince: (version: number) => readonly FleetRow[]
  readonly history: () => FleetHistory
  readonly unread: () => number
  /**
   * Takes in a rate that was heard, once. `before` the reading had ended: an older report's is then in what was read.
   */
  readonly hear: (heard: HeardRate, before: boolean) => void
  /** So many were published that nobody heard. */
  readonly miss: (rates: number) => void
}

type Known = { readonly row: FleetRow; readonly version: number; readonly computedAt: number }

/** What a table's reading gathers, row by row. */
export const makeGathering = (unit: string) => {
  const history = makeRateHistory()
  return {
    onRate: (timestamp: bigint, { successRate }: PublishedRate): void => {
      const at = msOf(timestamp, unit)
      if (at !== undefined) history.add(at, successRate)
    },
    /** The fleet, once all is read. */
    state: (last: readonly LastRate[], reading: FleetReading): FleetState => {
      const known = new Map<string, Known>(
        last.map(({ module, timestamp, received, attempts, successRate, lowerBound, quality }) => {
          const facts = { received, attempts, rate: successRate, lowerBound, quality }
          return [module, { row: rowOf(module, timestamp, facts, unit), version: 0, computedAt: 0 }]
        }),
      )
      return stateOf(known, history, reading, unit)
    },
  }
}

const stateOf = (
  known: Map<string, Known>,
  history: ReturnType<typeof makeRateHistory>,
  reading: FleetReading,
  unit: string,
): FleetState => {
  let version = 0
  let unread = 0
  let told: { readonly version: number; readonly history: FleetHistory } | undefined
  const take = (row: FleetRow, sign: number): void => {
    if (row.at !== null) history.add(row.at, row.rate, sign)
  }
  return {
    reading,
    version: () => version,
    rowsSince: after => [...known.values()].flatMap(each => (each.version > after ? [each.row] : [])),
    history: () => {
      if (told?.version !== version) told = { version, history: history.read() }
      return told.history
    },
    unread: () => unread,
    miss: rates => {
      unread += rates
    },
    hear: (heard, before) => {
      const rate = parseHeard(heard, unit)
      if (!rate) return
      const { row, computedAt } = rate
      const last = known.get(row.module)
      const older = last !== undefined && BigInt(row.timestamp) < BigInt(last.row.timestamp)
      const same = last?.row.timestamp === row.timestamp
      if ((older && before) || (same && computedAt <= last.computedAt)) return
      version += 1
      // a new report out of order, or a correction of what the history holds: the last rates do not tell
      if (older) unread += 1
      else {
        if (same) take(last.row, -1)
        take(row, 1)
        known.set(row.module, { row, version, computedAt })
      }
    },
  }
}

type Facts = Pick<FleetRow, 'received' | 'attempts' | 'rate' | 'lowerBound' | 'quality'>

const rowOf = (module: string, timestamp: bigint, facts: Facts, unit: string): FleetRow => ({
  module,
  timestamp: `${timestamp}`,
  at: msOf(timestamp, unit) ?? null,
  ...facts,
})

const qualities: readonly string[] = ['exact', 'assumed-start', 'upper-bound', 'no-attempts']

/** A rate as a row; undefined for what is none: on a local stack anyone may publish anything to the topic. */
export const parseHeard = (
  { timestamp, attributes }: HeardRate,
  unit: string,
): { readonly row: FleetRow; readonly computedAt: number } | undefined => {
  const {
    moduleid = '',
    quality = '',
    received,
    attempts,
    success_rate,
    lower_bound,
    computed_at,
  } = attributes
  const facts = {
    received: Number(received),
    attempts: Number(attempts),
    rate: Number(success_rate),
    lowerBound: Number(lower_bound),
  }
  const computedAt = Number(computed_at)
  const whole = [...Object.values(facts), computedAt].every(Number.isFinite)
  if (!whole || moduleid === '' || timestamp === undefined || !qualities.includes(quality)) return undefined
  return { row: rowOf(moduleid, timestamp, { ...facts, quality: quality as Quality }, unit), computedAt }
}
