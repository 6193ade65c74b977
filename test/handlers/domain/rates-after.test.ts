import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Rate } from '../../../handlers/domain/rate.ts'
import { ratesAfter } from '../../../handlers/domain/rates-after.ts'

const test = suite('rates after a change')

type Reports = [timestamp: number, attempts: number][]
type Shown = Record<'received' | 'successRate' | 'quality' | 'lowerBound', unknown>

/** The rule of the contract written down directly: group into epochs, sum, divide. */
const reference = (reports: Reports, messages: number[]): Map<number, Shown> => {
  const sorted = reports.toSorted(([a], [b]) => a - b)
  const shown = new Map<number, Shown>()
  let epoch: { count: number; attempts: number; reset: boolean }[] = []
  let start = 'assumed-start'
  sorted.forEach(([t, attempts], k) => {
    const [previous, before] = sorted[k - 1] ?? [Number.NEGATIVE_INFINITY, 0]
    if (attempts === 0) {
      epoch = []
      start = 'exact'
      shown.set(t, { received: 0, successRate: 100, quality: 'no-attempts', lowerBound: 100 })
      return
    }
    const reset = attempts < before
    if (reset) {
      epoch = []
      start = 'exact'
    }
    epoch.push({ count: new Set(messages.filter(m => m > previous && m <= t)).size, attempts, reset })
    const sums = epoch.map((_, i) => epoch.slice(0, i + 1).reduce((sum, { count }) => sum + count, 0))
    const last = epoch.findLastIndex((window, i) => window.reset || (sums[i] as number) > window.attempts)
    const received = sums.at(-1) as number
    const percent = (n: number) => (100 * Math.min(n, attempts)) / attempts
    shown.set(t, {
      received,
      successRate: percent(received),
      quality: last < 0 ? start : 'upper-bound',
      lowerBound: percent(received - (last < 0 ? 0 : (sums[last] as number))),
    })
  })
  return shown
}

const compute = async (reports: Reports, messages: number[], timestamp: number, before?: number) => {
  const windows: string[] = []
  const sorted = reports
    .toSorted(([a], [b]) => a - b)
    .map(([t, attempts]) => ({ timestamp: BigInt(t), attempts }))
  const change = { timestamp: BigInt(timestamp), ...(before !== undefined && { before }) }
  const rates = await ratesAfter(sorted, change, async (after, upTo) => {
    windows.push(`${after ?? ''}-${upTo}`)
    return new Set(messages.filter(m => (after === undefined || m > after) && m <= upTo)).size
  })
  return { rates, windows: windows.toSorted() }
}

const visible = ({ received, successRate, quality, lowerBound }: Rate): Shown => ({
  received,
  successRate,
  quality,
  lowerBound,
})

const times = (rates: Rate[]) => rates.map(({ timestamp }) => Number(timestamp))
const every = (n: number) => Array.from({ length: n }, (_, i) => i + 1)

test('the newest report alone is published in the ordinary case, and each of its windows counted once', async () => {
  const { rates, windows } = await compute(
    [
      [10, 12],
      [20, 24],
      [30, 36],
    ],
    every(30),
    30,
  )
  assert.equal(times(rates), [30])
  assert.equal(windows, ['-10', '10-20', '20-30'])
})

test('windows before the epoch are not counted', async () => {
  const { windows } = await compute(
    [
      [10, 12],
      [20, 0],
      [30, 36],
      [40, 50],
    ],
    every(40),
    40,
  )
  assert.equal(windows, ['20-30', '30-40'])
})

test('message with timestamp = T_k: counted for k; with timestamp > T_k: not counted for k', async () => {
  const { rates } = await compute([[10, 10]], [9, 10, 11], 10)
  assert.is(rates[0]?.received, 2)
})

test('message later than its report: in the next report’s sum', async () => {
  const { rates } = await compute(
    [
      [10, 5],
      [20, 10],
    ],
    [10, 15],
    20,
  )
  assert.is(rates[0]?.received, 2)
})

test('report out of order: computed at its own place in T’s order, and alone if nothing later changes', async () => {
  const { rates, windows } = await compute(
    [
      [10, 12],
      [20, 24],
      [30, 36],
      [40, 48],
    ],
    every(40),
    20,
  )
  assert.equal(times(rates), [20])
  assert.is(rates[0]?.received, 20)
  assert.equal(windows, ['-10', '10-20', '20-30'])
})

test('report out of order that reveals a reset: later rates of the epoch are published again', async () => {
  const { rates } = await compute(
    [
      [10, 12],
      [20, 5],
      [30, 40],
      [40, 50],
      [50, 3],
      [60, 9],
    ],
    every(60),
    20,
  )
  assert.equal(times(rates), [20, 30, 40])
})

