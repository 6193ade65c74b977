import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Exact, parseExact } from '../../../handlers/domain/exact-json.ts'

const test = suite('exact JSON')

const cases: [string, Exact][] = [
  ['18446744073709551615', 'n18446744073709551615'],
  ['-0', 'n-0'],
  ['1.50', 'n1.50'],
  ['1E+3', 'n1E+3'],
  ['"1"', 's1'],
  ['""', 's'],
  ['"a\\"1\\\\"', 'sa"1\\'],
  ['"\\ud83d\\ude00 \\u0031"', 's😀 1'],
  ['"12 \u2028 -3"', 's12 \u2028 -3'],
  ['null', null],
  ['true', true],
  [' [ 1 , "n1" , [ ] , { } ] ', ['n1', 'sn1', [], {}]],
  ['{"a":1,"b":{"c":"2"}}', { sa: 'n1', sb: { sc: 's2' } }],
  ['{"a":1,"a":2}', { sa: 'n2' }],
  ['{"module\\u0049d":1}', { smoduleId: 'n1' }],
  ['{"1":2}', { s1: 'n2' }],
]
for (const [text, value] of cases)
  test(`${text} keeps every digit and tells numbers from strings`, () => {
    assert.equal(parseExact(text), value)
  })

test('a key __proto__ is a field like any other', () => {
  const value = parseExact('{"__proto__":{"timestamp":1}}')
  assert.equal(value, { s__proto__: { stimestamp: 'n1' } })
})

for (const text of [
  '',
  '01',
  '+1',
  '1.',
  '.5',
  '1 2',
  '{"a":1,}',
  "{'a':1}",
  'NaN',
  '"\t"',
  '"\\x"',
  '[1',
  'undefined',
])
  test(`${JSON.stringify(text)} is no JSON, and stays so`, () => {
    assert.throws(
      () => parseExact(text),
      (error: Error) => error instanceof SyntaxError,
    )
  })

test('what JSON.parse reads is read alike, whatever its depth and size', () => {
  const size = 256 * 1024
  const texts = {
    deep: '['.repeat(size / 2) + ']'.repeat(size / 2),
    'deep objects': `${'{"a":'.repeat(size / 8)}1${'}'.repeat(size / 8)}`,
    escapes: `"${'\\n'.repeat(size / 2)}"`,
    'quotes after backslashes': `"${'\\\\\\"'.repeat(size / 4)}"`,
    digits: '9'.repeat(size),
    'short numbers': `[${'1,'.repeat(size / 2)}1]`,
    'one long string': `"${'x'.repeat(size)}"`,
    'empty strings': `[${'"",'.repeat(size / 3)}""]`,
  }
  const start = performance.now()
  for (const text of Object.values(texts)) parseExact(text)
  assert.ok(performance.now() - start < 2000, 'no quadratic time')
})

test.run()
