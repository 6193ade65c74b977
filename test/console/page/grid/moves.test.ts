// Where the keys lead in a grid, and which of its rows are in view.

import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { cellAfter, rowsInView } from '../../../../src/console/page/grid/moves.ts'

const test = suite('a grid')
const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }
const size = { rows: 100, columns: 8, page: 10 }

for (const [key, from, to] of [
  ['ArrowDown', [5, 2], [6, 2]],
  ['ArrowUp', [5, 2], [4, 2]],
  ['ArrowUp', [0, 2], [0, 2]],
  ['ArrowDown', [99, 2], [99, 2]],
  ['ArrowRight', [5, 7], [5, 7]],
  ['ArrowLeft', [5, 2], [5, 1]],
  ['PageDown', [95, 2], [99, 2]],
  ['PageUp', [15, 2], [5, 2]],
  ['Home', [5, 2], [5, 0]],
  ['End', [5, 2], [5, 7]],
  ['Control+Home', [5, 2], [0, 0]],
  ['Control+End', [5, 2], [99, 7]],
] as const)
  test(`${key} leads from ${from} to ${to}`, () => {
    const press = { ...none, key: key.split('+').at(-1) ?? '', ctrlKey: key.startsWith('Control') }
    assert.equal(cellAfter(press, { row: from[0], column: from[1] }, size), { row: to[0], column: to[1] })
  })

for (const press of [
  { ...none, key: 'a' },
  { ...none, key: 'Enter' },
  { ...none, key: 'ArrowDown', altKey: true },
  { ...none, key: 'ArrowDown', shiftKey: true },
  { ...none, key: 'c', ctrlKey: true },
])
  test(`${JSON.stringify(press)} is left to the browser`, () =>
    assert.is(cellAfter(press, { row: 1, column: 1 }, size), undefined))

test('an empty grid leads nowhere', () =>
  assert.is(cellAfter({ ...none, key: 'End' }, { row: 0, column: 0 }, { ...size, rows: 0 }), undefined))

test('all that is in view is there, in order and once, and no more than the view and what lies beyond', () =>
  fc.assert(
    fc.property(
      fc.nat(100_000),
      fc.nat(2000),
      fc.nat(500_000),
      fc.integer({ min: -1, max: 99_999 }),
      (count, height, top, also) => {
        const rows = rowsInView({ top, height, rowHeight: 34, count, beyond: 12, also })
        assert.ok(rows.length <= Math.ceil(height / 34) + 27)
        assert.ok(rows.every((row, i) => row >= 0 && row < count && row > (rows[i - 1] ?? -1)))
        for (let y = top; y < top + height; y += 34) {
          const row = Math.floor(y / 34)
          if (row < count) assert.ok(rows.includes(row), `row ${row}`)
        }
        if (also >= 0 && also < count) assert.ok(rows.includes(also), 'the row with the focus')
      },
    ),
  ))

test.run()
