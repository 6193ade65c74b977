// The fleet: the table of windows read once for all who look on, and from then on the rates as they are published.
// A reading costs money on AWS, so there only a person asks for another one.

import { fleetRates } from '../../operate/fleet-rates.ts'
import { pause } from '../../pause.ts'
import { makeBell } from '../bell.ts'
import { openEar } from '../ear.ts'
import { type FleetState, makeGathering } from '../fleet-state.ts'
import { type Hearing, heardSince } from '../hear-rates.ts'
import { type Feed, shareFeed } from '../share-feed.ts'
import type { Source } from '../source.ts'
import type { FleetEvent } from '../wire-fleet.ts'

type Look =
  | { readonly kind: 'reading'; readonly rows: number; readonly units: number }
  | {
      readonly kind: 'known'
      readonly state: FleetState
      readonly deaf: string | null
      readonly gap: boolean
    }

/** How often a page is told of changes at most, in ms. */
const everyMs = 250

/** On this machine a reading costs time only: another one when the last is so many times as old as it took. */
const patience = 10

/** The fleet of a stack: what a page follows, and what has it read again. */
export const makeFleet = (source: Source, hear: Feed<Hearing>) => {
  let state: FleetState | undefined
  let wanted = false
  // of the last reading; a browser asks again by itself, and would have a table read in part for ever
  let failure: { readonly error: unknown } | undefined
  const bell = makeBell()

  const read = async (
    over: AbortSignal,
    onRead: (rows: number, units: number) => void,
  ): Promise<FleetState> => {
    const [outputs, { TimestampUnit: unit = 's' }] = await Promise.all([
      source.outputs(),
      source.parameters(),
    ])
    const started = source.now()
    const gathering = makeGathering(unit)
    const took = { rows: 0, units: 0 }
    const last = await fleetRates(await source.clients.dynamodb(), outputs.ReceivedWindowTableName ?? '', {
      onRate: gathering.onRate,
      onRead: (rows, units) => {
        Object.assign(took, { rows, units })
        onRead(rows, units)
      },
      stopping: over,
    })
    const at = source.now()
    return gathering.state(last, { at, ms: at - started, ...took })
  }

  async function* reading(over: AbortSignal): AsyncGenerator<Look> {
    let look: Look = { kind: 'reading', rows: 0, units: 0 }
    let ended = false
    const work = read(over, (rows, units) => {
      look = { kind: 'reading', rows, units }
    }).finally(() => {
      ended = true
      bell.ring()
    })
    // its failure is thrown below
    work.catch(() => {})
    while (!ended && !over.aborted) {
      yield look
      await Promise.race([pause(everyMs, over), work.catch(() => {})])
    }
    const found = await work.catch((error: unknown) => {
      failure = { error }
      throw error
    })
    if (!over.aborted) state = found
  }

  const look = async function* (over: AbortSignal): AsyncGenerator<Look> {
    if (failure && !wanted && !source.loopback) throw failure.error
    failure = undefined
    const ear = openEar(source, hear, over, bell.ring)
    try {
      // from now on nothing is missed, so that the reading and what is heard meet
      await ear.begun
      let heard = 0
      let before = 0
      let told = ''
      let gap = state !== undefined
      if (!state || source.loopback) wanted = true
      while (!over.aborted) {
        if (wanted) {
          wanted = false
          yield* reading(over)
          gap = false
          const { count, last } = ear.hearing()
          heard = count - last.length
          before = count
        }
        if (!state || over.aborted) return
        const { rates, missed } = heardSince(ear.hearing(), heard)
        state.miss(missed)
        for (const [i, rate] of rates.entries()) state.hear(rate, heard + missed + i < before)
        heard = ear.hearing().count
        const now = `${state.reading.at} ${state.version()} ${state.unread()} ${ear.deaf()}`
        if (now !== told) yield { kind: 'known', state, deaf: ear.deaf(), gap }
        told = now
        await bell.rung(over)
        await pause(everyMs, over)
        if (source.loopback && state.unread() > 0 && isStale(source, state)) wanted = true
      }
    } finally {
      await ear.close()
    }
  }

  const shared = shareFeed(look)
  return {
    /** Has the table read again. */
    again: (): void => {
      wanted = true
      bell.ring()
    },
    feed: async function* (gone: AbortSignal): AsyncGenerator<FleetEvent> {
      let seen: { readonly state: FleetState; readonly version: number } | undefined
      for await (const item of shared(gone)) {
        if (item.kind === 'reading') {
          yield item
          continue
        }
        const { state, deaf, gap } = item
        const whole = seen?.state !== state
        const news = {
          rows: state.rowsSince(seen && !whole ? seen.version : -1),
          history: state.history(),
          unread: state.unread(),
          deaf,
          gap,
        }
        seen = { state, version: state.version() }
        yield whole ? { kind: 'fleet', reading: state.reading, ...news } : { kind: 'change', ...news }
      }
    },
  }
}

const isStale = ({ loopback, now }: Source, { reading }: FleetState): boolean =>
  loopback && now() - reading.at > Math.max(2000, patience * reading.ms)
