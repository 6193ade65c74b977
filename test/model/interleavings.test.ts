// The protocol's own code, step by step, in every order: nothing is lost, nothing counted twice; and each of its
// rules is needed, for without it the search finds an order in which a message is lost.
//
// Clocks: two seconds of timestamps matter nothing beside a day, so there are three phases: before the windows are a
// day old, after that, and after the slack. The clock of the host that receives is as far behind as slack allows.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { lateness, slack } from '../../handlers/domain/lateness.ts'
import { type ReceiveTables, receive } from '../../handlers/domain/receive.ts'
import { compute, type ReportTables, type Rules } from '../../handlers/domain/report.ts'
import { sealed } from '../../handlers/domain/window.ts'
import {
  clockStep,
  type Explored,
  explore,
  type Process,
  type Scene,
  type Search,
  type Take,
} from './explore.ts'
import { reference } from './reference.ts'
import { receiveSteps, reportSteps, type Turn } from './steps.ts'
import * as model from './tables.ts'

const test = suite('interleavings')

const ms = (ns: bigint) => Number(ns / 1_000_000n)
const base = 1_763_800_000n
const rules: Rules = { unit: 's', firstReport: 'contract' }
const phaseMs = [-30_000, 30_000, 90_000]
const clockIn = ({ phase }: Scene) => Number(base) * 1000 + ms(lateness) + (phaseMs[phase] ?? 0)

/** What a broken protocol does otherwise. */
type Broken = {
  readonly receive?: (tables: ReceiveTables, turn: Turn) => Partial<ReceiveTables>
  readonly report?: (tables: ReportTables, turn: Turn) => Partial<ReportTables>
  readonly judge?: 'before the put'
}

const turnOf =
  (take: Take): Turn =>
  step =>
    take(scene => step(scene.tables))
const reading = (take: Take, clock: (scene: Scene) => number) => () =>
  take(clockStep(clock) as (scene: Scene) => number)

const message = (timestamp: bigint, broken: Broken = {}, from = 0): Process => ({
  from,
  run: async take => {
    const clock = reading(take, scene => clockIn(scene) - ms(slack))
    const early = broken.judge ? await take(scene => clockIn(scene) - ms(slack)) : 0
    const steps = receiveSteps(turnOf(take), broken.judge ? () => early : clock)
    const tables = { ...steps, ...broken.receive?.(steps, turnOf(take)) }
    await receive(tables, { module: 'm', timestamp }, rules.unit)
  },
})

/** A report's way: put by weekly, then computed from the stream. Its start is of no other's concern. */
const report = (timestamp: bigint, attempts: number, broken: Broken = {}, loud = false): Process => ({
  kept: 1,
  run: async take => {
    const change = await take(({ tables }) => model.putReport(tables, timestamp, attempts))
    if (!change) return
    const turn = turnOf(take)
    const computedAt = loud ? await take(scene => (scene.stamp += 1)) : 0
    const steps = reportSteps(turn, reading(take, clockIn), computedAt)
    // Counts do not depend on what is published.
    const silent = loud ? {} : { publish: async () => {}, keepPublished: async () => {} }
    const tables = { ...steps, ...silent, ...broken.report?.(steps, turn) }
    await compute(tables, change, rules, () => false)
  },
})

const sceneOf = (messages: bigint[], reports: [bigint, number][]): Scene => {
  const tables = model.emptyTables()
  for (const t of messages) tables.messages.set(t, undefined)
  for (const [t, attempts] of reports) tables.reports.set(t, attempts)
  return { tables, phase: 0, stamp: 0 }
}

/** Whatever is taken for final is what the messages say: so every later report is exact. */
const countsHold = ({ tables }: Scene) => {
  const reports = model.reportsIn(tables)
  for (const [i, { timestamp }] of reports.entries()) {
    const previous = reports[i - 1]
    const kept = sealed(tables.windows.get(timestamp), previous, rules.unit)
    const real = model.readingsOf(model.messagesIn(tables, previous?.timestamp, timestamp))
    if (kept) assert.equal(kept, real, `the window up to ${timestamp}`)
  }
}

