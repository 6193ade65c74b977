// What a part of the pipeline says of a look.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { clock, dateOf } from '../../src/console/page/pipeline/clock.ts'
import { figuresOf, rateOf, saidMs, saidPace, saidSpan } from '../../src/console/page/pipeline/figures.ts'
import { edges, hopAt, hops, keyOf } from '../../src/console/page/pipeline/hops.ts'
import type { Figures, Flow, FunctionSeries, Series } from '../../src/console/wire-flow.ts'

const test = suite('figures of the pipeline')

const none: Series = new Array(60).fill(null)
/** A series that ends with these. */
const ending = (...values: readonly (number | null)[]): Series => [...none.slice(values.length), ...values]
const still: FunctionSeries = {
  invocations: none,
  errors: none,
  throttles: none,
  duration: none,
  running: none,
}

const flowOf = (figures: Partial<Figures>, period = 1): Flow => ({
  at: 0,
  pace: { every: period, period, late: period === 1 ? 0 : 120, dollarsAnHour: period === 1 ? 0 : 0.0132 },
  figures: {
    value: {
      topics: { recv_message: none, weekly_diagnostic: none, success_rate: none },
      functions: { recv: still, weekly: still, 'success-rate': still },
      tables: { message_recv: none, weekly_diagnostic: none, received_window: none },
      streamAge: none,
      ...figures,
    },
  },
  deadLetters: { value: { visible: 0, inFlight: 0 } },
})

const of = (address: readonly string[], flow: Flow) => {
  const hop = hopAt(address)
  if (!hop) throw new Error('no such part')
  const figures = figuresOf(hop, flow)
  if ('why' in figures) throw new Error(figures.why)
  const { headline, details, troubles, flowing } = figures
  return { text: [headline.join(' '), ...details, ...troubles.map(({ text }) => text)].join(', '), flowing }
}

const topics = (recv_message: Series) => ({
  topics: { recv_message, weekly_diagnostic: none, success_rate: none },
})
const topic = ['topic', 'recv_message']
for (const [name, series, period, text] of [
  ['nothing', none, 1, '0 a second'],
  ['five in the last five seconds', ending(5, 0, 0, 0, 0), 1, '1.0 a second'],
  ['what was before them', ending(50, 0, 0, 0, 0, 0), 1, '0 a second'],
  ['many', ending(6172, 6172, 6172, 6172, 6172), 1, '6,172 a second'],
  ['a minute’s worth on AWS', ending(9, 600), 60, '10.0 a second'],
  ['one a minute', ending(1), 60, '1.0 a minute'],
] as const)
  test(`a topic with ${name}: ${text}`, () => {
    assert.equal(of(topic, flowOf(topics(series), period)), { text, flowing: !text.startsWith('0 ') })
  })

test('a function says how many run, how long, and what failed within the last minutes', () => {
  const recv: FunctionSeries = {
    invocations: ending(4, 6),
    errors: [...ending(0), 1].slice(1),
    throttles: ending(2000, 0, 0, 0, 0, 0, 0),
    duration: ending(null, 3, 5),
    running: ending(7, 1, 2, 3, 2, 1),
  }
  const flow = flowOf({ functions: { recv, weekly: still, 'success-rate': still } })
  assert.equal(of(['function', 'recv'], flow), {
    text: '2.0 a second, 3 at a time, 4.0 ms, 1 error, 2,000 throttled',
    flowing: true,
  })
  assert.equal(of(['function', 'weekly'], flow), { text: '0 a second, 0 at a time', flowing: false })
})

test('the stream says how far it is behind, and when rates are late', () => {
  assert.is(of(['stream', 'stream'], flowOf({})).text, '– nothing just now')
  assert.is(of(['stream', 'stream'], flowOf({ streamAge: ending(20, 450) })).text, '450 ms behind')
  assert.is(
    of(['stream', 'stream'], flowOf({ streamAge: ending(90_000) })).text,
    '90.0 s behind, rates are late',
  )
})

test('the queue says what waits, without any figure of CloudWatch', () => {
  const flow: Flow = {
    ...flowOf({}),
    figures: { why: 'No rights.' },
    deadLetters: { value: { visible: 1, inFlight: 2 } },
  }
  assert.is(of(['queue', 'dead letters'], flow).text, '1 waits, 2 in flight, to be seen to')
  assert.throws(() => of(topic, flow), 'No rights.')
})

test('the page says how late figures are on AWS, and what they cost', () => {
  assert.match(saidPace(flowOf({})), /^Figures by the second/)
  assert.match(saidPace(flowOf({}, 60)), /by the minute, about 2 minutes late.*about \$0\.013 an hour/)
  assert.equal([saidSpan(flowOf({}), 120), saidSpan(flowOf({}, 60), 60)], ['2 minutes', 'hour'])
})

test('every line of the diagram is between parts that there are', () => {
  const keys = hops.map(keyOf)
  assert.is(new Set(keys).size, keys.length)
  for (const { from, to } of edges) assert.ok(keys.includes(from) && keys.includes(to), `${from} ${to}`)
  assert.is(hopAt(['table', 'nothing']), undefined)
})

test('times and rates read as a person says them', () => {
  assert.equal([0.4, 12.4, 1500, 200_000, 9_000_000].map(saidMs), [
    '0.4 ms',
    '12 ms',
    '1.5 s',
    '3 min',
    '3 h',
  ])
  assert.is(rateOf([], 1), 0)
  assert.match(clock(Date.UTC(2026, 0, 1, 0, 0, 1, 7)), /^\d\d:\d\d:01\.007$/)
})

for (const [timestamp, unit, date] of [
  ['1795384001', 's', '2026-11-22 21:46:41'],
  ['1795384001000', 'ms', '2026-11-22 21:46:41'],
  ['1795384001000000001', 'ns', '2026-11-22 21:46:41'],
  ['1795384001', 'ns', undefined],
  ['7', 's', undefined],
  ['-1', 's', undefined],
  ['1.5', 'ms', undefined],
  ['18446744073709551615', 's', undefined],
] as const)
  test(`${timestamp} ${unit} is ${date ?? 'no date'}`, () => assert.is(dateOf(timestamp, unit), date))

test.run()
