import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { deadLetter } from '../../../handlers/domain/dead-letter.ts'
import { numberAttribute } from '../../../handlers/domain/message-attribute.ts'
import { encodeRate } from '../../../handlers/domain/success-rate-event.ts'

const test = suite('what goes out')

const rate = {
  timestamp: 18446744073709551615n,
  attempts: 42,
  received: 40,
  successRate: 4000 / 42,
  quality: 'assumed-start',
  lowerBound: 4000 / 42,
  certain: 40,
} as const

test('the success_rate event has its timestamp digit for digit and its rate unrounded', () => {
  const { message } = encodeRate('m "1" é', rate, 1)
  assert.is(
    message,
    '{"moduleid":"m \\"1\\" é","timestamp":18446744073709551615,"success_rate":95.23809523809524}',
  )
  assert.is(JSON.parse(message).moduleid, 'm "1" é')
})

test('the attributes are those that subscribers may filter on', () => {
  assert.equal(encodeRate('m', rate, 1763800000000).attributes, {
    moduleid: { DataType: 'String', StringValue: 'm' },
    quality: { DataType: 'String', StringValue: 'assumed-start' },
    success_rate: { DataType: 'Number', StringValue: '95.23809523809524' },
    received: { DataType: 'Number', StringValue: '40' },
    attempts: { DataType: 'Number', StringValue: '42' },
    lower_bound: { DataType: 'Number', StringValue: '95.23809523809524' },
    computed_at: { DataType: 'Number', StringValue: '1763800000000' },
  })
})

for (const [value, text] of [
  [0, '0'],
  [100, '100'],
  [1e-7, '0.0000001'],
  [2.5e-7, '0.00000025'],
  [100 / 4294967295, '0.000000023283064370807974'],
  [0.000001, '0.000001'],
  [4294967295, '4294967295'],
] as const)
  test(`${value} goes out as ${text}: SNS knows no exponents`, () => {
    assert.is(numberAttribute(value).StringValue, text)
    assert.is(Number(text), value)
  })

test('a dead letter holds the record whole, the reason and the hop', () => {
  const record = { Sns: { Message: '{"a":1}' } }
  const { message, attributes } = deadLetter('timestamp is missing.', 'recv_message', record)
  assert.equal(JSON.parse(message), { reason: 'timestamp is missing.', hop: 'recv_message', record })
  assert.equal(attributes, {
    reason: { DataType: 'String', StringValue: 'timestamp is missing.' },
    hop: { DataType: 'String', StringValue: 'recv_message' },
  })
})

test('a dead letter has no character that SQS refuses, and loses none', () => {
  const odd = 'a\u0000\u001f\u007f\u0085\ud800z\udfff\ufffe\uffff\u{1fffe}😀é'
  const { message, attributes } = deadLetter(odd, 'success_rate', { odd, [odd]: [odd] })
  assert.not.match(message, /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u)
  assert.not.match(`${attributes.reason?.StringValue}`, /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u)
  assert.equal(JSON.parse(message).record, { odd, [odd]: [odd] })
})

test('a long reason is cut in the attribute, even through a surrogate pair', () => {
  const reason = deadLetter(`x${'😀'.repeat(300)}`, 'recv_message', 1).attributes.reason?.StringValue
  assert.is(reason?.length, 500)
  assert.not.match(`${reason}`, /\p{Cs}/u)
})

test('a record of 256 KB of quotes is sent whole; what no queue could take is cut to fit', () => {
  const quotes = { Message: '"'.repeat(256 * 1024) }
  assert.equal(JSON.parse(deadLetter('r', 'recv_message', quotes).message).record, quotes)
  const { message } = deadLetter('r', 'recv_message', { Message: '\u0001'.repeat(1024 * 1024) })
  assert.ok(new TextEncoder().encode(message).length < 1_048_576 - 2048)
  assert.ok(JSON.parse(message).cut.length > 100_000)
})

test.run()
