// What guac counts on this machine, held against the definition and against what the functions count: three ways to
// the same numbers, none of which shares code with another.

import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parsePublished } from '../../src/operate/published-rate.ts'
import { ratesByDefinition } from '../../src/operate/rates-by-definition.ts'
import {
  countTexts,
  noMessages,
  parseCount,
  sameCount,
  type WindowCount,
  withMessage,
} from '../../src/operate/window-count.ts'
import { aModule } from '../model/fleet.ts'
import { reference } from '../model/reference.ts'
import { readingsOf } from '../model/tables.ts'

const test = suite('rates by definition')
const numRuns = Number(process.env.GUAC_FLEETS ?? 500)

const tags = fc.array(fc.option(fc.nat(5), { nil: undefined }), { maxLength: 12 })
const countOf = (txs: readonly (number | undefined)[]): WindowCount => txs.reduce(withMessage, noMessages)

test('a window is counted as the functions count it, and written as they write it', () =>
  fc.assert(
    fc.property(tags, txs => {
      const count = countOf(txs)
      assert.equal(count, readingsOf(txs.map((tx, i) => [BigInt(i), tx])))
      const { received, readings } = countTexts(count)
      const read = parseCount(received, readings)
      // where no message carries tx_attempts, the number says all
      assert.ok(read && sameCount(read, count), readings)
    }),
    { numRuns },
  ))

test('rates are what the definition gives', () =>
  fc.assert(
    fc.property(aModule, ({ deliveries, firstReport }) => {
      const messages = new Map<bigint, number | undefined>()
      const attempts = new Map<bigint, number>()
      for (const each of deliveries)
        if (each.kind === 'message') messages.set(each.timestamp, each.tx)
        else attempts.set(each.timestamp, Math.max(each.attempts, attempts.get(each.timestamp) ?? 0))
      const reports = [...attempts]
        .map(([timestamp, attempts]) => ({ timestamp, attempts }))
        .sort((a, b) => (a.timestamp < b.timestamp ? -1 : 1))
      const counts = new Map(
        reports.map(({ timestamp }, i) => {
          const inWindow = [...messages]
            .filter(([t]) => t <= timestamp && t > (reports[i - 1]?.timestamp ?? -1n))
            .sort(([a], [b]) => (a < b ? -1 : 1))
          return [timestamp, countOf(inWindow.map(([, tx]) => tx))]
        }),
      )
      const rates = ratesByDefinition(reports, timestamp => counts.get(timestamp), firstReport)
      const found = [...rates].map(([t, text]) => [t, parsePublished(text ?? '')])
      assert.equal(found, [...reference({ reports: attempts, messages, firstReport })])
    }),
    { numRuns },
  ))

test('where a window cannot be counted any more, the rest of its epoch has no rate, and the next one has', () => {
  const reports = [5, 9, 20, 4].map((attempts, i) => ({ timestamp: BigInt(i), attempts }))
  const rates = ratesByDefinition(
    reports,
    t => (t === 1n ? undefined : { received: 2, vague: '' }),
    'contract',
  )
  assert.equal(
    [...rates],
    [
      [0n, '2 2 5 a'],
      [1n, undefined],
      [2n, undefined],
      [3n, '2 0 4 u'],
    ],
  )
})

for (const [received, readings] of [
  [undefined, undefined],
  ['', undefined],
  ['x', undefined],
  ['1', '{'],
] as const)
  test(`a row with received ${received} and readings ${readings} holds no count`, () =>
    assert.is(parseCount(received, readings), undefined))

test.run()
