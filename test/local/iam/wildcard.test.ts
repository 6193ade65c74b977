import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { covers } from '../../../src/local/iam/wildcard.ts'

const test = suite('wildcards')

for (const [pattern, text, wanted] of [
  ['a', 'a', true],
  ['a', 'ab', false],
  ['ab', 'a', false],
  ['', '', true],
  ['', 'a', false],
  ['*', '', true],
  ['*', 'anything at all', true],
  ['a*', 'a', true],
  ['a*c', 'abcbc', true],
  ['a*c', 'abcb', false],
  ['*a*b*', 'xxaxxbxx', true],
  ['*a*b*', 'xxbxxa', false],
  ['?', '', false],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['a?*', 'a', false],
  ['a.c', 'abc', false],
  ['(a)', '(a)', true],
  ['arn:aws:dynamodb:*:*:table/a', 'arn:aws:dynamodb:us-east-1:000000000000:table/a', true],
  ['arn:aws:dynamodb:*:*:table/a', 'arn:aws:dynamodb:us-east-1:000000000000:table/ab', false],
  ['log-group:g:*', 'log-group:g:log-stream:2026/[$LATEST]x', true],
  ['dynamodb:?etItem', 'dynamodb:getitem', false],
] as const)
  test(`${pattern || '(nothing)'} ${wanted ? 'covers' : 'does not cover'} ${text || '(nothing)'}`, () =>
    assert.is(covers(pattern, text), wanted))

test('a pattern of many stars is no trap', () => {
  assert.is(covers(`${'*a'.repeat(500)}b`, 'a'.repeat(5000)), false)
})

test.run()
