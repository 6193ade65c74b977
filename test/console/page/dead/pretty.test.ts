import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ageOf, pretty } from '../../../../src/console/page/dead/pretty.ts'

const test = suite('a payload for a person')

test('is what JSON.stringify makes of it, for any JSON', () => {
  fc.assert(
    fc.property(fc.json(), text => {
      assert.is(pretty(text), JSON.stringify(JSON.parse(text), null, 2))
    }),
    { seed: 1 },
  )
})

test('keeps the digits that JSON.parse would round', () => {
  assert.is(pretty('{"timestamp":18446744073709551615}'), '{\n  "timestamp": 18446744073709551615\n}')
})

test('is left alone where it is no JSON', () => {
  for (const text of ['', 'no json', '{"a":1', '01']) assert.is(pretty(text), text)
})

test('is as old as its greatest unit says', () => {
  for (const [minutes, said] of [
    [-1, 'less than a minute'],
    [0.9, 'less than a minute'],
    [1, '1 min'],
    [119, '119 min'],
    [120, '2 h'],
    [2880, '2 days'],
  ] as const)
    assert.is(ageOf(minutes * 60_000), said)
})

test.run()
