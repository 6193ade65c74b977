// One simulated fleet at a time, played against the stack on behalf of a page, and followed by all that look on.

import { EventEmitter, once } from 'node:events'
import { errors, PersonError } from '../../errors.ts'
import { moduleReports } from '../../operate/module-reports.ts'
import { pause } from '../../pause.ts'
import { playFleet, type Stage } from '../../play/play-fleet.ts'
import { type Played, percentile } from '../../simulate/describe-outcome.ts'
import { makeFleet } from '../../simulate/fleet.ts'
import type { Plan } from '../../simulate/plan.ts'
import { parsePlay, planOf } from '../parse-play.ts'
import type { Source } from '../source.ts'
import type { Judgement, PlayAsk, PlayState } from '../wire-play.ts'

export type Play = {
  /** Begins to play. Throws a PersonError when a play is under way, or for what cannot be played. */
  readonly start: (body: unknown) => Promise<void>
  /** Ends the play that is under way, if one is, and waits until what it had opened is removed. */
  readonly stop: () => Promise<void>
  /** The state now, and whenever it changes. */
  readonly watch: (over: AbortSignal) => AsyncGenerator<PlayState>
}

/** Between two states that are told, in ms. */
const tellEveryMs = 100
/** How long a week's messages may take to be stored, in ms. */
const patience = 120_000
/** How many modules are named at the end, to look at. */
const named = 5

/** A play that has not begun. */
export const makePlay = (source: Source, onBug: (error: unknown) => void): Play => {
  const changes = new EventEmitter().setMaxListeners(0)
  let state: PlayState = { kind: 'none' }
  let running: { readonly ending: AbortController; done: Promise<void> } | undefined
  const change = (to: PlayState): void => {
    state = to
    changes.emit('change')
  }

  const run = async (ask: PlayAsk, { plan, ...stage }: Prepared, stopping: AbortSignal): Promise<void> => {
    change({ kind: 'playing', plan: ask, week: 1, messages: 0, took: 0 })
    try {
      const played = await source.explained(() =>
        playFleet(
          {
            ...stage,
            waiting: { ...stage.waiting, stopping },
            onProgress: (week, messages, took) =>
              change({ kind: 'playing', plan: ask, week: week + 1, messages, took }),
          },
          plan,
        ),
      )
      change({ kind: 'ended', ...judgementOf(ask, played) })
    } catch (error) {
      if (!(error instanceof PersonError) && !stopping.aborted) onBug(error)
      const why = error instanceof PersonError ? error.message : 'This is a bug; see what guac prints.'
      change(stopping.aborted ? { kind: 'stopped', plan: ask } : { kind: 'failed', plan: ask, why })
    }
  }

  return {
    start: async body => {
      const ask = parsePlay(body)
      if (!source.loopback && !ask.confirmed) throw errors.playUnconfirmed()
      if (running) throw errors.playUnderWay()
      const ending = new AbortController()
      const mine = { ending, done: Promise.resolve() }
      running = mine
      try {
        const prepared = await prepare(source, ask)
        mine.done = run(ask, prepared, ending.signal).finally(() => {
          running = undefined
        })
      } catch (error) {
        running = undefined
        throw error
      }
    },
    stop: async () => {
      running?.ending.abort()
      await running?.done
    },
    watch: async function* (over) {
      for (let told: PlayState | undefined; !over.aborted; ) {
        if (told === state) {
          await once(changes, 'change', { signal: over }).catch(() => {})
          continue
        }
        told = state
        yield told
        await pause(tellEveryMs, over)
      }
    },
  }
}

type Prepared = Omit<Stage, 'onProgress' | 'waiting'> & {
  readonly plan: Plan
  readonly waiting: Omit<Stage['waiting'], 'stopping'>
}

/** Everything that a play needs. Throws a PersonError when this fleet has been played before. */
const prepare = async (source: Source, ask: PlayAsk): Promise<Prepared> => {
  const { clients, loopback, now, stackName } = source
  const { TimestampUnit: unit = 's' } = await source.parameters()
  const plan = planOf(ask, unit, now())
  const outputs = await source.outputs()
  const output = (name: string): string => {
    const value = outputs[name]
    if (value === undefined) throw errors.noOutput(stackName, name)
    return value
  }
  const [sns, sqs, dynamodb] = await Promise.all([clients.sns(), clients.sqs(), clients.dynamodb()])
  const tables = {
    reports: output('WeeklyDiagnosticTableName'),
    windows: output('ReceivedWindowTableName'),
  }
  const [module = ''] = makeFleet(plan).names
  const before = await moduleReports(dynamodb, tables, { module, from: 0n, to: 2n ** 64n - 1n })
  if (before.length > 0) throw errors.fleetPlayedBefore(plan.seed, module)
  return {
    plan,
    sns,
    sqs,
    dynamodb,
    output,
    weekMs: ask.seconds * 1000,
    quietMs: loopback ? 300 : 15_000,
    waiting: { now, patience, pollMs: loopback ? 100 : 2000 },
  }
}

const judgementOf = (ask: PlayAsk, { plan, messages, reports, took, outcome }: Played): Judgement => {
  const { counts, errors: differences, faults } = outcome
  return {
    plan: ask,
    messages,
    reports,
    took,
    counts,
    differences: {
      median: percentile(differences, 0.5),
      p99: percentile(differences, 0.99),
      most: percentile(differences, 1),
    },
    faults: faults.map(({ module, verdict, timestamp, rate, truth: { least, most, attempts } }) => ({
      module,
      verdict,
      says:
        `report ${timestamp}: ${rate ? `${rate.rate} % (${rate.quality})` : 'no rate'}; ` +
        `in truth ${least === most ? most : `${least} to ${most}`} of ${attempts}`,
    })),
    modules: makeFleet(plan).names.slice(0, named),
  }
}
