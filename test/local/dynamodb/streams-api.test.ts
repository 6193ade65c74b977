// DynamoDB Streams by the SDK's own client.

import {
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  ListStreamsCommand,
} from '@aws-sdk/client-dynamodb-streams'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decodeIterator, encodeIterator } from '../../../src/local/dynamodb/shard-iterator.ts'
import { refusalOf, rejectionOf } from '../helpers/refusal.ts'
import { startTestStack, type TestStack } from '../helpers/start-test-stack.ts'

const test = suite<{ stack: TestStack; client: DynamoDBStreamsClient }>('streams API')

test.before.each(async context => {
  const stack = await startTestStack()
  context.stack = stack
  context.client = new DynamoDBStreamsClient({
    endpoint: stack.endpoint,
    region: stack.region,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  })
  await stack.dynamodb.send(
    new CreateTableCommand({
      TableName: 'table',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  )
  for (const id of ['a', 'b', 'c'])
    await stack.dynamodb.send(new PutItemCommand({ TableName: 'table', Item: { id: { S: id } } }))
})
test.after.each(async ({ stack, client }) => {
  client.destroy()
  await stack.stop()
  assert.equal(stack.bugs, [])
})

const shardOf = async (client: DynamoDBStreamsClient) => {
  const { Streams = [] } = await client.send(new ListStreamsCommand({ TableName: 'table' }))
  const StreamArn = Streams[0]?.StreamArn
  const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn }))
  return { StreamArn, ShardId: StreamDescription?.Shards?.[0]?.ShardId, description: StreamDescription }
}

const read = async (
  client: DynamoDBStreamsClient,
  ShardIteratorType: GetShardIteratorCommandInput['ShardIteratorType'],
  input: { readonly SequenceNumber?: string | undefined; readonly Limit?: number } = {},
) => {
  const { StreamArn, ShardId } = await shardOf(client)
  const { SequenceNumber, Limit } = input
  const { ShardIterator } = await client.send(
    new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType, SequenceNumber }),
  )
  return client.send(new GetRecordsCommand({ ShardIterator, Limit }))
}

const ids = ({ Records = [] }: Awaited<ReturnType<typeof read>>) =>
  Records.map(record => record.dynamodb?.Keys?.id?.S)

test('a stream is listed and described', async ({ client }) => {
  const { StreamArn, description } = await shardOf(client)
  assert.match(StreamArn ?? '', /^arn:aws:dynamodb:us-east-1:000000000000:table\/table\/stream\//)
  assert.equal(
    [description?.TableName, description?.StreamStatus, description?.StreamViewType],
    ['table', 'ENABLED', 'NEW_AND_OLD_IMAGES'],
  )
  assert.equal(description?.KeySchema, [{ AttributeName: 'id', KeyType: 'HASH' }])
  assert.ok(Math.abs((description?.CreationRequestDateTime?.getTime() ?? 0) - Date.now()) < 60_000)
  assert.is(description?.Shards?.length, 1)
  assert.equal((await client.send(new ListStreamsCommand({ TableName: 'other' }))).Streams, [])
})

test('from TRIM_HORIZON on come all records, from LATEST on those to come', async ({ client, stack }) => {
  assert.equal(ids(await read(client, 'TRIM_HORIZON')), ['a', 'b', 'c'])
  const latest = await read(client, 'LATEST')
  assert.equal(ids(latest), [])
  await stack.dynamodb.send(new DeleteItemCommand({ TableName: 'table', Key: { id: { S: 'b' } } }))
  const later = await client.send(new GetRecordsCommand({ ShardIterator: latest.NextShardIterator }))
  assert.equal(ids(later), ['b'])
  const [record] = later.Records ?? []
  assert.is(record?.eventName, 'REMOVE')
  assert.equal(record?.dynamodb?.OldImage, { id: { S: 'b' } })
  assert.ok(record?.dynamodb?.ApproximateCreationDateTime instanceof Date)
})

test('a limit makes pages, each of which leads to the next', async ({ client }) => {
  const first = await read(client, 'TRIM_HORIZON', { Limit: 2 })
  assert.equal(ids(first), ['a', 'b'])
  const second = await client.send(
    new GetRecordsCommand({ ShardIterator: first.NextShardIterator, Limit: 2 }),
  )
  assert.equal(ids(second), ['c'])
  const third = await client.send(new GetRecordsCommand({ ShardIterator: second.NextShardIterator }))
  assert.equal(ids(third), [])
  assert.ok(third.NextShardIterator)
})

test('a sequence number is read from, with it or after it', async ({ client }) => {
  const { Records = [] } = await read(client, 'TRIM_HORIZON')
  const SequenceNumber = Records[1]?.dynamodb?.SequenceNumber
  assert.equal(ids(await read(client, 'AT_SEQUENCE_NUMBER', { SequenceNumber })), ['b', 'c'])
  assert.equal(ids(await read(client, 'AFTER_SEQUENCE_NUMBER', { SequenceNumber })), ['c'])
})

test('the stream of a table that is gone can be read to its end', async ({ client, stack }) => {
  const { StreamArn } = await shardOf(client)
  await stack.dynamodb.send(new DeleteTableCommand({ TableName: 'table' }))
  const all = await read(client, 'TRIM_HORIZON')
  assert.equal(ids(all), ['a', 'b', 'c'])
  assert.is(all.NextShardIterator, undefined)
  const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn }))
  assert.is(StreamDescription?.StreamStatus, 'DISABLED')
  assert.ok(StreamDescription?.Shards?.[0]?.SequenceNumberRange?.EndingSequenceNumber)
})

test('what is not there or not possible is refused as AWS does', async ({ client }) => {
  const nameOf = async (work: Promise<unknown>) => (await rejectionOf(work)).name
  const { StreamArn, ShardId } = await shardOf(client)
  const gone = 'arn:aws:dynamodb:us-east-1:000000000000:table/gone/stream/2026-01-01T00:00:00.000'
  const ShardIteratorType = 'LATEST'
  assert.is(
    await nameOf(client.send(new DescribeStreamCommand({ StreamArn: gone }))),
    'ResourceNotFoundException',
  )
  const iterator = (input: Partial<GetShardIteratorCommandInput>) =>
    nameOf(client.send(new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType, ...input })))
  assert.is(await iterator({ ShardId: 'shardId-00000000000000000000-00000000' }), 'ResourceNotFoundException')
  assert.is(await iterator({ ShardIteratorType: 'AT_SEQUENCE_NUMBER' }), 'ValidationException')
  const early = { ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber: '100000000000000000000' } as const
  assert.is(await iterator(early), 'TrimmedDataAccessException')
  assert.is(await nameOf(client.send(new GetRecordsCommand({ ShardIterator: 'x' }))), 'ValidationException')
  const old = encodeIterator({ streamArn: StreamArn ?? '', position: 0, givenAt: Date.now() - 900_001 })
  assert.is(
    await nameOf(client.send(new GetRecordsCommand({ ShardIterator: old }))),
    'ExpiredIteratorException',
  )
})

test('an iterator is read as it was written, for fifteen minutes', () => {
  const iterator = { streamArn: 'arn:a', position: 7, givenAt: 1000 }
  assert.equal(decodeIterator(encodeIterator(iterator), 901_000), iterator)
  assert.is(
    refusalOf(() => decodeIterator(encodeIterator(iterator), 901_001)).code,
    'ExpiredIteratorException',
  )
})

test.run()
