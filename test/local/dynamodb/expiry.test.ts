// Items whose time has come go, and nothing else does.

import {
  type AttributeValue,
  BatchWriteItemCommand,
  PutItemCommand,
  ScanCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeEngine } from '../../../src/local/dynamodb/engine.ts'
import { expireItems } from '../../../src/local/dynamodb/expiry.ts'
import { makeDynamoDb } from '../../../src/local/dynamodb/service.ts'
import { jsonCall } from '../../../src/local/protocol/call.ts'
import { eventually } from '../helpers/eventually.ts'
import { startTestStack, type TestStack } from '../helpers/start-test-stack.ts'
import { lambda, streamed, table, template } from '../helpers/template.ts'

const test = suite<{ stack: TestStack }>('expiry')
test.before.each(async context => {
  context.stack = await startTestStack({ now: () => nowMs })
})
test.after.each(async ({ stack }) => {
  await stack.stop()
  assert.equal(stack.bugs, [])
})

const nowMs = 1_800_000_000_500
const now = 1_800_000_000
const year = 365.25 * 86_400
const expiring = { TimeToLiveSpecification: { AttributeName: 'until', Enabled: true } }
const TableName = 'table'

const put = (stack: TestStack, id: string, until?: AttributeValue) =>
  stack.dynamodb.send(new PutItemCommand({ TableName, Item: { id: { S: id }, ...(until && { until }) } }))

const ids = async ({ dynamodb }: TestStack) =>
  ((await dynamodb.send(new ScanCommand({ TableName }))).Items ?? []).map(({ id }) => id?.S).sort()

test('what has expired goes; what has not, never will, or expired long ago stays', async ({ stack }) => {
  await stack.create(template({ Table: table(expiring) }))
  await put(stack, 'past', { N: `${now - 1}` })
  await put(stack, 'fraction', { N: '1799999999.25' })
  await put(stack, 'this second', { N: `${now}` })
  await put(stack, 'future', { N: `${now + 1}` })
  await put(stack, 'text', { S: `${now - 1}` })
  await put(stack, 'without')
  await put(stack, 'four years', { N: `${now - 4 * year}` })
  await put(stack, 'six years', { N: `${now - 6 * year}` })
  await put(stack, 'milliseconds', { N: `${nowMs}` })
  assert.is(await stack.expire(), 3)
  assert.equal(await ids(stack), ['future', 'milliseconds', 'six years', 'text', 'this second', 'without'])
  assert.is(await stack.expire(), 0)
})

test('a table larger than a page loses every item that has expired', async ({ stack }) => {
  await stack.create(template({ Table: table({ ...expiring, StreamSpecification: undefined }) }))
  for (let first = 0; first < 350; first += 25)
    await stack.dynamodb.send(
      new BatchWriteItemCommand({
        RequestItems: {
          [TableName]: Array.from({ length: 25 }, (_, index) => ({
            PutRequest: { Item: { id: { S: `i${first + index}` }, until: { N: `${now - 1}` } } },
          })),
        },
      }),
    )
  await put(stack, 'kept')
  assert.is(await stack.expire(), 350)
  assert.equal(await ids(stack), ['kept'])
})

test('without expiry, or once it is off, everything stays', async ({ stack }) => {
  await stack.create(template({ Table: table() }))
  await put(stack, 'past', { N: `${now - 1}` })
  assert.is(await stack.expire(), 0)
  const set = (Enabled: boolean) =>
    stack.dynamodb.send(
      new UpdateTimeToLiveCommand({
        TableName,
        TimeToLiveSpecification: { AttributeName: 'until', Enabled },
      }),
    )
  await set(true)
  await set(false)
  assert.is(await stack.expire(), 0)
  await set(true)
  assert.is(await stack.expire(), 1)
})

test('the record of a deletion says that DynamoDB did it, to readers and to functions', async ({ stack }) => {
  const Pattern = JSON.stringify({ userIdentity: { principalId: ['dynamodb.amazonaws.com'] } })
  const resources = {
    ...streamed({ FilterCriteria: { Filters: [{ Pattern }] } }),
    Table: table(expiring),
    ...lambda(
      'exports.handler = async ({ Records }) => { for (const record of Records) console.log(JSON.stringify(record)) }',
    ),
  }
  const { Outputs = [] } = await stack.create(
    template(resources, { Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Table', 'StreamArn'] } } } }),
  )
  await put(stack, 'a', { N: `${now - 1}` })
  await stack.expire()
  const seen = JSON.parse(await eventually(() => stack.logs.find(line => line.startsWith('{'))))
  assert.is(seen.eventName, 'REMOVE')
  assert.equal(seen.userIdentity, { type: 'Service', principalId: 'dynamodb.amazonaws.com' })
  assert.equal(seen.dynamodb.OldImage, { id: { S: 'a' }, until: { N: `${now - 1}` } })
  assert.is(seen.dynamodb.NewImage, undefined)

  const client = new DynamoDBStreamsClient({
    endpoint: stack.endpoint,
    region: stack.region,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  })
  const StreamArn = Outputs[0]?.OutputValue
  const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn }))
  const { ShardIterator } = await client.send(
    new GetShardIteratorCommand({
      StreamArn,
      ShardId: StreamDescription?.Shards?.[0]?.ShardId,
      ShardIteratorType: 'TRIM_HORIZON',
    }),
  )
  const { Records = [] } = await client.send(new GetRecordsCommand({ ShardIterator }))
  client.destroy()
  assert.equal(
    Records.map(({ eventName, userIdentity }) => [eventName, userIdentity]),
    [
      ['INSERT', undefined],
      ['REMOVE', { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' }],
    ],
  )
})

test('an item that is given more time, or goes, between being found and deleted is left alone', async () => {
  const { service, expiry } = makeDynamoDb(makeEngine(), () => nowMs)
  const call = async (action: string, input: unknown) =>
    JSON.parse((await service(jsonCall('dynamodb', `DynamoDB_20120810.${action}`, input))).body)
  await call('CreateTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  })
  await call('UpdateTimeToLive', { TableName, ...expiring })
  const item = (id: string, until: number) => ({
    TableName,
    Item: { id: { S: id }, until: { N: `${until}` } },
  })
  await call('PutItem', item('renewed', now - 1))
  await call('PutItem', item('deleted', now - 1))
  await call('PutItem', item('expired', now - 1))
  const scan = async (input: object) => {
    const page = await expiry.scan(input)
    await call('PutItem', item('renewed', now + 60))
    await call('DeleteItem', { TableName, Key: { id: { S: 'deleted' } } })
    return page
  }
  const deleted = await expireItems({ ...expiry, scan }, new AbortController().signal)
  assert.is(deleted, 1)
  assert.equal(
    (await call('Scan', { TableName })).Items.map(({ id }: { id: { S: string } }) => id.S),
    ['renewed'],
  )
})

test.run()
