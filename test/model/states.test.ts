// What is kept of an epoch, so that a report need not read the whole of a long one: true in every order of the
// protocol's steps; and each of its rules is needed. A state is kept here one report back.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { enter } from '../../handlers/domain/epoch.ts'
import { forget, stateAt } from '../../handlers/domain/epoch-state.ts'
import type { ReportTables } from '../../handlers/domain/report.ts'
import { explore, type Scene, type Search } from './explore.ts'
import {
  type Broken,
  base,
  countsHold,
  message,
  print,
  ratesHold,
  report,
  rules,
  sealedScene,
  stateHolds,
} from './processes.ts'
import { reference } from './reference.ts'
import type * as model from './tables.ts'

const test = suite('states')

const [t0, t1, t2] = [base - 20n, base - 1n, base]
const search = (scene: Scene, processes: Search['processes'], crashes = 0): Search => ({
  processes,
  scene,
  phases: 2,
  crashes,
  end: scene => {
    countsHold(scene)
    stateHolds(scene)
  },
})

/** A late message for the window that a report under way takes into a state. */
const keeping = (crashes: number, broken: Broken = {}): Search =>
  search(sealedScene([t0 - 9n], [[t0, 16]]), [message(t0 - 5n, broken), report(t1, 20, broken)], crashes)

/** Reports that keep and take up states, one of them out of order. */
const among = (crashes: number): Search =>
  search(
    sealedScene([t0 - 9n, t0 + 5n], [[t0, 16]]),
    [message(t0 - 5n), report(base - 10n, 18), report(t1, 20), report(t2, 22)],
    crashes,
  )

/** A correction of what a state holds, while a new report may take that up. */
const corrected = (crashes: number, broken: Broken = {}): Search => {
  // Two messages of one attempt: an upper bound, until the attempts turn out to be more.
  const scene = sealedScene(
    [t0 - 9n, t0 - 8n, t0 + 5n],
    [
      [t0, 1],
      [base - 10n, 18],
    ],
  )
  const { tables } = scene
  const first = { timestamp: t0, attempts: 1 }
  const epoch = enter(undefined, undefined, first, tables.windows.get(t0)?.readings, rules.firstReport)
  if (epoch) tables.head = { state: stateAt(first, epoch) }
  for (const [timestamp, rate] of reference({ ...tables, firstReport: rules.firstReport }))
    tables.published.push({ ...rate, timestamp, computedAt: 0 } as model.Published)
  return {
    ...search(scene, [report(t0, 16, broken, true), report(t1, 20, broken, true)], crashes),
    end: scene => {
      stateHolds(scene)
      ratesHold(scene)
    },
  }
}

/** A report, and its correction. */
const newest = (broken: Broken = {}): Search =>
  search(sealedScene([t0 - 9n, t1 - 1n], [[t0, 16]]), [report(t1, 1, broken), report(t1, 20, broken)])

const searches: Record<string, Search> = {
  'a late message and a report, two crashes': keeping(2),
  'a correction and a report, a crash': corrected(1),
  'a report and its correction': newest(),
  ...(process.env.GUAC_INTERLEAVINGS && {
    'a late message and three reports': among(0),
    'a late message and three reports, a crash': among(1),
  }),
}

for (const [name, search] of Object.entries(searches))
  test(`what is kept of an epoch is true: ${name}`, async () => print(name, await explore(search)))

const variants: Record<string, Broken> = {
  'taking nothing back': { receive: () => ({ raise: async () => true }) },
  'taking back before reopening': {
    receive: tables => ({
      reopen: async (at, by) => {
        await forget(tables, at)
        return tables.reopen(at, by)
      },
      raise: async () => true,
    }),
  },
  'raising the version only where a state is dropped': {
    receive: (tables, turn) => ({
      raise: from => turn(({ head }) => head.state === undefined || head.state.timestamp < from),
      drop: tables.drop,
    }),
  },
  'dropping a state without raising the version': {
    receive: (_, turn) => ({
      raise: async () => false,
      drop: () =>
        turn(tables => {
          const { version } = tables.head
          tables.head = { version }
        }),
    }),
  },
  'reading the version after counting': {
    report: tables => ({
      keepState: async state => tables.keepState(state, (await tables.head()).version),
    }),
  },
  'reading the version after the windows': {
    report: tables => {
      let version: string | undefined
      return {
        windows: async (from, to) => {
          const windows = await tables.windows(from, to)
          version = (await tables.head()).version
          return windows
        },
        keepState: state => tables.keepState(state, version),
      } satisfies Partial<ReportTables>
    },
  },
}

for (const [name, broken] of Object.entries(variants))
  test(`${name} keeps a state without a message`, () =>
    explore(keeping(0, broken)).then(
      () => assert.unreachable('the search found nothing'),
      error => assert.match(error.message, 'the state at'),
    ))

/** A stamp from the beginning. */
const early = (tables: ReportTables): Partial<ReportTables> => {
  const stamp = tables.stamp()
  return { stamp: () => stamp }
}
const corrections: Record<string, Search> = {
  'a change of a report that takes nothing back': corrected(0, {
    report: () => ({ raise: async () => true }),
  }),
  'a stamp from before taking back': corrected(0, { report: early }),
  'a state at the newest report': newest({ apart: 0 }),
}

for (const [name, search] of Object.entries(corrections))
  test(`${name} leaves a wrong rate or state`, () =>
    explore(search).then(
      () => assert.unreachable('the search found nothing'),
      error => assert.match(error.message, /held for|the state at/),
    ))

test.run()
