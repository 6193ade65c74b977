import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { PersonError } from '../../../src/errors.ts'
import { type Database, makeKeep, ordinal } from '../../../src/local/data/keep.ts'
import { makeEngine } from '../../../src/local/dynamodb/engine.ts'
import { rejectionOf } from '../helpers/refusal.ts'

const test = suite('keep')

const never = (error: unknown): never => {
  throw error
}

test('the last of several writes stands, and what is removed is gone', async () => {
  const keep = makeKeep(makeEngine().database, 'folder', never)
  void keep.put('a~1', 'first')
  void keep.put('a~2', 'gone')
  void keep.put('b~1', 'other')
  void keep.remove('a~2')
  await keep.put('a~1', 'last')
  assert.equal([...(await keep.all('a~'))], [['1', 'last']])
})

test('a value is kept as it was when it was given', async () => {
  const keep = makeKeep(makeEngine().database, 'folder', never)
  const value = { list: [1] }
  const kept = keep.put('key', value)
  value.list.push(2)
  await kept
  assert.equal((await keep.all('key')).get(''), { list: [1] })
})

test('keys are in the order of their numbers', async () => {
  const keep = makeKeep(makeEngine().database, 'folder', never)
  for (const position of [10, 9, 100]) void keep.put(`n~${ordinal(position)}`, position)
  await keep.put('o', 0)
  assert.equal([...(await keep.all('n~')).values()], [9, 10, 100])
})

test('nothing is among the tables', async () => {
  const engine = makeEngine()
  await makeKeep(engine.database, 'folder', never).put('table~t', {})
  assert.equal(await engine.call('ListTables', {}), { TableNames: [] })
})

test('writes are batches in the order of the calls, one at a time', async () => {
  const batches: number[] = []
  let running = 0
  const database: Database = {
    batch: async operations => {
      running += 1
      assert.is(running, 1)
      await new Promise(resolve => setImmediate(resolve))
      batches.push(operations.length)
      running -= 1
    },
    iterator: async function* () {},
  }
  const keep = makeKeep(database, 'folder', never)
  const first = keep.put('1', 1)
  await new Promise(resolve => process.nextTick(resolve))
  for (const n of [2, 3, 4]) void keep.put(String(n), n)
  await Promise.all([first, keep.put('5', 5)])
  assert.equal(batches, [1, 4])
})

test('a disk that fails is told, and answered, and the next write is tried', async () => {
  let broken = true
  const told: unknown[] = []
  const database: Database = {
    batch: async () => {
      if (broken) throw new Error('no space left on device')
    },
    iterator: async function* () {},
  }
  const keep = makeKeep(database, '/data', error => told.push(error))
  assert.match((await rejectionOf(keep.put('1', 1))).message, /cannot keep this: Error: no space left/)
  assert.ok(told[0] instanceof PersonError)
  assert.match(String(told[0]), /\/data can no longer be written/)
  broken = false
  await keep.put('2', 2)
  assert.is(told.length, 1)
})

test.run()
