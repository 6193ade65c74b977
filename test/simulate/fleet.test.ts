// A played fleet knows the truth of itself; the definition of a rate knows nothing of it. Where both agree on what a
// report must say, the player can be believed.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeFleet } from '../../src/simulate/fleet.ts'
import { judgeFleet, makeKeeper } from '../../src/simulate/judge.ts'
import { type Message, type Plan, timestampIn, weekEnd } from '../../src/simulate/plan.ts'
import { reference } from '../model/reference.ts'

const test = suite('a played fleet')

const plan: Plan = {
  seed: 1,
  modules: 12,
  weeks: 10,
  messagesPerWeek: 25,
  loss: 0.2,
  duplicates: 0.1,
  outOfOrder: 0.5,
  late: 0.1,
  resets: 0.2,
  offline: 0.1,
  txAttempts: 'none',
  unit: 's',
  end: Date.UTC(2026, 0, 5),
}

type Stored = {
  readonly messages: Map<bigint, number | undefined>
  readonly reports: Map<bigint, number>
}

/** Plays a plan against the definition: each report is computed with all that has arrived before it. */
const play = (of: Plan, loses: (message: Message) => boolean = () => false) => {
  const fleet = makeFleet(of)
  const keeper = makeKeeper()
  const stored = new Map<string, Stored>(
    fleet.names.map(name => [name, { messages: new Map(), reports: new Map() }]),
  )
  let computedAt = 0
  for (let week = 0; week < of.weeks; week++) {
    for (const message of fleet.messages(week))
      if (!loses(message)) stored.get(message.module)?.messages.set(message.timestamp, message.txAttempts)
    for (const { module, timestamp, attempts } of fleet.reports(week)) {
      const { messages, reports } = stored.get(module) as Stored
      if (reports.has(timestamp)) continue
      reports.set(timestamp, attempts)
      computedAt += 1
      for (const [t, rate] of reference({ messages, reports, firstReport: 'contract' }))
        if (t >= timestamp)
          keeper.keep({
            module,
            timestamp: t,
            rate: rate.successRate,
            lowerBound: rate.lowerBound,
            quality: rate.quality,
            computedAt,
          })
    }
  }
  return judgeFleet(fleet, keeper, week => timestampIn(of.unit, weekEnd(of, week)))
}

for (const [name, changes] of Object.entries({
  'with everything': {},
  'with tx_attempts in each message': { txAttempts: 'all' },
  'with tx_attempts in some': { txAttempts: 'some' },
  'without resets, so that all is exact': { resets: 0 },
  'that loses nothing': { loss: 0, late: 0, offline: 0 },
  'of modules that are offline half of the time': { offline: 0.3, resets: 0.4 },
  'in ns': { unit: 'ns' },
} as const))
  test(`a fleet ${name} is judged as the definition counts`, () => {
    for (let seed = 1; seed <= 10; seed++) {
      const { counts, faults } = play({ ...plan, ...changes, seed })
      assert.equal(faults, [])
      assert.is(
        Object.values(counts).reduce((sum, count) => sum + count, 0),
        plan.modules * plan.weeks,
      )
      if ('resets' in changes && changes.resets === 0) assert.is(counts.exact, plan.modules * plan.weeks)
    }
  })

test('each kind of verdict that is no fault comes up', () => {
  const { counts, errors } = play(plan)
  assert.ok(counts.exact > 0 && counts.within > 0 && counts.hidden > 0, JSON.stringify(counts))
  assert.is(errors.length, plan.modules * plan.weeks)
})

test('one message that the service loses is found', () => {
  const { names } = makeFleet(plan)
  let lost = 0
  const { counts, faults } = play({ ...plan, resets: 0, late: 0, offline: 0, duplicates: 0 }, message => {
    const loses = message.module === names[3] && message.week === 4 && lost === 0
    if (loses) lost += 1
    return loses
  })
  assert.is(lost, 1)
  assert.is(counts.wrong, plan.weeks - 4)
  assert.is(faults[0]?.module, names[3])
})

test('a service that publishes nothing is found', () => {
  const fleet = makeFleet(plan)
  for (let week = 0; week < plan.weeks; week++) [...fleet.messages(week), ...fleet.reports(week)]
  const { counts } = judgeFleet(fleet, makeKeeper(), week => timestampIn('s', weekEnd(plan, week)))
  assert.is(counts.missing, plan.modules * plan.weeks)
})

const eventsOf = (of: Plan) => {
  const fleet = makeFleet(of)
  return Array.from({ length: of.weeks }, (_, week) => [[...fleet.messages(week)], [...fleet.reports(week)]])
}

test('the same seed gives the same events, another one others', () => {
  assert.equal(eventsOf(plan), eventsOf(plan))
  assert.not.equal(eventsOf(plan), eventsOf({ ...plan, seed: 2 }))
})

test('a greater fleet begins with the same modules', () => {
  const of = (modules: number) => eventsOf({ ...plan, modules }).map(([messages]) => messages?.slice(0, 5))
  const unnamed = (weeks: ReturnType<typeof of>) =>
    weeks.map(week => week?.map(event => [event.timestamp, event.week]))
  assert.equal(unnamed(of(12))[0], unnamed(of(13))[0])
})

test('no two messages of a module share a timestamp, and none has that of a report', () => {
  const seen = new Set<string>()
  const fleet = makeFleet({ ...plan, duplicates: 0 })
  let events = 0
  for (let week = 0; week < plan.weeks; week++)
    for (const { module, timestamp } of [...fleet.messages(week), ...fleet.reports(week)]) {
      seen.add(`${module} ${timestamp}`)
      events += 1
    }
  assert.is(seen.size, events)
})

test('the mean loss of many modules is near the one asked for', () => {
  const many = { ...plan, modules: 400, weeks: 1, loss: 0.1, late: 0, offline: 0, duplicates: 0, resets: 0 }
  const arrived = eventsOf(many)[0]?.[0]?.length ?? 0
  const share = 1 - arrived / (many.modules * many.messagesPerWeek)
  assert.ok(Math.abs(share - 0.1) < 0.02, `${share}`)
})

test.run()
