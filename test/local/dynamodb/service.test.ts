// The database with its streams, over HTTP.

import {
  type AttributeValue,
  BatchWriteItemCommand,
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeEngine } from '../../../src/local/dynamodb/engine.ts'
import { makeDynamoDb } from '../../../src/local/dynamodb/service.ts'
import { jsonCall } from '../../../src/local/protocol/call.ts'
import { rejectionOf } from '../helpers/refusal.ts'
import { startTestStack, type TestStack } from '../helpers/start-test-stack.ts'

type Keyed = Record<string, AttributeValue>

const item = (id: string, n?: number): Keyed => ({
  id: { S: id },
  ...(n === undefined ? {} : { n: { N: `${n}` } }),
})

const makeTable: CreateTableCommandInput = {
  TableName: 'table',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
}

const streams = suite('dynamodb streams')

/** A fresh table with a stream, and a way to make calls and to see the records as short text. */
const freshTable = async () => {
  const { service, stream } = makeDynamoDb(makeEngine(), () => 0)
  const call = async (action: string, input: unknown) => {
    const answer = await service(jsonCall('dynamodb', `DynamoDB_20120810.${action}`, input))
    return { status: answer.status, output: JSON.parse(answer.body) }
  }
  await call('CreateTable', makeTable)
  const short = (image: unknown) => {
    const { id, n } = (image ?? {}) as Partial<Record<string, { S?: string; N?: string }>>
    return id ? `${id.S}${n?.N ?? ''}` : '-'
  }
  return {
    call,
    records: () =>
      (stream('table')?.read(0, 100) ?? []).map(
        ({ eventName, dynamodb }) => `${eventName} ${short(dynamodb.OldImage)} ${short(dynamodb.NewImage)}`,
      ),
  }
}

const TableName = 'table'
const set = (n: number) => ({
  UpdateExpression: 'SET n = :n',
  ExpressionAttributeValues: { ':n': { N: `${n}` } },
})

streams('every writer makes its records, with the old and the new image', async () => {
  const { call, records } = await freshTable()
  await call('PutItem', { TableName, Item: item('a', 1) })
  await call('PutItem', { TableName, Item: item('a', 2) })
  await call('UpdateItem', { TableName, Key: item('a'), ...set(3) })
  await call('UpdateItem', { TableName, Key: item('b'), ...set(1) })
  await call('DeleteItem', { TableName, Key: item('a') })
  await call('BatchWriteItem', {
    RequestItems: {
      table: [{ PutRequest: { Item: item('c', 1) } }, { DeleteRequest: { Key: item('b') } }],
    },
  })
  assert.equal(records(), [
    'INSERT - a1',
    'MODIFY a1 a2',
    'MODIFY a2 a3',
    'INSERT - b1',
    'REMOVE a3 -',
    'INSERT - c1',
    'REMOVE b1 -',
  ])
})

streams('a write that changes nothing, is refused or fails its condition makes none', async () => {
  const { call, records } = await freshTable()
  await call('PutItem', { TableName, Item: item('a', 1) })
  await call('PutItem', { TableName, Item: item('a', 1) })
  await call('UpdateItem', { TableName, Key: item('a'), ...set(1) })
  await call('DeleteItem', { TableName, Key: item('gone') })
  const conditional = { TableName, Item: item('a', 2), ConditionExpression: 'attribute_not_exists(id)' }
  assert.is((await call('PutItem', conditional)).status, 400)
  assert.is((await call('PutItem', { TableName, Item: { n: { N: '1' } } })).status, 400)
  assert.equal(records(), ['INSERT - a1'])
})

streams('of writes at once each sees what the one before left', async () => {
  const { call, records } = await freshTable()
  await Promise.all(
    Array.from({ length: 20 }, () =>
      call('UpdateItem', {
        TableName,
        Key: item('a'),
        UpdateExpression: 'ADD n :n',
        ExpressionAttributeValues: { ':n': { N: '1' } },
      }),
    ),
  )
  const [first, ...rest] = records()
  assert.is(first, 'INSERT - a1')
  assert.equal(
    rest,
    rest.map((_, index) => `MODIFY a${index + 1} a${index + 2}`),
  )
})

