// What came of a report's messages after its rate was published.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { cameSince } from '../../src/operate/came-since.ts'
import type { ModuleReport } from '../../src/operate/module-reports.ts'
import { parsePublished } from '../../src/operate/published-rate.ts'

const test = suite('what came since')

type Brief = readonly [attempts: number, published: string | undefined, kept: number | undefined]

const reportsOf = (briefs: readonly Brief[]): readonly ModuleReport[] =>
  briefs.map(([attempts, published, kept], i) => ({
    timestamp: BigInt(100 * (i + 1)),
    attempts,
    rate: published === undefined ? undefined : parsePublished(published),
    fell: attempts < (briefs[i - 1]?.[0] ?? 0),
    window: {
      previous: i === 0 ? undefined : BigInt(100 * i),
      count: kept === undefined ? undefined : { received: kept, vague: '' },
      countedAt: 1,
      late: 0,
      uncounted: 0,
    },
  }))

for (const [name, briefs, wanted] of [
  ['nothing came', [[10, '9 9 10 a', 9]], [0]],
  [
    'a message later than its report is in the sum of the next one',
    [
      [10, '8 8 10 a', 9],
      [20, '18 18 20 a', 9],
    ],
    [1, 0],
  ],
  [
    'after a reset another sum begins',
    [
      [10, '8 8 10 a', 9],
      [5, '4 0 5 u', 4],
    ],
    [1, 0],
  ],
  [
    'what is not counted yet does not tell, nor do those after it in the epoch',
    [
      [10, '8 8 10 a', undefined],
      [20, '18 18 20 a', 9],
      [3, '3 0 3 u', 3],
    ],
    [undefined, undefined, 0],
  ],
  ['a report without a rate has nothing that could be late', [[10, undefined, 9]], [undefined]],
] as const satisfies readonly (readonly [string, readonly Brief[], readonly (number | undefined)[]])[])
  test(name, () =>
    assert.equal(
      cameSince(reportsOf(briefs), 'contract').map(({ came }) => came),
      wanted,
    ),
  )

test('a window that was counted between other reports does not tell', () => {
  const [first, second] = reportsOf([
    [10, '9 9 10 a', 9],
    [20, '18 18 20 a', 9],
  ])
  if (!first || !second?.window) throw new Error('two reports are needed')
  const moved = [first, { ...second, window: { ...second.window, previous: 50n } }]
  assert.equal(
    cameSince(moved, 'contract').map(({ came }) => came),
    [0, undefined],
  )
})

test('a reset shows where the counter fell, and where tx_attempts fell while the counter did not', () => {
  const reports = reportsOf([
    [10, '9 9 10 a', 9],
    [12, '9 9 12 u', 9],
    [3, '3 0 3 u', 3],
  ])
  const hidden = reports.map((report, i) =>
    i === 1 && report.window
      ? {
          ...report,
          window: { ...report.window, count: { received: 9, first: 11, last: 12, since: 5, vague: '' } },
        }
      : report,
  )
  assert.equal(
    cameSince(hidden, 'contract').map(({ reset }) => reset),
    [false, true, true],
  )
})

test.run()
