// What a table is told about expiry and backups, and what else its answers carry.

import {
  DescribeContinuousBackupsCommand,
  DescribeTimeToLiveCommand,
  PutItemCommand,
  QueryCommand,
  UpdateContinuousBackupsCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { rejectionOf } from '../helpers/refusal.ts'
import { startTestStack, type TestStack } from '../helpers/start-test-stack.ts'
import { table, template } from '../helpers/template.ts'

const test = suite<{ stack: TestStack; id: string }>('table settings')
test.before.each(async context => {
  context.stack = await startTestStack()
  const properties = {
    TimeToLiveSpecification: { AttributeName: 'until', Enabled: true },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 },
  }
  const { StackId = '' } = await context.stack.create(template({ Table: table(properties) }))
  context.id = StackId
})
test.after.each(async ({ stack }) => {
  await stack.stop()
  assert.equal(stack.bugs, [])
})

const TableName = 'table'
const ttl = async ({ dynamodb }: TestStack) =>
  (await dynamodb.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription
const recovery = async ({ dynamodb }: TestStack) =>
  (await dynamodb.send(new DescribeContinuousBackupsCommand({ TableName }))).ContinuousBackupsDescription
    ?.PointInTimeRecoveryDescription

test('what the template says is shown, and may be changed', async ({ stack }) => {
  assert.equal(await ttl(stack), { TimeToLiveStatus: 'ENABLED', AttributeName: 'until' })
  assert.equal(await recovery(stack), { PointInTimeRecoveryStatus: 'ENABLED', RecoveryPeriodInDays: 7 })
  const TimeToLiveSpecification = { AttributeName: 'until', Enabled: false }
  await stack.dynamodb.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }))
  assert.equal(await ttl(stack), { TimeToLiveStatus: 'DISABLED' })
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: false }
  await stack.dynamodb.send(
    new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }),
  )
  assert.equal(await recovery(stack), { PointInTimeRecoveryStatus: 'DISABLED' })
})

test('what contradicts the table is refused as on AWS', async ({ stack }) => {
  const set = async (AttributeName: string, table = TableName) => {
    const TimeToLiveSpecification = { AttributeName, Enabled: true }
    const work = stack.dynamodb.send(
      new UpdateTimeToLiveCommand({ TableName: table, TimeToLiveSpecification }),
    )
    const { name, message } = await rejectionOf(work)
    return `${name}: ${message}`
  }
  assert.is(await set('until'), 'ValidationException: TimeToLive is already enabled')
  assert.match(await set('other'), 'different AttributeName: current AttributeName is until')
  assert.match(await set('until', 'gone'), 'ResourceNotFoundException')
  const backups = stack.dynamodb.send(new DescribeContinuousBackupsCommand({ TableName: 'gone' }))
  assert.is((await rejectionOf(backups)).name, 'TableNotFoundException')
})

test('a table that comes again has none of the settings of the one before', async ({ stack, id }) => {
  await stack.remove(id)
  await stack.create(template({ Table: table() }))
  assert.equal(await ttl(stack), { TimeToLiveStatus: 'DISABLED' })
  assert.equal(await recovery(stack), { PointInTimeRecoveryStatus: 'DISABLED' })
})

test('calls say what they consume when asked', async ({ stack }) => {
  const ReturnConsumedCapacity = 'TOTAL'
  const Item = { id: { S: 'a' }, text: { S: 'x'.repeat(1500) } }
  const put = await stack.dynamodb.send(new PutItemCommand({ TableName, Item, ReturnConsumedCapacity }))
  assert.is(put.ConsumedCapacity?.CapacityUnits, 2)
  const query = await stack.dynamodb.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'id = :id',
      ExpressionAttributeValues: { ':id': { S: 'a' } },
      ReturnConsumedCapacity,
    }),
  )
  assert.is(query.ConsumedCapacity?.CapacityUnits, 0.5)
})

test.run()
