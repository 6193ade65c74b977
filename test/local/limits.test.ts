// What is too large for a service is refused with that service's own words.

import { CreateStackCommand } from '@aws-sdk/client-cloudformation'
import { BatchWriteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { CreateTopicCommand, PublishBatchCommand, PublishCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand, SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { rejectionOf } from './helpers/refusal.ts'
import { startTestStack, type TestStack } from './helpers/start-test-stack.ts'
import { table, template } from './helpers/template.ts'

const test = suite<{ stack: TestStack }>('limits')
test.before(async context => {
  context.stack = await startTestStack()
  await context.stack.create(template({ Table: table() }))
  await context.stack.sns.send(new CreateTopicCommand({ Name: 'topic' }))
  await context.stack.sqs.send(new CreateQueueCommand({ QueueName: 'queue' }))
})
test.after(async ({ stack }) => {
  await stack.stop()
  assert.equal(stack.bugs, [])
})

const kibibyte = 1024
const text = (bytes: number) => 'x'.repeat(bytes)

/** Does the largest thing that is taken, and then one byte more. */
const atItsLimit = async (send: (bytes: number) => Promise<unknown>, limit: number): Promise<string> => {
  await send(limit)
  const { name, message } = await rejectionOf(send(limit + 1))
  return `${name}: ${message}`
}

test('SNS takes 256 KiB, message and attributes together', async ({ stack }) => {
  const publish = (bytes: number) =>
    stack.sns.send(
      new PublishCommand({
        TopicArn: stack.topicArn('topic'),
        Message: text(bytes - 'nameStringvalue'.length),
        MessageAttributes: { name: { DataType: 'String', StringValue: 'value' } },
      }),
    )
  assert.is(
    await atItsLimit(publish, 256 * kibibyte),
    'InvalidParameterException: Invalid parameter: Message too long',
  )
})

test('SNS takes 256 KiB in a batch', async ({ stack }) => {
  const publish = (bytes: number) =>
    stack.sns.send(
      new PublishBatchCommand({
        TopicArn: stack.topicArn('topic'),
        PublishBatchRequestEntries: [
          { Id: 'a', Message: text(1000) },
          { Id: 'b', Message: text(bytes - 1000) },
        ],
      }),
    )
  assert.match(await atItsLimit(publish, 256 * kibibyte), /^BatchRequestTooLongException: /)
})

test('SQS takes 1 MiB', async ({ stack }) => {
  const send = (bytes: number) =>
    stack.sqs.send(new SendMessageCommand({ QueueUrl: stack.queueUrl('queue'), MessageBody: text(bytes) }))
  assert.is(
    await atItsLimit(send, 1024 * kibibyte),
    'InvalidParameterValue: One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.',
  )
})

test('SQS takes 1 MiB in a batch', async ({ stack }) => {
  const send = (bytes: number) =>
    stack.sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: stack.queueUrl('queue'),
        Entries: [
          { Id: 'a', MessageBody: text(1000) },
          { Id: 'b', MessageBody: text(bytes - 1000) },
        ],
      }),
    )
  assert.match(await atItsLimit(send, 1024 * kibibyte), /^BatchRequestTooLong.*1048576 bytes/)
})

test('DynamoDB takes an item of 400 KB', async ({ stack }) => {
  const put = (bytes: number) =>
    stack.dynamodb.send(
      new PutItemCommand({ TableName: 'table', Item: { id: { S: 'a' }, b: { S: text(bytes - 4) } } }),
    )
  assert.is(
    await atItsLimit(put, 400 * kibibyte),
    'ValidationException: Item size has exceeded the maximum allowed size',
  )
})

test('DynamoDB takes a batch of many large items, up to 16 MiB', async ({ stack }) => {
  const put = (count: number) =>
    stack.dynamodb.send(
      new BatchWriteItemCommand({
        RequestItems: {
          table: Array.from({ length: count }, (_, index) => ({
            PutRequest: { Item: { id: { S: `${index}` }, b: { B: Buffer.alloc(400 * kibibyte - 100) } } },
          })),
        },
      }),
    )
  await put(10)
  // as base64 in JSON, the largest that can be written this way would be 13 MiB: it takes text to exceed the limit
  const error = await rejectionOf(
    stack.dynamodb.send(
      new PutItemCommand({
        TableName: 'table',
        Item: { id: { S: 'a' }, b: { S: text(16 * kibibyte * kibibyte) } },
      }),
    ),
  )
  assert.is(error.name, 'RequestEntityTooLargeException')
})

test('CloudFormation takes a template of 51,200 bytes', async ({ stack }) => {
  const create = (bytes: number) => {
    const bare = template({ Topic: { Type: 'AWS::SNS::Topic' } })
    return stack.cloudformation.send(
      new CreateStackCommand({
        StackName: `of-${bytes}`,
        TemplateBody: bare + ' '.repeat(bytes - bare.length),
      }),
    )
  }
  assert.match(
    await atItsLimit(create, 51_200),
    /^ValidationError: .*'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200/,
  )
})

test.run()
