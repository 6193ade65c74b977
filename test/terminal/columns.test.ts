import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { columns, cut } from '../../src/terminal/columns.ts'
import { histogram, plot } from '../../src/terminal/plot.ts'
import { printable } from '../../src/terminal/printable.ts'
import { paintWith } from '../../src/terminal/style.ts'

const test = suite('what a terminal shows')

test('columns stand under each other, numbers to the right, and no line ends in spaces', () => {
  assert.equal(
    columns(
      [
        ['module', 'rate', ''],
        ['m1', '95.2', 'exact'],
        ['a-longer-name', '7', ''],
      ],
      ['left', 'right'],
    ),
    ['module         rate', 'm1             95.2  exact', 'a-longer-name     7'],
  )
})

test('a wide character takes two columns, a colour none', () => {
  const [wide, coloured, plain] = columns([
    ['模块', 'x'],
    [paintWith(true)('red', 'm234'), 'x'],
    ['m234', 'x'],
  ])
  assert.is(wide, '模块  x')
  assert.ok(coloured?.endsWith('  x'))
  assert.is(plain, 'm234  x')
})

test('the last column is cut to the width, never within a character', () => {
  assert.equal(columns([['m1', 'a reason too long']], [], 12), ['m1  a reaso…'])
  assert.is(cut('模块模块', 6), '模块…')
  assert.is(cut('👩‍👩‍👧👩‍👩‍👧', 3), '👩‍👩‍👧…')
  assert.is(cut('fits', 4), 'fits')
})

test('nothing that a terminal would obey gets through', () => {
  const esc = String.fromCharCode(27)
  assert.is(printable(`${esc}[2Jgone\nnext`), '\\u001b[2Jgone\\nnext')
  assert.is(printable('a\ud800b \u202eright to left'), 'a\\ud800b \\u202eright to left')
  assert.is(printable('Modul ä 模块 👩‍👧'), 'Modul ä 模块 👩‍👧')
})

test('without colours a text stays as it is', () => {
  assert.is(paintWith(false)(['bold', 'red'], 'x'), 'x')
  assert.is.not(paintWith(true)('bold', 'x'), 'x')
})

test('a plot has a bar for each value, and tells a rate of 0 from a gap', () => {
  assert.equal(plot([100, 50, 0, undefined, 25], { height: 4 }), [
    '100 % ┤█',
    '      ┤█',
    '      ┤██',
    '  0 % ┤██▁ █',
  ])
})

test('a plot that is too narrow shows the last values', () => {
  assert.equal(plot([0, 0, 100], { width: 1, height: 2 }), ['100 % ┤█', '  0 % ┤█'])
})

test('a histogram’s longest bar fills the width, and one of many still shows', () => {
  assert.equal(
    histogram(
      [
        { label: '90-100', count: 1000 },
        { label: '0-10', count: 1 },
        { label: '10-20', count: 0 },
      ],
      { width: 4 },
    ),
    ['90-100  ████ 1000', '  0-10  ▏ 1', ' 10-20   0'],
  )
})

test.run()
