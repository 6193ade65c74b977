import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseFilters } from '../../../src/local/lambda/event-filter.ts'

const test = suite('event-filter')

const record = { eventName: 'INSERT', n: 5, list: ['a', 'b'], dynamodb: { NewImage: { id: { S: 'dev-1' } } } }

for (const [pattern, passes] of [
  [{}, true],
  [{ eventName: ['INSERT', 'MODIFY'] }, true],
  [{ eventName: ['REMOVE'] }, false],
  [{ eventName: ['INSERT'], n: [6] }, false],
  [{ dynamodb: { NewImage: { id: { S: [{ prefix: 'dev-' }] } } } }, true],
  [{ dynamodb: { NewImage: { id: { S: [{ suffix: '-2' }] } } } }, false],
  [{ eventName: [{ 'equals-ignore-case': 'insert' }] }, true],
  [{ n: [{ numeric: ['>', 1, '<=', 5] }] }, true],
  [{ n: [{ numeric: ['<', 5] }] }, false],
  [{ eventName: [{ numeric: ['=', 5] }] }, false],
  [{ dynamodb: { OldImage: [{ exists: false }] } }, true],
  [{ dynamodb: { NewImage: { gone: [{ exists: true }] } } }, false],
  [{ eventName: [{ 'anything-but': ['REMOVE'] }] }, true],
  [{ eventName: [{ 'anything-but': 'INSERT' }] }, false],
  [{ gone: [{ 'anything-but': 'x' }] }, false],
  [{ dynamodb: { NewImage: { id: { S: [{ 'anything-but': { prefix: 'dev-' } }] } } } }, false],
  [{ list: ['b'] }, true],
  [{ gone: ['x'] }, false],
] as const)
  test(`${JSON.stringify(pattern)} ${passes ? 'lets the record through' : 'holds the record back'}`, () => {
    assert.is(parseFilters([JSON.stringify(pattern)])(record), passes)
  })

test('of several patterns one is enough, and none lets all through', () => {
  assert.ok(parseFilters(['{"eventName":["REMOVE"]}', '{"n":[5]}'])(record))
  assert.ok(parseFilters([])(record))
})

for (const [pattern, words] of [
  ['{"a":[{"wildcard":"x*"}]}', /filter operator wildcard/],
  ['{"$or":[{"a":["b"]}]}', /filter operator \$or/],
  ['{"a":"b"}', /lists of values/],
  ['{"a":[{"numeric":["~",1]}]}', /comparisons and numbers/],
  ['nothing', /not a JSON object/],
] as const)
  test(`${pattern} is refused with its reason`, () => {
    assert.throws(() => parseFilters([pattern]), words)
  })

test.run()
