import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { keptRecords, makeStream, type ViewType } from '../../../src/local/dynamodb/stream.ts'

const test = suite('stream')

const day = 86_400_000
const id = (value: number) => ({ id: { N: String(value) } })
const stream = (view: ViewType = 'NEW_AND_OLD_IMAGES', now = () => 0) => makeStream('table', view, now)
const put = (value: number) => ({ keys: id(value), before: undefined, after: id(value) })

const before = { ...id(1), a: { S: 'x' } }
const after = { ...id(1), a: { S: 'y' } }

test('an insert, a change and a removal are told apart', () => {
  const { append } = stream()
  assert.is(append({ keys: id(1), before: undefined, after })?.eventName, 'INSERT')
  assert.is(append({ keys: id(1), before, after })?.eventName, 'MODIFY')
  assert.is(append({ keys: id(1), before, after: undefined })?.eventName, 'REMOVE')
})

test('a write that changes nothing makes no record', () => {
  const { append, end } = stream()
  assert.is(append({ keys: id(1), before, after: structuredClone(before) }), undefined)
  assert.is(append({ keys: id(1), before: undefined, after: undefined }), undefined)
  assert.is(end(), 0)
})

const views: [ViewType, object][] = [
  ['KEYS_ONLY', {}],
  ['NEW_IMAGE', { NewImage: after }],
  ['OLD_IMAGE', { OldImage: before }],
  ['NEW_AND_OLD_IMAGES', { NewImage: after, OldImage: before }],
]
for (const [view, images] of views)
  test(`${view} shows ${Object.keys(images).join(' and ') || 'no image'}`, () => {
    const { NewImage, OldImage } = stream(view).append({ keys: id(1), before, after })?.dynamodb ?? {}
    assert.equal({ ...(NewImage && { NewImage }), ...(OldImage && { OldImage }) }, images)
  })

test('sequence numbers rise as text, too', () => {
  const { append } = stream()
  const numbers = Array.from({ length: 12 }, (_, index) => append(put(index))?.dynamodb.SequenceNumber ?? '')
  assert.equal(numbers, [...numbers].sort())
  assert.ok(numbers.every(number => /^\d{21,40}$/.test(number)))
})

test('a reader waits for the next record, or for its end', async () => {
  const { append, wait } = stream()
  const end = new AbortController()
  const waiting = wait(0, end.signal)
  append(put(1))
  await waiting
  const endless = wait(1, end.signal)
  end.abort()
  await endless
})

test('a long log is cut, but not before its readers have read it', () => {
  const { append, follow, start, end, read } = stream()
  const reader = { position: 0 }
  const unfollow = follow(reader)
  for (let count = 0; count < keptRecords + 2000; count += 1) append(put(count))
  assert.is(start(), 0)
  unfollow()
  for (let count = 0; count < 1000; count += 1) append(put(count))
  assert.is(end(), keptRecords + 3000)
  assert.is(start(), 3000)
  assert.is(read(0, 1)[0]?.dynamodb.SequenceNumber, read(start(), 1)[0]?.dynamodb.SequenceNumber)
})

test('after a day a record goes, read or not', () => {
  let time = 0
  const { append, follow, start } = stream('KEYS_ONLY', () => time)
  follow({ position: 0 })
  for (let count = 0; count < 1500; count += 1) append(put(count))
  time = day + 1000
  for (let count = 0; count < 500; count += 1) append(put(count))
  assert.is(start(), 1500)
})

test.run()
