import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { columns, cut } from '../../src/terminal/columns.ts'
import { histogram, plot } from '../../src/terminal/plot.ts'
import { printable } from '../../src/terminal/printable.ts'
import { paintWith } from '../../src/terminal/style.ts'
import { wrap } from '../../src/terminal/wrap.ts'

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

test('what does not fit is left out or cut in the order that the table gives', () => {
  const rows = [
    ['module', 'rate', 'quality'],
    ['a-long-name', '95.2', 'exact'],
  ]
  const yielding = { leaveOut: [2], cut: 0, least: 6 }
  const at = (width: number) => columns(rows, ['left', 'right'], width, yielding)[1]
  assert.is(at(26), 'a-long-name  95.2  exact')
  assert.is(at(23), 'a-long-…  95.2  exact')
  assert.is(at(20), 'a-long-name  95.2')
  assert.is(at(10), 'a-l…  95.2')
})

test('a number is never cut', () => {
  assert.equal(columns([['m1', '12345678']], ['left', 'right'], 6), ['m1  12345678'])
})

test('prose breaks between words, and what goes on stands as far in as the line', () => {
  assert.is(wrap('one two three', 80), 'one two three')
  assert.is(wrap('one two three', Number.POSITIVE_INFINITY), 'one two three')
  assert.is(wrap('one two three\n  four five six', 9), 'one two\nthree\n  four\n  five\n  six')
  assert.is(wrap('ok    unit   a long finding', 20, 6), 'ok    unit   a long\n      finding')
  assert.is(wrap('see https://example.com/a/long/path now', 12), 'see\nhttps://example.com/a/long/path\nnow')
  assert.is(wrap('at least 95.238 %', 15), 'at least\n95.238 %')
  const mark = paintWith(true)('red', '!')
  assert.is(wrap(`${mark} so it is`, 10), `${mark} so it is`)
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
