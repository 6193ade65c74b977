// Which modules are shown, and how their rates lie.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  byQuality,
  classes,
  histogram,
  select,
  spreadOf,
  type Wanted,
} from '../../../../src/console/page/fleet/select.ts'
import type { FleetRow, Quality } from '../../../../src/console/wire-fleet.ts'

const test = suite('choosing modules')
const all: Wanted = { search: '', quality: null, below: null, order: 'rate', descending: false }

const row = (module: string, rate: number, quality: Quality, at: number | null): FleetRow => ({
  module,
  timestamp: '0',
  at,
  received: 0,
  attempts: 0,
  rate,
  lowerBound: rate,
  quality,
})
const rows = [
  row('b', 90, 'exact', 3),
  row('a', 90, 'upper-bound', null),
  row('Pump-1', 10, 'exact', 1),
  row('pump-2', 100, 'no-attempts', 2),
]

for (const [what, change, names] of [
  ['the worst come first, and equals by name', {}, ['Pump-1', 'a', 'b', 'pump-2']],
  ['or the best, and equals by name still', { descending: true }, ['pump-2', 'a', 'b', 'Pump-1']],
  ['by name', { order: 'module' }, ['Pump-1', 'a', 'b', 'pump-2']],
  ['by name backwards', { order: 'module', descending: true }, ['pump-2', 'b', 'a', 'Pump-1']],
  ['by time, those beyond all calendars last', { order: 'at' }, ['Pump-1', 'pump-2', 'b', 'a']],
  ['a part of the name, in letters of either case', { search: 'PUMP' }, ['Pump-1', 'pump-2']],
  ['below a rate, that rate not included', { below: 90 }, ['Pump-1']],
  ['of a quality', { quality: 'exact' }, ['Pump-1', 'b']],
  ['all at once', { quality: 'exact', below: 95, search: 'b' }, ['b']],
] as const satisfies readonly (readonly [string, Partial<Wanted>, readonly string[]])[])
  test(what, () =>
    assert.equal(
      select(rows, { ...all, ...change }).map(({ module }) => module),
      names,
    ),
  )

test('each rate is in one class of the histogram, 100 % in the last', () => {
  const counts = histogram([0, 4.99, 5, 99, 100])
  assert.equal([counts.length, counts[0], counts[1], counts[classes - 1]], [20, 2, 1, 2])
})

test('each module has one quality', () =>
  assert.equal(byQuality(rows), { exact: 2, 'assumed-start': 0, 'upper-bound': 1, 'no-attempts': 1 }))

test('percentiles are rates that modules have', () => {
  assert.equal(spreadOf([3, 1, 2, 10, 9, 8, 7, 6, 5, 4]), { p10: 1, p50: 5, p90: 9 })
  assert.equal(spreadOf([7]), { p10: 7, p50: 7, p90: 7 })
  assert.is(spreadOf([]), undefined)
})

test.run()
