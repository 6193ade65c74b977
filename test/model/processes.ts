// The processes that the checker interleaves: the protocol's own code, on tables in memory and clocks that a search
// moves on.
//
// Clocks: two seconds of timestamps matter nothing beside a day, so there are three phases: before the windows are a
// day old, after that, and after the slack. The clock of the host that receives is as far behind as slack allows.

import * as assert from 'uvu/assert'
import { lateness, slack } from '../../handlers/domain/lateness.ts'
import { rateOf } from '../../handlers/domain/rate.ts'
import { type ReceiveTables, receive } from '../../handlers/domain/receive.ts'
import { compute, type ReportTables, type Rules } from '../../handlers/domain/report.ts'
import { sealed } from '../../handlers/domain/window.ts'
import { type RecountTables, recountModule } from '../../src/operate/recount-module.ts'
import { clockStep, type Explored, type Process, type Scene, type Take } from './explore.ts'
import { reference } from './reference.ts'
import { receiveSteps, recountSteps, reportSteps, type Turn } from './steps.ts'
import * as model from './tables.ts'

export const ms = (ns: bigint) => Number(ns / 1_000_000n)
export const base = 1_763_800_000n
export const rules: Rules = { unit: 's', firstReport: 'contract', apart: 1 }
// The last two: within the hour before what a window counted expires, and after that.
const phaseMs = [-30_000, 30_000, 90_000, 3_690_000, 7_290_000]
/** When that expires, in s since 1970. */
export const expiring = Number(base) + ms(lateness) / 1000 + 5490
export const clockIn = ({ phase }: Scene) => Number(base) * 1000 + ms(lateness) + (phaseMs[phase] ?? 0)

/** What a broken protocol does otherwise. */
export type Broken = {
  readonly receive?: (tables: ReceiveTables, turn: Turn) => Partial<ReceiveTables>
  readonly report?: (tables: ReportTables, turn: Turn) => Partial<ReportTables>
  readonly recount?: (tables: RecountTables, turn: Turn) => Partial<RecountTables>
  readonly judge?: 'before the put'
  readonly apart?: number
}

const turnOf =
  (take: Take): Turn =>
  step =>
    take(scene => step(scene.tables))
const reading = (take: Take, clock: (scene: Scene) => number) => () =>
  take(clockStep(clock) as (scene: Scene) => number)

/** A message's way: put by recv, which if it is late goes on. `from` is the phase from which on it may come. */
export const message = (timestamp: bigint, broken: Broken = {}, from = 0): Process => ({
  from,
  run: async take => {
    const clock = reading(take, scene => clockIn(scene) - ms(slack))
    const early = broken.judge ? await take(scene => clockIn(scene) - ms(slack)) : 0
    const steps = receiveSteps(turnOf(take), broken.judge ? () => early : clock)
    const tables = { ...steps, ...broken.receive?.(steps, turnOf(take)) }
    const late = await receive(tables, { module: 'm', timestamp }, { unit: rules.unit, retention: 0 })
    if (late === 'TooLate') await take(scene => (scene.stamp += 1))
  },
})

/** A report's way: put by weekly, then computed from the stream. Its start is of no other's concern. */
export const report = (timestamp: bigint, attempts: number, broken: Broken = {}, loud = false): Process => ({
  kept: 1,
  run: async take => {
    const change = await take(({ tables }) => model.putReport(tables, timestamp, attempts))
    if (!change) return
    const turn = turnOf(take)
    const stamp = () => (loud ? take(scene => (scene.stamp += 1)) : 0)
    const steps = reportSteps(turn, reading(take, clockIn), stamp)
    // Counts do not depend on what is published.
    const silent = loud ? {} : { publish: async () => {}, keepPublished: async () => {} }
    const tables = { ...steps, ...silent, ...broken.report?.(steps, turn) }
    const { tooLate } = await compute(
      tables,
      change,
      { ...rules, apart: broken.apart ?? rules.apart },
      () => false,
    )
    if (!loud && tooLate > 0) await take(scene => (scene.stamp += tooLate))
  },
})

/** `guac recount`, and the computations that it asks for. Where it is not `loud`, stamps tell what came too late. */
export const recount = (broken: Broken = {}, loud = true): Process => ({
  run: async take => {
    const turn = turnOf(take)
    const stamp = () => (loud ? take(scene => (scene.stamp += 1)) : 0)
    const now = reading(take, clockIn)
    // what is counted later may be less, where messages expire
    const early = () => take(clockIn)
    const steps = {
      ...reportSteps(turn, now, stamp),
      ...(!loud && { publish: async () => {} }),
    }
    const tables: RecountTables = {
      ...recountSteps(turn, loud ? now : early),
      compute: async reports => {
        for (const [i, report] of reports.entries()) {
          const later = (t: bigint) => reports.slice(i + 1).some(({ timestamp }) => timestamp === t)
          const { tooLate } = await compute(steps, report, rules, later)
          if (!loud && tooLate > 0) await take(scene => (scene.stamp += tooLate))
        }
      },
    }
    const stopping = new AbortController().signal
    await recountModule(
      { ...tables, ...broken.recount?.(tables, turn) },
      { rule: rules.firstReport, stopping },
    )
  },
})

/** Tables that hold these and nothing else, in the first phase. */
export const sceneOf = (messages: bigint[], reports: [bigint, number][]): Scene => {
  const tables = model.emptyTables()
  for (const t of messages) tables.messages.set(t, undefined)
  for (const [t, attempts] of reports) tables.reports.set(t, attempts)
  return { tables, phase: 0, stamp: 0 }
}

/** Whatever is taken for final is what the messages say: so every later report is exact. */
export const countsHold = ({ tables }: Scene) => {
  const reports = model.reportsIn(tables)
  for (const [i, { timestamp }] of reports.entries()) {
    const previous = reports[i - 1]
    const kept = sealed(tables.windows.get(timestamp), previous, rules.unit)
    const real = model.readingsOf(model.messagesIn(tables, previous?.timestamp, timestamp))
    if (kept) assert.equal(kept, real, `the window up to ${timestamp}`)
  }
}

/** Reports whose windows were all counted for good, in the last phase. */
export const sealedScene = (messages: bigint[], reports: [bigint, number][]): Scene => {
  const scene = { ...sceneOf(messages, reports), phase: 2 }
  const { tables } = scene
  for (const [i, [timestamp]] of reports.entries()) {
    const previous = reports[i - 1]?.[0]
    const readings = model.readingsOf(model.messagesIn(tables, previous, timestamp))
    model.keep(tables, {
      timestamp,
      previous,
      readings,
      until: undefined,
      countedAt: clockIn(scene),
      reopened: undefined,
    })
  }
  return scene
}

/** What is kept of an epoch is what the definition says of it: so whatever starts from there is exact. */
export const stateHolds = ({ tables }: Scene) => {
  const { state } = tables.head
  if (!state) return
  const { timestamp, epoch } = state
  const attempts = tables.reports.get(timestamp)
  const { received, quality, lowerBound } = rateOf(epoch, { timestamp, attempts: attempts ?? 0 })
  const real = reference({ ...tables, firstReport: rules.firstReport }).get(timestamp)
  const expected = [real?.received, real?.quality, real?.lowerBound]
  assert.equal([received, quality, lowerBound], expected, `the state at ${timestamp}`)
}

/** Consumers hold for each report what the definition gives. */
export const ratesHold = ({ tables }: Scene) => {
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

export const print = (name: string, { states, interleavings, ends }: Explored) =>
  console.log(
    `\n   ${name}: ${interleavings.toLocaleString('en')} interleavings, ${states} states, ${ends} ends`,
  )
