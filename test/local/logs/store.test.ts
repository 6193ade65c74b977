import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseFilter } from '../../../src/local/logs/filter-pattern.ts'
import { keptBytes, keptEvents, makeLogs } from '../../../src/local/logs/store.ts'
import { refusalOf } from '../helpers/refusal.ts'

const test = suite('log store')

test('of each group the newest lines are kept, and the streams that have any', () => {
  const logs = makeLogs(() => 0)
  logs.write({ group: 'g', stream: 'old', text: 'first' })
  for (let index = 0; index < 3 * keptEvents; index += 1)
    logs.write({ group: 'g', stream: 'new', text: String(index) })
  const { events, streams, end } = logs.find('g')
  assert.is(events.length, keptEvents)
  assert.is(events.at(-1)?.message, String(3 * keptEvents - 1))
  assert.equal([...streams.keys()], ['new'])
  assert.is(end, 3 * keptEvents + 1)
})

test('long lines count by their bytes', () => {
  const logs = makeLogs(() => 0)
  for (let index = 0; index < 100; index += 1)
    logs.write({ group: 'g', stream: 's', text: 'x'.repeat(256 * 1024) })
  assert.ok(logs.find('g').bytes <= keptBytes)
})

test('lines go when their retention is over', () => {
  let time = 0
  const logs = makeLogs(() => time)
  logs.create('g', 1)
  logs.write({ group: 'g', stream: 's', text: 'old' })
  time = 86_400_000
  logs.write({ group: 'g', stream: 's', text: 'new' })
  assert.is(logs.find('g').events.length, 2)
  time += 1
  assert.equal(
    logs.find('g').events.map(({ message }) => message),
    ['new'],
  )
})

test('a name is taken until its group is removed', () => {
  const logs = makeLogs(() => 0)
  logs.create('g', undefined)
  assert.is(refusalOf(() => logs.create('g', 1)).code, 'ResourceAlreadyExistsException')
  logs.remove('g')
  assert.is(refusalOf(() => logs.remove('g')).code, 'ResourceNotFoundException')
  logs.create('g', 1)
})

for (const [pattern, message, passes] of [
  ['', 'anything', true],
  ['a b', 'b a', true],
  ['a b', 'a', false],
  ['a -b', 'a b', false],
  ['?x ?b', 'b', true],
  ['?x ?y', 'b', false],
  ['"a b"', 'b a', false],
  ['"say \\"hi\\""', 'I say "hi"', true],
  ['a ?x', 'a', true],
] as const)
  test(`${pattern || 'no pattern'} ${passes ? 'lets through' : 'holds back'} ${message}`, () => {
    assert.is(parseFilter(pattern)(message), passes)
  })

for (const pattern of ['{ $.a = 1 }', '[a, b]', '%E\\d%'])
  test(`the pattern ${pattern} is refused by name`, () => {
    assert.match(refusalOf(() => parseFilter(pattern)).message, pattern)
  })

for (const [pattern, term] of [
  ['a-b', 'a-b'],
  ['ERROR $.level', '$.level'],
  ['?ERROR ?x=1', '?x=1'],
  ['"open', '"open'],
] as const)
  test(`the pattern ${pattern} is refused, since ${term} must be quoted`, () => {
    const { code, message } = refusalOf(() => parseFilter(pattern))
    assert.is(code, 'InvalidParameterException')
    assert.ok(message.includes(`put ${term} in double`), message)
  })

test.run()
