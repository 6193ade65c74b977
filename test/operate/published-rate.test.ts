// What the handlers keep of a published rate is what guac reads.

import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { rateOf, rateText } from '../../handlers/domain/rate.ts'
import { parsePublished } from '../../src/operate/published-rate.ts'
import { parseTimestamp, timeOf } from '../../src/operate/timestamps.ts'

const test = suite('what guac reads of a stack')
const uint32 = fc.integer({ min: 0, max: 4294967295 })

test('a rate as the handlers write it is read back', () =>
  fc.assert(
    fc.property(uint32, uint32, uint32, fc.boolean(), fc.boolean(), (a, b, attempts, assumed, vague) => {
      const [certain = 0, received = 0] = [a, b].sort((x, y) => x - y)
      // only what the rate is made from; the rest of an epoch says nothing about it
      const epoch = { received, certain, assumed, ambiguous: vague ? 1n : undefined, base: 0 }
      const rate = rateOf(epoch as unknown as Parameters<typeof rateOf>[0], { timestamp: 1n, attempts })
      const { successRate, lowerBound, quality } = rate
      assert.equal(parsePublished(rateText(rate)), { received, attempts, successRate, lowerBound, quality })
    }),
  ))

for (const text of ['', '1 1 1', '1 1 1 x', '-1 1 1 e', '1 1 1 e '])
  test(`"${text}" is no rate`, () => assert.is(parsePublished(text), undefined))

for (const [timestamp, unit, time] of [
  [1700000600n, 's', '2023-11-14T22:23:20Z'],
  [1700000600123n, 'ms', '2023-11-14T22:23:20Z'],
  [1700000600123456789n, 'ns', '2023-11-14T22:23:20Z'],
  [18446744073709551615n, 's', ''],
  [0n, 'us', '1970-01-01T00:00:00Z'],
] as const)
  test(`${timestamp} ${unit} is ${time || 'no time'}`, () => assert.is(timeOf(timestamp, unit), time))

for (const [text, unit, timestamp] of [
  ['18446744073709551615', 's', 18446744073709551615n],
  ['2023-11-14T22:23:20Z', 's', 1700000600n],
  ['2023-11-14', 'ns', 1699920000000000000n],
] as const)
  test(`${text} is the timestamp ${timestamp}`, () =>
    assert.is(parseTimestamp('--from', text, unit), timestamp))

for (const text of ['', '-1', '1e3', '14.11.2023', '2023-13-01', 'now'])
  test(`"${text}" is no time`, () => assert.throws(() => parseTimestamp('--to', text, 's'), /--to is/))

test.run()
