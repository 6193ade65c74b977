import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Invalid } from '../../../handlers/domain/fields.ts'
import { changeIn, type Row, reportsIn } from '../../../handlers/domain/report-change.ts'

const test = suite('stream records')

const row = (attempts?: string, timestamp = '7', moduleId = 'm'): Row => ({
  moduleId: { S: moduleId },
  timestamp: { N: timestamp },
  ...(attempts !== undefined && { attempts: { N: attempts } }),
})

const modify = (OldImage: Row, NewImage: Row) =>
  changeIn({ eventName: 'MODIFY', dynamodb: { OldImage, NewImage } })
const insert = (NewImage: Row) => changeIn({ eventName: 'INSERT', dynamodb: { NewImage } })

test('an insertion is a new report', () => {
  assert.equal(insert(row('42', '18446744073709551615')), { module: 'm', timestamp: 18446744073709551615n })
})

test('a modification is a correction, with the attempts as they were', () => {
  assert.equal(modify(row('41'), row('42')), { module: 'm', timestamp: 7n, before: 41 })
  assert.equal(modify(row('0'), row('42')), { module: 'm', timestamp: 7n, before: 0 })
})

test('report delivered twice, same attempts: a modification of something else changes no rate', () => {
  assert.is(modify(row('42'), { ...row('42'), note: { S: 'x' } }), undefined)
})

test('a row that was no report before is a new report', () => {
  assert.equal(modify(row(), row('42')), { module: 'm', timestamp: 7n })
})

test('a removal of a report tells what it was; that of another row is no change', () => {
  const removal = (OldImage: Row) => changeIn({ eventName: 'REMOVE', dynamodb: { OldImage } })
  assert.equal(removal(row('42')), { module: 'm', timestamp: 7n, before: 42 })
  assert.is(removal(row()), undefined)
})

for (const [what, image, reason] of [
  ['no attempts', row(), 'attempts is missing.'],
  ['attempts beyond uint32', row('4294967296'), /^attempts is 4294967296;/],
  ['attempts that are a fraction', row('1.5'), /^attempts is 1.5;/],
  ['attempts that are a string', { ...row(), attempts: { S: '42' } }, 'attempts is missing.'],
  ['a negative timestamp', row('42', '-1'), /^timestamp is -1;/],
  ['a timestamp beyond uint64', row('42', '18446744073709551616'), /^timestamp is 18446744073709551616;/],
  ['a name that SNS refuses', row('42', '1', 'a\u0000'), /^moduleId has a control character/],
] as [string, Row, string | RegExp][])
  test(`a row with ${what} can never be processed, and has no say in other rates`, () => {
    assert.throws(
      () => insert(image),
      (error: Error) => {
        assert.ok(error instanceof Invalid)
        assert.match(error.message, reason)
        return true
      },
    )
    assert.equal(reportsIn([row('1', '1'), image]), [{ module: 'm', timestamp: 1n, attempts: 1 }])
  })

for (const record of [{}, { eventName: 'INSERT' }, { eventName: 'MODIFY', dynamodb: {} }])
  test(`${JSON.stringify(record)} can never be processed`, () => {
    assert.throws(() => changeIn(record), 'no new image')
  })

test.run()
