// A fleet at a pace of its own: who sends when, and what goes together.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { inPortions } from '../../src/play/in-portions.ts'
import { inTime } from '../../src/play/in-time.ts'
import { makeFleet } from '../../src/simulate/fleet.ts'
import { type Plan, timestampIn, weekEnd } from '../../src/simulate/plan.ts'

const test = suite('pace')

const plan: Plan = {
  seed: 3,
  modules: 8,
  weeks: 6,
  messagesPerWeek: 30,
  loss: 0.1,
  duplicates: 0.1,
  outOfOrder: 0.3,
  late: 0.2,
  resets: 0.1,
  offline: 0.1,
  txAttempts: 'none',
  unit: 'ns',
  end: Date.UTC(2026, 0, 5),
}

test('modules send at the same time, each in its own order, and none before its time', () => {
  const [mixed, alone] = [makeFleet(plan), makeFleet(plan)]
  let changes = 0
  for (let week = 0; week < plan.weeks; week++) {
    const due = inTime(plan, mixed.messages(week), week)
    const expected = [...alone.messages(week)]
    assert.is(due.length, expected.length)
    for (const name of mixed.names) {
      const of = <Item extends { module: string }>(list: readonly Item[]) =>
        list.filter(({ module }) => module === name)
      assert.equal(of(due.map(({ message }) => message)), of(expected))
    }
    const [start, end] = [weekEnd(plan, week - 1), weekEnd(plan, week)]
    due.forEach(({ message, share }, i) => {
      assert.ok(share >= (due[i - 1]?.share ?? Number.NEGATIVE_INFINITY) && share <= 1)
      assert.ok(message.timestamp <= timestampIn(plan.unit, start + share * (end - start)) + 1000n)
      if (i > 0 && due[i - 1]?.message.module !== message.module) changes += 1
    })
  }
  assert.ok(changes > 500, `${changes} changes from one module to another`)
})

const portions = async (shares: readonly number[], msAWeek: number) => {
  let now = 0
  const waited: number[] = []
  const pace = {
    left: (share: number) => share * msAWeek - now,
    wait: async (ms: number) => {
      waited.push(ms)
      now += ms
    },
  }
  const events = shares.map(share => ({ text: `${share}`, share }))
  const sizes: number[] = []
  for await (const portion of inPortions(events, pace)) sizes.push(portion.length)
  return { sizes, waited }
}

test('what is due within a moment goes together, and nothing waits for what is due later', async () => {
  const { sizes, waited } = await portions([0, 0.01, 0.5, 0.51, 1], 1000)
  assert.equal(sizes, [2, 2, 1])
  assert.equal(waited, [10, 490, 10, 490])
})

test('a hundred go together at the most', async () => {
  const { sizes, waited } = await portions(new Array(250).fill(0), 1000)
  assert.equal(sizes, [100, 100, 50])
  assert.equal(waited, [])
})

test.run()
