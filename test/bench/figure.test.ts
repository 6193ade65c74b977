// A verdict that is wrong would be believed: a table of figures whose lines were worked out by hand.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Figure, head, row } from './figure.ts'

const test = suite('a figure of the benchmark')
const result = (figure: Omit<Figure, 'section' | 'what'>) =>
  row({ section: 'any', what: 'any', ...figure })
    .split(' | ')
    .slice(3, 6)
    .join(', ')

const cases: readonly (readonly [what: string, figure: Omit<Figure, 'section' | 'what'>, line: string])[] = [
  ['a ratio', { ms: 13, baseMs: 10, target: { ratio: 1.3 } }, '1.30 ×, ≤ 1.3 ×, met'],
  ['too great a ratio', { ms: 14, baseMs: 10, target: { ratio: 1.3 } }, '1.40 ×, ≤ 1.3 ×, MISSED'],
  [
    'how many times faster',
    { ms: 10, baseMs: 200, target: { timesFaster: 20 } },
    '20.0 × faster, ≥ 20 × faster, met',
  ],
  [
    'too few times faster',
    { ms: 10, baseMs: 199, target: { timesFaster: 20 } },
    '19.9 × faster, ≥ 20 × faster, MISSED',
  ],
  [
    'how many times less',
    { ms: 10, baseMs: 1000, unit: 'units', target: { timesLess: 100 } },
    '100.0 × less, ≥ 100 × less, met',
  ],
  ['ms', { ms: 30, target: { ms: 20 } }, '30.0 ms, ≤ 20 ms, MISSED'],
  ['ms over a base', { ms: 30, baseMs: 11, target: { msOverBase: 20 } }, '19.0 ms, ≤ 20 ms, met'],
  ['what is only told', { ms: 30, baseMs: 11, target: { msOverBase: undefined } }, '19.0 ms, , '],
  [
    'messages a second',
    { ms: 2000, count: 1998, target: { perSecond: 1000 } },
    '999 a second, ≥ 1000 a second, MISSED',
  ],
  ['most', { ms: 0.95, unit: 'dollars', target: { most: 1 } }, '0.95 dollars, ≤ 1 dollars, met'],
  ['least', { ms: 1.85, unit: 'dollars', target: { least: 1.9 } }, '1.85 dollars, ≥ 1.9 dollars, MISSED'],
]

for (const [what, figure, line] of cases)
  test(`is held to its target: ${what}`, () => {
    assert.is(result(figure), line)
  })

test('has a place in each column of the table, whatever it lacks', () => {
  const columns = (line: string) => line.split('|').length
  const [titles = '', rule = ''] = head.split('\n')
  assert.is(columns(rule), columns(titles))
  for (const figure of [
    { ms: 1 },
    { ms: 1, count: 2 },
    { ms: 1, baseMs: 2, target: { ratio: 1 }, floor: 'Node' },
  ])
    assert.is(columns(row({ section: 'any', what: 'any', ...figure })), columns(titles))
})

test.run()
