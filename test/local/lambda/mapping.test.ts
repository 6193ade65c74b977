// Streams that feed functions, with real processes at the end.

import { UpdateStackCommand } from '@aws-sdk/client-cloudformation'
import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { DeleteQueueCommand } from '@aws-sdk/client-sqs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { eventually } from '../helpers/eventually.ts'
import { startTestStack, type TestStack } from '../helpers/start-test-stack.ts'
import { lambda, streamed, template } from '../helpers/template.ts'

const test = suite<{ stack: TestStack }>('stream mapping')
test.before.each(async context => {
  context.stack = await startTestStack()
})
test.after.each(async ({ stack }) => {
  await stack.stop()
  assert.equal(stack.bugs, [])
})

const put = async (stack: TestStack, ...ids: string[]) => {
  for (const id of ids)
    await stack.dynamodb.send(new PutItemCommand({ TableName: 'table', Item: { id: { S: id } } }))
}

const code = (body: string) => `exports.handler = async ({ Records }) => {
  const ids = Records.map(record => record.dynamodb.Keys.id.S)
  ${body}
}`
/** Says what it handles, and fails for whatever is called poison. */
const handles = code(
  'if (ids.includes("poison")) throw new Error("poisoned"); console.log("handled " + ids.join())',
)

const handled = (stack: TestStack) =>
  stack.logs
    .filter(line => line.startsWith('handled '))
    .flatMap(line => line.slice('handled '.length).split(','))

test('each record comes once, in the order of the writes, with both images', async ({ stack }) => {
  const shows = code('console.log("handled " + ids.join()); console.log(JSON.stringify(Records[0]))')
  await stack.create(template({ ...streamed(), ...lambda(shows) }))
  const ids = Array.from({ length: 20 }, (_, index) => `i${index}`)
  await put(stack, ...ids)
  await stack.idle()
  await eventually(() => handled(stack).length >= 20)
  assert.equal(handled(stack), ids)
  const record = JSON.parse(stack.logs.find(line => line.startsWith('{')) ?? '')
  assert.is(record.eventSource, 'aws:dynamodb')
  assert.is(record.eventName, 'INSERT')
  assert.equal(record.dynamodb.NewImage, { id: { S: 'i0' } })
})

test('a poison record ends in the destination, and its shard moves on', async ({ stack }) => {
  const mapping = { MaximumRetryAttempts: 2, BisectBatchOnFunctionError: true }
  await stack.create(template({ ...streamed(mapping), ...lambda(handles) }))
  await put(stack, 'a', 'b', 'poison', 'c')
  await stack.idle()
  await put(stack, 'd')
  await eventually(() => handled(stack).includes('d'))
  assert.equal(handled(stack), ['a', 'b', 'c', 'd'])
  const record = JSON.parse((await stack.receive('failed')).Body ?? '')
  assert.is(record.requestContext.condition, 'RetryAttemptsExhausted')
  assert.is(record.DDBStreamBatchInfo.batchSize, 1)
  assert.is(record.DDBStreamBatchInfo.startSequenceNumber, record.DDBStreamBatchInfo.endSequenceNumber)
})

test('a destination that is gone holds nothing up, and the log says what is lost', async ({ stack }) => {
  const mapping = { MaximumRetryAttempts: 0, BatchSize: 1 }
  await stack.create(template({ ...streamed(mapping), ...lambda(handles) }))
  await stack.sqs.send(new DeleteQueueCommand({ QueueUrl: stack.queueUrl('failed') }))
  await put(stack, 'poison', 'a')
  await eventually(() => handled(stack).includes('a'))
  assert.ok(stack.logs.some(line => line.includes('does not take a record, which is lost')))
})

test('of a partial failure only what failed comes again', async ({ stack }) => {
  const once = `let failed = false\n${code(
    `console.log("handled " + ids.join())
     const bad = Records.find(record => record.dynamodb.Keys.id.S === "b")
     if (!bad || failed) return
     failed = true
     return { batchItemFailures: [{ itemIdentifier: bad.dynamodb.SequenceNumber }] }`,
  )}`
  const mapping = { FunctionResponseTypes: ['ReportBatchItemFailures'], MaximumBatchingWindowInSeconds: 1 }
  await stack.create(template({ ...streamed(mapping), ...lambda(once) }))
  await put(stack, 'a', 'b', 'c')
  await stack.idle()
  await eventually(() => handled(stack).length >= 5)
  assert.equal(handled(stack), ['a', 'b', 'c', 'b', 'c'])
})

test('a function that dies in the middle of a batch gets the batch again', async ({ stack }) => {
  const dies = code(
    `const fs = require('fs'), mark = require('path').join(__dirname, 'died')
     if (!fs.existsSync(mark)) { fs.writeFileSync(mark, ''); process.exit(1) }
     console.log("handled " + ids.join())`,
  )
  await stack.create(template({ ...streamed({ MaximumRetryAttempts: 5 }), ...lambda(dies) }))
  await put(stack, 'a')
  await eventually(() => handled(stack).includes('a'))
})

test('a filter lets through what it names, and the rest is passed over', async ({ stack }) => {
  const Pattern = JSON.stringify({ dynamodb: { Keys: { id: { S: [{ prefix: 'yes' }] } } } })
  const mapping = { FilterCriteria: { Filters: [{ Pattern }] } }
  await stack.create(template({ ...streamed(mapping), ...lambda(handles) }))
  await put(stack, 'no1', 'yes1', 'no2', 'yes2')
  await stack.idle()
  await eventually(() => handled(stack).length >= 2)
  assert.equal(handled(stack), ['yes1', 'yes2'])
})

test('a filter with an operator that is not here fails the deployment, by name', async ({ stack }) => {
  const mapping = { FilterCriteria: { Filters: [{ Pattern: '{"eventName":[{"cidr":"10.0.0.0/8"}]}' }] } }
  const { StackId = '' } = await stack.create(template({ ...streamed(mapping), ...lambda(handles) }))
  assert.match((await stack.events(StackId)).failures.join(), 'filter operator cidr')
})

test('a mapping that is disabled holds nothing up, and goes on from there when it is enabled', async ({
  stack,
}) => {
  const body = (mapping: object) => template({ ...streamed({ ...mapping }), ...lambda(handles) })
  await stack.create(body({ Enabled: false }))
  await put(stack, 'a')
  await stack.idle()
  assert.equal(handled(stack), [])
  await stack.cloudformation.send(
    new UpdateStackCommand({
      StackName: 'stack',
      TemplateBody: body({ Enabled: true }),
      Capabilities: ['CAPABILITY_IAM'],
    }),
  )
  await eventually(() => handled(stack).includes('a'))
})

test('a window ends as soon as its batch is full', async ({ stack }) => {
  const mapping = { BatchSize: 3, MaximumBatchingWindowInSeconds: 300 }
  const counts = code('console.log("handled " + ids.join()); console.log("batch of " + ids.length)')
  await stack.create(template({ ...streamed(mapping), ...lambda(counts) }))
  await put(stack, 'a', 'b', 'c')
  await eventually(() => stack.logs.includes('batch of 3'))
})

test.run()
