// A fleet's rates over time against a reckoning that keeps every rate.

import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeRateCounts } from '../../src/operate/rate-counts.ts'
import { bulk, dayMs, hourMs, makeRateHistory, weekMs } from '../../src/operate/rate-history.ts'
import { percentile } from '../../src/simulate/describe-outcome.ts'

const test = suite('rates over time')
const monday = Date.UTC(2026, 0, 5)

test('percentiles are those of the rates themselves, cut to the hundredth', () =>
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(5000), fc.integer({ min: 1, max: 5000 })), { minLength: 1, maxLength: 200 }),
      fc.constantFrom(0.1, 0.5, 0.9, 1),
      (pairs, share) => {
        const counts = makeRateCounts()
        for (const [received, attempts] of pairs)
          counts.add((100 * Math.min(received, attempts)) / attempts, 1)
        // whole hundredths, by integers alone
        const cut = pairs
          .map(([received, attempts]) => Math.floor((10_000 * Math.min(received, attempts)) / attempts) / 100)
          .sort((a, b) => a - b)
        assert.is(counts.percentile(share), percentile(cut, share))
        assert.is(counts.total(), pairs.length)
      },
    ),
  ))

test('99.9999 % is not 100 %', () => {
  const counts = makeRateCounts()
  counts.add((100 * 4294967294) / 4294967295, 1)
  assert.is(counts.percentile(0.5), 99.99)
})

test('however the rates come and however few spans there may be, the weeks are the same', () =>
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(30 * weekMs), fc.integer({ min: 0, max: 100 })), {
        minLength: 1,
        maxLength: 300,
      }),
      fc.integer({ min: 32, max: 600 }),
      (rates, most) => {
        const history = makeRateHistory(most)
        // so that the span is long enough for weeks
        const all = [...rates, [0, 50], [29 * weekMs, 50]] as const
        for (const [after, percent] of all) history.add(monday + after, percent)
        const weeks = new Map<number, number[]>()
        for (const [after, percent] of all) {
          const week = Math.floor(after / weekMs)
          weeks.set(week, [...(weeks.get(week) ?? []), percent])
        }
        const wanted = [...weeks]
          .sort(([a], [b]) => a - b)
          .map(([week, found]) => {
            const sorted = found.sort((a, b) => a - b)
            const [p10 = 0, p50 = 0, p90 = 0] = [0.1, 0.5, 0.9].map(share => percentile(sorted, share))
            return { at: monday + week * weekMs, reports: found.length, p10, p50, p90 }
          })
        assert.equal(history.read(), { width: weekMs, points: wanted, outside: 0 })
      },
    ),
  ))

for (const [span, width, name] of [
  [hourMs, hourMs, 'two hours are shown by the hour'],
  [3 * dayMs, dayMs, 'three days by the day'],
  [8 * weekMs, weekMs, 'two months by the week'],
  [600 * weekMs, 4 * weekMs, 'eleven years by four weeks'],
] as const)
  test(name, () => {
    const history = makeRateHistory()
    history.add(monday, 90)
    history.add(monday + span, 80)
    assert.is(history.read().width, width)
  })

test('a rate that is taken back leaves no trace', () => {
  const history = makeRateHistory()
  history.add(monday, 90)
  history.add(monday + weekMs, 10)
  history.add(monday + weekMs, 10, -1)
  assert.equal(
    history.read().points.map(({ at, p50 }) => [at, p50]),
    [[monday, 90]],
  )
})

test('no rates are no points', () =>
  assert.equal(makeRateHistory().read(), { width: hourMs, points: [], outside: 0 }))

test('timestamps of all calendars at once take no more than the spans they may', () => {
  const history = makeRateHistory(50)
  for (let i = 0; i < 2000; i++) history.add(i * 4e12, i % 101)
  assert.ok(history.read().points.length <= 50)
})

test('a hundredth of the reports with a wrong clock does not press the others together', () => {
  const spans = Array.from({ length: 20 }, (_, week) => ({ at: monday + week * weekMs, reports: 100 }))
  const lost = { at: 0, reports: 9 }
  const ahead = { at: Date.UTC(2990, 0, 1), reports: 1 }
  assert.equal(bulk([lost, ...spans, ahead]), { from: 1, to: 21, outside: 10 })
  assert.equal(bulk([{ ...lost, reports: 50 }, ...spans]), { from: 0, to: 21, outside: 0 })
  assert.equal(bulk(spans), { from: 0, to: 20, outside: 0 })
})

test.run()
