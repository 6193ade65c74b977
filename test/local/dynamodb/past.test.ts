// What DynamoDB finds of an earlier process that ended in the middle of something.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeKeep } from '../../../src/local/data/keep.ts'
import { makeEngine } from '../../../src/local/dynamodb/engine.ts'
import { loadPast } from '../../../src/local/dynamodb/past.ts'
import { makeDynamoDb } from '../../../src/local/dynamodb/service.ts'
import { jsonCall } from '../../../src/local/protocol/call.ts'

const test = suite('past of DynamoDB')

const now = () => 1_700_000_000_000
const never = (error: unknown): never => {
  throw error
}

/** A process on an engine, as often as wanted: each finds what the ones before left. */
const world = () => {
  const engine = makeEngine()
  const keep = makeKeep(engine.database, 'folder', never)
  const open = async () => {
    const dynamodb = makeDynamoDb(engine, now, keep, await loadPast(engine, now, keep))
    const call = async (action: string, input: object) => {
      const answer = await dynamodb.service(jsonCall('dynamodb', `DynamoDB_20120810.${action}`, input))
      return JSON.parse(answer.body)
    }
    return { ...dynamodb, call }
  }
  return { engine, keep, open }
}

const definition = {
  TableName: 'tab',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
}
const { StreamSpecification: _, ...bare } = definition
const key = { id: { S: 'a' } }
const item = (n: number) => ({ ...key, n: { N: String(n) } })

test('a write whose record was not made yet has its record, with both images', async () => {
  const { engine, keep, open } = world()
  const first = await open()
  await first.call('CreateTable', definition)
  await first.call('PutItem', { TableName: 'tab', Item: item(1) })
  await keep.put('writing~tab', [{ name: 'tab', key, before: item(1), expired: false }])
  await engine.call('PutItem', { TableName: 'tab', Item: item(2) })

  const second = await open()
  const records = second
    .stream('tab')
    ?.read(0, 10)
    .map(({ eventName, dynamodb }) => [
      eventName,
      dynamodb.OldImage?.n,
      dynamodb.NewImage?.n,
      dynamodb.SequenceNumber,
    ])
  assert.equal(records, [
    ['INSERT', undefined, { N: '1' }, '100000000000000000001'],
    ['MODIFY', { N: '1' }, { N: '2' }, '100000000000000000002'],
  ])
  // once: the one after finds it done
  assert.is((await open()).stream('tab')?.end(), 2)
})

test('a write that never came to be has no record', async () => {
  const { keep, open } = world()
  const first = await open()
  await first.call('CreateTable', definition)
  await keep.put('writing~tab', [{ name: 'tab', key, expired: false }])
  assert.is((await open()).stream('tab')?.end(), 0)
})

test('a table whose creation nobody was told of is taken back, but never one with items', async () => {
  const { engine, open } = world()
  await engine.call('CreateTable', bare)
  const first = await open()
  assert.equal((await first.call('ListTables', {})).TableNames, [])

  await engine.call('CreateTable', bare)
  await new Promise(resolve => setTimeout(resolve, 5))
  await engine.call('PutItem', { TableName: 'tab', Item: item(1) })
  const second = await open()
  assert.equal((await second.call('Scan', { TableName: 'tab' })).Items, [item(1)])
})

test('a deletion that was broken off comes to its end, and its stream can still be read', async () => {
  const { engine, open } = world()
  const first = await open()
  await first.call('CreateTable', definition)
  await first.call('PutItem', { TableName: 'tab', Item: item(1) })
  const { Table } = await engine.call<{ Table: object }>('DescribeTable', { TableName: 'tab' })
  const value = JSON.stringify({ ...Table, TableStatus: 'DELETING' })
  await engine.database.batch([{ type: 'put', key: 'table~tab', value, valueEncoding: 'utf8' }])

  const second = await open()
  assert.equal((await second.call('ListTables', {})).TableNames, [])
  assert.equal(
    second.streams().map(({ table, open, stream }) => [table, open, stream.end()]),
    [['tab', false, 1]],
  )
  await second.call('CreateTable', bare)
  assert.equal((await second.call('Scan', { TableName: 'tab' })).Items, [])
})

test('a number of a stream never comes twice, even when all its records are gone', async () => {
  const { keep, open } = world()
  const first = await open()
  await first.call('CreateTable', definition)
  await first.call('PutItem', { TableName: 'tab', Item: item(1) })
  const stream = first.stream('tab')
  assert.ok(stream)
  // as trimming leaves it
  await keep.put(`stream~${stream.arn}`, { ...stream.about(), trimmed: 1 })
  const second = await open()
  await second.call('PutItem', { TableName: 'tab', Item: item(2) })
  const [record] = second.stream('tab')?.read(1, 1) ?? []
  assert.is(record?.dynamodb.SequenceNumber, '100000000000000000002')
  assert.is(second.stream('tab')?.start(), 1)
})

test.run()
