// What calls consume, as whoever measures hears it and as callers see it.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Consumed } from '../../../src/local/dynamodb/consumed.ts'
import { makeEngine } from '../../../src/local/dynamodb/engine.ts'
import { makeDynamoDb } from '../../../src/local/dynamodb/service.ts'
import { jsonCall } from '../../../src/local/protocol/call.ts'

const test = suite('consumed units')
const TableName = 'table'
const nowMs = 1_800_000_000_000

const freshTable = async () => {
  const heard: Consumed[] = []
  const { service, expiry } = makeDynamoDb(
    makeEngine(undefined, each => heard.push(each)),
    () => nowMs,
  )
  const call = async (action: string, input: object) => {
    const given = jsonCall('dynamodb', `DynamoDB_20120810.${action}`, { TableName, ...input })
    return JSON.parse((await service(given)).body)
  }
  await call('CreateTable', {
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  })
  return { call, heard, expiry }
}

const row = (id: string, text = '') => ({ id: { S: id }, ...(text && { text: { S: text } }) })
const one = (id: string, ConsistentRead: boolean) => ({
  ConsistentRead,
  KeyConditionExpression: 'id = :id',
  ExpressionAttributeValues: { ':id': { S: id } },
})

for (const [name, action, input, kind, units] of [
  ['a small write', 'PutItem', { Item: row('a') }, 'write', 1],
  ['a write of more than a KB', 'PutItem', { Item: row('a', 'x'.repeat(1024)) }, 'write', 2],
  ['a write over more than two KB', 'PutItem', { Item: row('large') }, 'write', 3],
  [
    'a write that its condition refuses',
    'PutItem',
    { Item: row('large'), ConditionExpression: 'attribute_not_exists(id)' },
    'write',
    1,
  ],
  ['a consistent query', 'Query', one('large', true), 'read', 1],
  ['a query that is not', 'Query', one('large', false), 'read', 0.5],
  ['a consistent query that finds nothing', 'Query', one('nobody', true), 'read', 1],
  ['a query that finds nothing and is not', 'Query', one('nobody', false), 'read', 0.5],
  ['a consistent look at an item', 'GetItem', { Key: row('large'), ConsistentRead: true }, 'read', 1],
] as const)
  test(`${name}: ${units}`, async () => {
    const { call, heard } = await freshTable()
    await call('PutItem', { Item: row('large', 'x'.repeat(2100)) })
    heard.length = 0
    const output = await call(action, input)
    assert.equal(heard, [{ table: TableName, kind, units }])
    assert.is(output.ConsumedCapacity, undefined)
  })

test('who asks is told the same', async () => {
  const { call, heard } = await freshTable()
  const asked = await call('Query', { ...one('nobody', true), ReturnConsumedCapacity: 'TOTAL' })
  assert.equal(asked.ConsumedCapacity, { TableName, CapacityUnits: 1 })
  assert.is(heard.length, 1)
})

test('neither a refused call nor what expires consumes anything', async () => {
  const { call, heard, expiry } = await freshTable()
  await call('PutItem', { Item: row('a') })
  heard.length = 0
  assert.match((await call('PutItem', { Item: {} })).__type, 'ValidationException')
  await expiry.remove({ TableName, Key: row('a') })
  assert.equal((await call('Scan', {})).Items, [])
  assert.equal(
    heard.map(({ kind }) => kind),
    ['read'],
  )
})

test.run()
