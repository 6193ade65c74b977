// A module's reports as a chart takes them.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { placesOf, spacingOf, summaryOf } from '../../../../src/console/page/module/points.ts'
import type { ModuleRow } from '../../../../src/console/wire-module.ts'

const test = suite('points of a module')

const row = (at: number | null, more: Partial<ModuleRow> = {}): ModuleRow => ({
  timestamp: '0',
  at,
  attempts: 1,
  reset: false,
  rate: null,
  window: null,
  countedAt: null,
  late: 0,
  uncounted: 0,
  since: null,
  ...more,
})
const year = 365 * 86_400_000

test('reports lie by their times', () => {
  const reports = [row(1000), row(5000), row(10_000)]
  assert.is(spacingOf(reports), 'time')
  assert.equal(placesOf(reports, 'time'), [1, 5, 10])
})

for (const [what, reports] of [
  ['one has a time beyond all calendars', [row(1000), row(null)]],
  ['a clock was wrong by a century', [row(1000), row(100 * year)]],
  ['there are none', []],
] as const)
  test(`they lie beside each other where ${what}`, () => {
    assert.is(spacingOf(reports), 'place')
    assert.equal(
      placesOf(reports, 'place'),
      reports.map((_, i) => i + 1),
    )
  })

test('the last rate is that of the last report that has one', () => {
  const rate = { rate: 90, lowerBound: 90, received: 9, attempts: 10, quality: 'exact' as const }
  const reports = [row(1, { rate, late: 2 }), row(2, { reset: true, late: 1 })]
  assert.equal(summaryOf(reports), { last: reports[0], resets: 1, late: 3 })
})

test.run()
