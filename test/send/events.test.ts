// The events that guac send makes and reads, from options and lines to batches.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decodeDiagnostic, decodeReceived } from '../../handlers/domain/events.ts'
import { PersonError } from '../../src/errors.ts'
import { eventFault } from '../../src/send/event-fault.ts'
import { makeSeries, type Series } from '../../src/send/make-series.ts'
import { nowIn } from '../../src/send/now-in.ts'
import { parseSeries } from '../../src/send/parse-series.ts'
import { toBatches } from '../../src/send/to-batches.ts'

const test = suite('events to send')

const textsOf = (series: Series) => [...makeSeries(series)].flat().map(({ text }) => text)
const options = { module: 'm', count: '1' }

test('a series has distinct timestamps that end at the last one, digit for digit', () => {
  assert.equal(textsOf({ kind: 'recv', module: 'm', last: 2n ** 64n - 1n, count: 3 }), [
    '{"moduleId":"m","timestamp":18446744073709551613}',
    '{"moduleId":"m","timestamp":18446744073709551614}',
    '{"moduleId":"m","timestamp":18446744073709551615}',
  ])
})

test('tx_attempts grows with each message, up to the one that was given', () => {
  assert.equal(textsOf({ kind: 'recv', module: 'm', last: 9n, count: 2, txAttempts: 7n }), [
    '{"moduleId":"m","timestamp":8,"tx_attempts":6}',
    '{"moduleId":"m","timestamp":9,"tx_attempts":7}',
  ])
})

test('a long series is made in portions', () => {
  const portions = [...makeSeries({ kind: 'recv', module: 'm', last: 5000n, count: 2500 })]
  assert.equal(
    portions.map(portion => portion.length),
    [1000, 1000, 500],
  )
  assert.is(portions[2]?.[499]?.line, 2500)
})

test('the service takes what is made, whatever the name of the module', () => {
  const module = 'a "quoted" \\ mödule 🥑'
  const [recv = ''] = textsOf(parseSeries('recv', { ...options, module, txAttempts: '4294967295' }, 5n))
  assert.equal(decodeReceived(recv), { module, timestamp: 5n, txAttempts: 4294967295 })
  const [weekly = ''] = textsOf(parseSeries('weekly', { ...options, module, attempts: '42' }, 5n))
  assert.equal(decodeDiagnostic(weekly), { module, timestamp: 5n, attempts: 42 })
})

test('now is told in the unit of the stack, in seconds where it is not known', () => {
  const now = 1_700_000_000_123.4
  assert.is(nowIn(undefined, now), 1_700_000_000n)
  assert.is(nowIn('s', now), 1_700_000_000n)
  assert.is(nowIn('ms', now), 1_700_000_000_123n)
  assert.is(nowIn('us', now), 1_700_000_000_123_000n)
  assert.is(nowIn('ns', now), 1_700_000_000_123_000_000n)
})

const wrong: readonly (readonly [Parameters<typeof parseSeries>[1], RegExp])[] = [
  [{ ...options, timestamp: 'yesterday' }, /--timestamp is "yesterday"\.\n.*0 to 18446744073709551615/],
  [{ ...options, timestamp: '18446744073709551616' }, /--timestamp/],
  [{ ...options, timestamp: '-1' }, /--timestamp/],
  [{ ...options, timestamp: '1.5' }, /--timestamp/],
  [{ ...options, attempts: '4294967296' }, /--attempts is "4294967296"\.\n.*0 to 4294967295/],
  [{ ...options, txAttempts: '' }, /--tx-attempts is ""/],
  [{ ...options, count: '0' }, /--count is "0"\.\n.*from 1/],
  [{ ...options, count: '7', timestamp: '5' }, /7 events.*cannot end at --timestamp 5/],
  [{ ...options, count: '7', txAttempts: '5' }, /7 events.*cannot end at --tx-attempts 5/],
  [{ ...options, module: '' }, /--module is empty/],
]
for (const [given, message] of wrong)
  test(`refuses ${JSON.stringify(given)}`, () => {
    assert.throws(
      () => parseSeries('recv', given, 1_700_000_000n),
      (error: unknown) => error instanceof PersonError && error.exitCode === 2 && message.test(error.message),
    )
  })

test('the longest series that ends at 5 begins at 0', () => {
  const series = parseSeries('recv', { ...options, count: '6', timestamp: '5' }, 9n)
  assert.is(textsOf(series)[0], '{"moduleId":"m","timestamp":0}')
})

const lines: readonly (readonly ['recv' | 'weekly', string, string | undefined])[] = [
  ['recv', '{"moduleId":"m","timestamp":1}', undefined],
  ['recv', ' {"moduleid":"m","timestamp":"1","more":[]} ', undefined],
  ['weekly', '{"moduleid":"m","timestamp":1,"attempts":2}', undefined],
  // a value is the service's to judge: it keeps what it refuses, with the reason
  ['recv', '{"moduleId":"m","timestamp":"yesterday"}', undefined],
  ['recv', '{"moduleId":"m","timesta', 'it is not JSON: Unterminated string in JSON at position 24'],
  ['recv', 'time,module', 'it is not JSON: Unexpected token'],
  ['recv', '[{"moduleId":"m","timestamp":1}]', 'it is no JSON object'],
  ['recv', 'null', 'it is no JSON object'],
  ['recv', '42', 'it is no JSON object'],
  ['recv', '{"timestamp":1}', 'it has no moduleId'],
  ['recv', '{"moduleId":"m"}', 'it has no timestamp'],
  ['weekly', '{"moduleId":"m","timestamp":1}', 'it has no attempts'],
]
for (const [kind, text, fault] of lines)
  test(`${kind}: ${text} is ${fault ?? 'an event'}`, () => {
    const found = eventFault(kind, text)
    assert.is(found?.slice(0, fault?.length), fault)
  })

test('what has not the shape of an event the service would refuse, too', () => {
  for (const [kind, text, fault] of lines)
    if (fault) assert.throws(() => (kind === 'recv' ? decodeReceived : decodeDiagnostic)(text))
})

const batchesOf = (sizes: readonly number[]) =>
  toBatches(sizes.map((size, index) => ({ text: 'a'.repeat(size), line: index + 1 }))).map(
    batch => batch.length,
  )

test('a batch has ten events at most', () => {
  assert.equal(batchesOf(Array(21).fill(5)), [10, 10, 1])
  assert.equal(batchesOf([]), [])
})

test('a batch has 262,144 bytes at most, in UTF-8', () => {
  assert.equal(batchesOf([262_144, 1]), [1, 1])
  assert.equal(batchesOf([262_143, 1, 1]), [2, 1])
  const half = { text: 'é'.repeat(65_537), line: 1 }
  assert.is(toBatches([half, half]).length, 2)
})

test.run()
