// A fleet that sends, week by week. It decides what happens and keeps the truth of it; it publishes nothing.

import { type Chance, chanceOf } from './chance.ts'
import { longest, type Message, type Plan, type Report, timestampIn, weekEnd, weekMs } from './plan.ts'
import { makeWeek, type Week } from './truth.ts'

export type Fleet = {
  readonly plan: Plan
  /** The names of the modules. */
  readonly names: readonly string[]
  /** What arrives in the course of a week, module by module. Weeks are played in order, each once. */
  readonly messages: (week: number) => Generator<Message>
  /** The reports that arrive at the end of a week, after its messages. */
  readonly reports: (week: number) => Generator<Report>
  /** What really happened to a module. */
  readonly weeksOf: (module: string) => readonly Week[]
}

type Module = {
  readonly name: string
  readonly chance: Chance
  readonly loss: number
  readonly weeks: Week[]
  /** What arrives in a later week, by that week. */
  readonly held: Map<number, Message[]>
  readonly reports: Map<number, Report[]>
  counter: number
  /** The first week in which it is online again. */
  online: number
}

/** A fleet of a plan. */
export const makeFleet = (plan: Plan): Fleet => {
  const width = String(plan.modules).length
  const modules = Array.from({ length: plan.modules }, (_, index) =>
    makeModule(plan, index, `sim-${plan.seed}-${String(index + 1).padStart(width, '0')}`),
  )
  const byName = new Map(modules.map(module => [module.name, module]))
  return {
    plan,
    names: modules.map(({ name }) => name),
    messages: function* (week) {
      for (const module of modules) yield* playWeek(plan, module, week)
    },
    reports: function* (week) {
      for (const module of modules) yield* takeReports(plan, module, week)
    },
    weeksOf: name => byName.get(name)?.weeks ?? [],
  }
}

const makeModule = ({ seed, loss }: Plan, index: number, name: string): Module => {
  const chance = chanceOf(seed, index)
  return {
    name,
    chance,
    loss: Math.min(1, -Math.log(1 - chance.draw()) * loss),
    weeks: [],
    held: new Map(),
    reports: new Map(),
    counter: 0,
    online: 0,
  }
}

/** What arrives in a week: what was held back until now, and what is sent now and neither lost nor held back. */
const playWeek = (plan: Plan, module: Module, week: number): Message[] => {
  const { chance } = module
  if (week >= module.online && chance.hits(plan.offline)) module.online = week + 1 + chance.below(longest)
  // who is offline at the end comes online for the last report
  const arrives = Math.min(Math.max(week, module.online), plan.weeks - 1)
  const facts = makeWeek(arrives)
  module.weeks.push(facts)
  for (const { message, counts } of sendWeek(plan, module, week, facts)) {
    const late = chance.hits(plan.late) ? 1 + chance.below(longest) : 0
    const arrival = Math.max(arrives, week + late)
    // the play ends before it arrives
    if (arrival >= plan.weeks) continue
    add(module.held, arrival, message)
    counts[arrival - week] = (counts[arrival - week] ?? 0) + 1
  }
  const report = { module: module.name, timestamp: timestampOf(plan, week), attempts: facts.attempts, week }
  add(module.reports, arrives, report)
  return deliver(plan, module, take(module.held, week))
}

const takeReports = (plan: Plan, module: Module, week: number): Report[] =>
  deliver(plan, module, take(module.reports, week))

/** What arrives together, some of it twice, and now and then in any order. */
const deliver = <T>({ duplicates, outOfOrder }: Plan, { chance }: Module, list: readonly T[]): T[] => {
  const all = list.concat(list.filter(() => chance.hits(duplicates)))
  if (chance.hits(outOfOrder)) chance.shuffle(all)
  return all
}

/** The attempts of a week that are not lost, and the counts that each belongs to. Fills in the week's facts. */
function* sendWeek(plan: Plan, module: Module, week: number, facts: Week) {
  const { chance } = module
  const { messagesPerWeek, txAttempts, unit } = plan
  const resetAt = chance.hits(plan.resets) ? chance.below(messagesPerWeek) : -1
  const interval = weekMs / messagesPerWeek
  const start = weekEnd(plan, week) - weekMs
  for (let i = 0; i < messagesPerWeek; i++) {
    if (i === resetAt) {
      module.counter = 0
      facts.reset = true
    }
    module.counter += 1
    // Anywhere in its own interval, so that no two share a timestamp and none has that of the report.
    const time = start + (i + 0.1 + 0.8 * chance.draw()) * interval
    const lost = chance.hits(module.loss)
    const carries = txAttempts === 'all' || (txAttempts === 'some' && chance.hits(0.5))
    if (lost) continue
    const message = {
      module: module.name,
      timestamp: timestampIn(unit, time),
      txAttempts: carries ? module.counter : undefined,
      week,
    }
    yield { message, counts: facts.reset ? facts.after : facts.before }
  }
  facts.attempts = module.counter
}

const timestampOf = (plan: Plan, week: number): bigint => timestampIn(plan.unit, weekEnd(plan, week))

const add = <T>(lists: Map<number, T[]>, week: number, item: T): void => {
  const list = lists.get(week)
  if (list) list.push(item)
  else lists.set(week, [item])
}

const take = <T>(lists: Map<number, T[]>, week: number): T[] => {
  const list = lists.get(week) ?? []
  lists.delete(week)
  return list
}
