// The fleet as it is known: read, then heard.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeGathering } from '../../src/console/fleet-state.ts'
import type { HeardRate } from '../../src/send/rate-queue.ts'

const test = suite('the fleet as it is known')
const week = 604_800n
const monday = 1_767_571_200n

const heard = (module: string, timestamp: bigint, received: number, computedAt = 1): HeardRate => ({
  message: '',
  timestamp,
  attributes: {
    moduleid: module,
    quality: 'exact',
    success_rate: `${received}`,
    lower_bound: `${received}`,
    received: `${received}`,
    attempts: '100',
    computed_at: `${computedAt}`,
  },
})

const rateOf = (received: number) => ({
  received,
  attempts: 100,
  successRate: received,
  lowerBound: received,
  quality: 'exact' as const,
})

/** Modules by the weeks for which they have a rate. */
const read = (modules: Readonly<Record<string, readonly number[]>>) => {
  const gathering = makeGathering('s')
  const last = Object.entries(modules).map(([module, rates]) => {
    for (const [i, rate] of rates.entries()) gathering.onRate(monday + BigInt(i) * week, rateOf(rate))
    return {
      module,
      timestamp: monday + BigInt(rates.length - 1) * week,
      ...rateOf(rates.at(-1) ?? 0),
    }
  })
  return gathering.state(last, { at: 0, ms: 1, rows: 1, units: 1 })
}

const medians = (state: ReturnType<typeof read>) => state.history().points.map(({ p50 }) => p50)

test('all modules are told first, and then those that have changed', () => {
  const state = read({ a: [90], b: [80] })
  assert.equal(
    state.rowsSince(-1).map(({ module }) => module),
    ['a', 'b'],
  )
  const version = state.version()
  state.hear(heard('b', monday + week, 70), false)
  assert.equal(
    state.rowsSince(version).map(({ module, rate, at }) => [module, rate, at]),
    [['b', 70, Number(monday + week) * 1000]],
  )
})

test('a rate of a new report is another one in the history, a corrected one takes its place', () => {
  const state = read({ a: [90, 90, 90, 90, 90, 90] })
  state.hear(heard('a', monday + 6n * week, 50, 1), false)
  assert.equal(medians(state), [90, 90, 90, 90, 90, 90, 50])
  state.hear(heard('a', monday + 6n * week, 60, 2), false)
  assert.equal(medians(state), [90, 90, 90, 90, 90, 90, 60])
})

test('of two rates of a report the one that was computed later holds, in whatever order they come', () => {
  const state = read({ a: [90] })
  state.hear(heard('a', monday, 60, 2), false)
  state.hear(heard('a', monday, 50, 1), false)
  assert.is(state.rowsSince(-1)[0]?.rate, 60)
})

test('a rate of an earlier report is told of, and not guessed into the history', () => {
  const state = read({ a: [90, 80] })
  state.hear(heard('a', monday, 10), false)
  assert.equal([medians(state), state.unread()], [[90, 80], 1])
})

test('one that was heard before the reading had ended is in what was read', () => {
  const state = read({ a: [90, 80] })
  state.hear(heard('a', monday, 10), true)
  assert.is(state.unread(), 0)
})

test('what is no rate changes nothing', () => {
  const state = read({ a: [90] })
  const good = heard('a', monday + week, 10)
  for (const attributes of [
    { ...good.attributes, success_rate: 'x' },
    { ...good.attributes, quality: '<script>' },
    { ...good.attributes, moduleid: '' },
    {},
  ])
    state.hear({ ...good, attributes: attributes as HeardRate['attributes'] }, false)
  state.hear({ ...good, timestamp: undefined }, false)
  assert.is(state.version(), 0)
})

test('a timestamp beyond all calendars has a module, and no place in the history', () => {
  const state = read({ a: [90] })
  state.hear(heard('b', 2n ** 64n - 1n, 10), false)
  assert.equal(
    state.rowsSince(0).map(({ timestamp, at }) => [timestamp, at]),
    [['18446744073709551615', null]],
  )
  assert.equal(medians(state), [90])
})

test.run()