/** Consumers hold for each report what the definition gives. */
const ratesHold = ({ tables }: Scene) => {
  const held = model.heldIn(tables)
  for (const [t, { received, quality, lowerBound }] of reference({
    ...tables,
    firstReport: rules.firstReport,
  })) {
    const rate = held.get(t)
    const found = [rate?.received, rate?.quality, rate?.lowerBound]
    assert.equal(found, [received, quality, lowerBound], `held for ${t}`)
  }
}

const print = (name: string, { states, interleavings, ends }: Explored) =>
  console.log(
    `\n   ${name}: ${interleavings.toLocaleString('en')} interleavings, ${states} states, ${ends} ends`,
  )

const [t1, t2] = [base - 1n, base]

/** Two late messages, one on time, and two reports of which the earlier may come after the later. */
const whole = (crashes: number, broken: Broken = {}): Search => ({
  processes: [
    message(t1 - 10n, broken, 2),
    message(t2, broken, 2),
    message(t1, broken),
    report(t1, 16, broken),
    report(t2, 20, broken),
  ],
  scene: sceneOf([], []),
  phases: 2,
  crashes,
  end: countsHold,
})

/** The least in which the rules are needed: one message, one report. */
const least = (crashes: number, broken: Broken = {}): Search => ({
  ...whole(crashes, broken),
  processes: [message(t2, broken), report(t2, 20, broken)],
})

const searches: Record<string, Search> = {
  'a message, a report, two crashes': least(2),
  'a late message, two reports, a crash': {
    ...whole(1),
    processes: [message(t1, {}, 2), report(t1, 16), report(t2, 20)],
  },
  'a late message, one on time, two reports': {
    ...whole(0),
    processes: [message(t1, {}, 2), message(t2), report(t1, 16), report(t2, 20)],
  },
  // These take minutes.
  ...(process.env.GUAC_INTERLEAVINGS && {
    'two late messages, one on time, two reports': whole(0),
    'two late messages, one on time, two reports, a crash': whole(1),
  }),
}

for (const [name, search] of Object.entries(searches))
  test(`what is counted for good is what there is: ${name}`, async () => print(name, await explore(search)))

/** Changes of reports computed at once, on messages that are all there. */
const changes = (...reports: [bigint, number][]): Search => {
  const scene = sceneOf([base - 30n, base - 29n, base - 12n, base - 11n, base - 2n], [[base - 20n, 16]])
  for (const [timestamp, rate] of reference({ ...scene.tables, firstReport: rules.firstReport }))
    scene.tables.published.push({ ...rate, timestamp, computedAt: 0 } as model.Published)
  const processes = reports.map(([t, attempts]) => report(t, attempts, {}, true))
  return { ...whole(0), processes, scene, phases: 0, end: ratesHold }
}

const published: Record<string, Search> = {
  'a report and its correction': changes([t1, 16], [t1, 20]),
  'two reports, of which the earlier reveals a reset': changes([base - 10n, 3], [t1, 20]),
  ...(process.env.GUAC_INTERLEAVINGS && {
    'a report and two corrections before it': changes([t1, 20], [base - 20n, 30], [base - 20n, 40]),
  }),
}

for (const [name, search] of Object.entries(published))
  test(`what consumers hold in the end is right: ${name}`, async () => print(name, await explore(search)))

const most = 2n ** 64n
const variants: Record<string, Broken> = {
  'no condition on reopened': {
    report: (_, turn) => ({
      keep: window =>
        turn(tables => {
          const reopened = tables.windows.get(window.timestamp)?.reopened
          return model.keep(tables, { ...window, reopened })
        }),
    }),
  },
  'looking for the report among the counted windows': {
    receive: (_, turn) => ({
      firstReport: from => turn(tables => model.windowsIn(tables, from, most)[0]?.timestamp),
    }),
  },
  'not creating the missing row': {
    receive: (_, turn) => ({
      reopen: at => turn(tables => tables.windows.has(at) && model.reopen(tables, at)),
    }),
  },
  'no slack': {
    report: tables => ({ now: async () => (await tables.now()) + ms(slack) }),
  },
  'judging lateness before the put': { judge: 'before the put' },
}

for (const [name, broken] of Object.entries(variants))
  test(`${name} loses a message`, () =>
    explore(least(0, broken)).then(
      () => assert.unreachable('the search found nothing'),
      error => assert.match(error.message, 'the window up to'),
    ))

test.run()