streams('a table may go while it is written, and come back at once', async () => {
  const { call, records } = await freshTable()
  const write = call('PutItem', { TableName, Item: item('a', 1) })
  const removal = call('DeleteTable', { TableName })
  assert.is((await write).status, 200)
  assert.is((await removal).status, 200)
  assert.is((await call('CreateTable', makeTable)).status, 200)
  assert.is((await call('PutItem', { TableName, Item: item('b', 1) })).status, 200)
  assert.equal(records(), ['INSERT - b1'])
})

for (const [what, input] of [
  ['a null attribute', { TableName, Item: { id: null } }],
  ['a key that is missing', { TableName, Item: {} }],
  ['an item that is a list', { TableName, Item: [] }],
  ['an item that is text', { TableName, Item: 'x' }],
  ['no table', { Item: item('a') }],
  ['a table named like a member', { TableName: 'constructor', Item: item('a') }],
] as const)
  streams(`refuses ${what} and lives on`, async () => {
    const { call, records } = await freshTable()
    // an AwsError or an answer of the database: the front door makes the same of both
    const status = await call('PutItem', input).then(
      answer => answer.status,
      error => error.status,
    )
    assert.is(status, 400)
    await call('PutItem', { TableName, Item: item('a', 1) })
    assert.equal(records(), ['INSERT - a1'])
  })

for (const requests of [null, 'x', { table: null }, { table: [null] }, { table: [{}] }, { constructor: [] }])
  streams(`refuses the batch ${JSON.stringify(requests)}`, async () => {
    const { call } = await freshTable()
    const status = await call('BatchWriteItem', { RequestItems: requests }).then(
      answer => answer.status,
      error => error.status,
    )
    assert.is(status, 400)
  })

streams.run()

const http = suite<{ stack: TestStack }>('dynamodb over http')
http.before(async context => {
  context.stack = await startTestStack()
})
http.after(({ stack }) => stack.stop())

http(
  'a table is ready when it is made, and shows its stream and the ARN of this place',
  async ({ stack }) => {
    await stack.dynamodb.send(new CreateTableCommand(makeTable))
    const { Table } = await stack.dynamodb.send(new DescribeTableCommand({ TableName }))
    assert.is(Table?.TableStatus, 'ACTIVE')
    assert.is(Table?.TableArn, 'arn:aws:dynamodb:us-east-1:000000000000:table/table')
    assert.ok(Table?.LatestStreamArn?.startsWith(`${Table.TableArn}/stream/`))
  },
)

http('items are written, read, changed and removed', async ({ stack: { dynamodb } }) => {
  await dynamodb.send(new PutItemCommand({ TableName, Item: item('x', 1) }))
  await dynamodb.send(new UpdateItemCommand({ TableName, Key: item('x'), ...set(2) }))
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName, Key: item('x') }))
  assert.is(Item?.n?.N, '2')
  await dynamodb.send(new DeleteItemCommand({ TableName, Key: item('x') }))
  const RequestItems = { table: [{ PutRequest: { Item: item('y', 1) } }] }
  await dynamodb.send(new BatchWriteItemCommand({ RequestItems }))
})

http("errors are DynamoDB's own", async ({ stack: { dynamodb } }) => {
  const refused = async (work: Promise<unknown>) => (await rejectionOf(work)).name
  const condition = { TableName, Item: item('y', 1), ConditionExpression: 'attribute_not_exists(id)' }
  assert.is(await refused(dynamodb.send(new PutItemCommand(condition))), 'ConditionalCheckFailedException')
  assert.is(
    await refused(dynamodb.send(new PutItemCommand({ ...condition, TableName: 'gone' }))),
    'ResourceNotFoundException',
  )
  assert.is(await refused(dynamodb.send(new CreateTableCommand(makeTable))), 'ResourceInUseException')
})

http('what is not supported is refused by name', async ({ stack: { dynamodb } }) => {
  const error = await rejectionOf(
    dynamodb.send(
      new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName, Item: item('z') } }] }),
    ),
  )
  assert.is(error.name, 'NotSupportedLocally')
  assert.match(error.message, 'DynamoDB TransactWriteItems')
})

http('a table that is deleted is gone when that is answered', async ({ stack }) => {
  await stack.dynamodb.send(new DeleteTableCommand({ TableName }))
  const error = await rejectionOf(stack.dynamodb.send(new DescribeTableCommand({ TableName })))
  assert.is(error.name, 'ResourceNotFoundException')
  assert.equal(stack.bugs, [])
})

http.run()