test('report out of order that moves a reset’s start: the reset’s epoch is published again', async () => {
  const { rates } = await compute(
    [
      [10, 12],
      [15, 14],
      [20, 5],
      [30, 40],
    ],
    every(30),
    15,
  )
  assert.equal(times(rates), [15, 20, 30])
})

test('a correction that ends a reset: later rates are published again', async () => {
  const { rates } = await compute(
    [
      [10, 12],
      [20, 24],
      [30, 40],
    ],
    every(30),
    20,
    5,
  )
  assert.equal(times(rates), [20, 30])
  assert.is(rates[1]?.quality, 'assumed-start')
})

test('a correction that ends a clamp: later lower bounds are published again', async () => {
  const { rates } = await compute(
    [
      [10, 12],
      [20, 24],
      [30, 40],
    ],
    every(30),
    20,
    19,
  )
  assert.equal(times(rates), [20, 30])
})

test('a correction that changes no later rate is published alone', async () => {
  const { rates } = await compute(
    [
      [10, 12],
      [20, 24],
      [30, 40],
    ],
    every(30),
    20,
    23,
  )
  assert.equal(times(rates), [20])
})

test('a report that was deleted since has no rate', async () => {
  assert.equal((await compute([[10, 12]], every(30), 20)).rates, [])
})

test('a count that fails fails the computation', async () => {
  const reports = [{ timestamp: 1n, attempts: 1 }]
  const failing = ratesAfter(reports, { timestamp: 1n }, () => Promise.reject(new Error('no count')))
  await failing.then(
    () => assert.unreachable(),
    error => assert.is(error.message, 'no count'),
  )
})

test('two changes of which either has the effect of both: it is published all the same', async () => {
  // Both 20 and 25 fell from 30 to 5 attempts, and 30 and 40 were first published without them.
  const reports: Reports = [
    [10, 30],
    [20, 5],
    [25, 5],
    [30, 31],
    [40, 60],
  ]
  const messages = [...every(10), ...Array.from({ length: 40 }, (_, i) => 11 + i / 2)]
  const first = await compute(reports, messages, 20)
  const second = await compute(reports, messages, 25)
  const was = reference(
    [
      [10, 30],
      [30, 31],
      [40, 60],
    ],
    messages,
  )
  const is = reference(reports, messages)
  assert.not.equal(was.get(40), is.get(40))
  assert.equal(times([...first.rates, ...second.rates]).includes(40), true)
})

/** Reports with few distinct times and attempts, so that resets, zeros and clamps are common. */
const history = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 6 })), {
    selector: ([t]) => t,
    minLength: 1,
    maxLength: 8,
  })
  .map(rows => rows as Reports)
const received = fc.array(fc.integer({ min: 0, max: 13 }), { maxLength: 14 })

test('each rate is what a direct sum gives, and each later rate that differs is published again', () =>
  fc.assert(
    fc.asyncProperty(
      history,
      received,
      fc.nat(),
      fc.option(fc.nat(6)),
      async (reports, messages, pick, old) => {
        const [timestamp, attempts] = reports[pick % reports.length] as [number, number]
        const before = old === null || old >= attempts ? undefined : old
        const rest = reports.filter(([t]) => t !== timestamp)
        const was = reference(before === undefined ? rest : [...rest, [timestamp, before]], messages)
        const is = reference(reports, messages)
        const { rates, windows } = await compute(reports, messages, timestamp, before)
        for (const rate of rates) assert.equal(visible(rate), is.get(Number(rate.timestamp)))
        assert.is(new Set(windows).size, windows.length, 'no window is counted twice')
        const published = times(rates)
        assert.is(published[0], timestamp)
        for (const [t, rate] of is)
          if (t > timestamp && JSON.stringify(rate) !== JSON.stringify(was.get(t)))
            assert.ok(published.includes(t))
        assert.ok(published.every(t => t >= timestamp))
      },
    ),
    { numRuns: 2000 },
  ))

test('whatever several changes do before the first is computed, what was published last is what holds', () =>
  fc.assert(
    fc.asyncProperty(
      history,
      received,
      fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.nat(6)), { minLength: 1, maxLength: 4 }),
      async (reports, messages, changes) => {
        const now = new Map(reports)
        const last = reference(reports, messages)
        // The table first takes all changes, as weekly does; only then are they computed, in order.
        const records = changes.flatMap(([t, attempts]): [number, number | undefined][] => {
          const before = now.get(t)
          if (before !== undefined && before >= attempts) return []
          now.set(t, attempts)
          return [[t, before]]
        })
        for (const [t, before] of records)
          for (const rate of (await compute([...now], messages, t, before)).rates)
            last.set(Number(rate.timestamp), visible(rate))
        const expected = reference([...now], messages)
        for (const [t, rate] of expected) assert.equal(last.get(t), rate)
      },
    ),
    { numRuns: 3000 },
  ))

test.run()
