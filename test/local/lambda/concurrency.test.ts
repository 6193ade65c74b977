// Reserved concurrency: by the template, by the API, and what happens to those who come over it.

import { UpdateStackCommand } from '@aws-sdk/client-cloudformation'
import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import {
  DeleteFunctionConcurrencyCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  TooManyRequestsException,
} from '@aws-sdk/client-lambda'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { eventually } from '../helpers/eventually.ts'
import { rejectionOf } from '../helpers/refusal.ts'
import { startTestStack, type TestStack } from '../helpers/start-test-stack.ts'
import { failing, lambda, streamed, template } from '../helpers/template.ts'

type Context = { stack: TestStack; client: LambdaClient; later: { ms: number } }
const test = suite<Context>('reserved concurrency')

test.before.each(async context => {
  context.later = { ms: 0 }
  context.stack = await startTestStack({ now: () => Date.now() + context.later.ms })
  const { endpoint, region } = context.stack
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' }
  context.client = new LambdaClient({ endpoint, region, credentials, maxAttempts: 1 })
})
test.after.each(async ({ stack, client }) => {
  client.destroy()
  await stack.stop()
  assert.equal(stack.bugs, [])
})

const FunctionName = 'fn'

// runs until the file that it is told of is there
const code = `const fs = require('fs'), { join } = require('path')
exports.handler = async ({ until }, { awsRequestId }) => {
  console.log((until ?? 'event') + ' ' + awsRequestId)
  while (until && !fs.existsSync(join(__dirname, '..', until))) await new Promise(done => setTimeout(done, 5))
}`

const opens = lambda(
  `const fs = require('fs'), { join } = require('path')
   exports.handler = async ({ open }) => fs.writeFileSync(join(__dirname, '..', open), '')`,
  { FunctionName: 'opener' },
)

const resources = (properties: object) => ({
  ...lambda(code, { ...properties }),
  Opener: { Type: 'AWS::Lambda::Function', Properties: opens.Fn?.Properties ?? {} },
  ...failing,
})

const payload = (value: object) => Buffer.from(JSON.stringify(value))

/** Invokes `fn` so that it runs until it is released by the same name. */
const occupy = async ({ client, stack }: Context, until: string) => {
  const running = client.send(new InvokeCommand({ FunctionName, Payload: payload({ until }) }))
  await eventually(() => stack.logs.some(line => line.startsWith(until)))
  return {
    release: async () => {
      await client.send(new InvokeCommand({ FunctionName: 'opener', Payload: payload({ open: until }) }))
      return running
    },
  }
}

test('an invocation over it is throttled, and the next one after that is not', async context => {
  const { client, stack } = context
  await stack.create(template(resources({ ReservedConcurrentExecutions: 1 })))
  const { release } = await occupy(context, 'first')
  const error = await rejectionOf(client.send(new InvokeCommand({ FunctionName })))
  assert.instance(error, TooManyRequestsException)
  const { message, Type, Reason, $metadata } = error as TooManyRequestsException
  assert.equal(
    [message, Type, Reason, $metadata.httpStatusCode],
    ['Rate Exceeded.', 'User', 'ReservedFunctionConcurrentInvocationLimitExceeded', 429],
  )
  await release()
  assert.is((await client.send(new InvokeCommand({ FunctionName }))).StatusCode, 200)
})

test('an event over it waits and is handled, under the request id that Invoke answered', async context => {
  const { client, stack } = context
  await stack.create(template(resources({ ReservedConcurrentExecutions: 1 })))
  const { release } = await occupy(context, 'first')
  const { $metadata } = await client.send(new InvokeCommand({ FunctionName, InvocationType: 'Event' }))
  await release()
  await eventually(() => stack.logs.includes(`event ${$metadata.requestId}`))
})

test('an event that waits until it is too old goes to the destination', async context => {
  const { client, stack, later } = context
  await stack.create(template(resources({ ReservedConcurrentExecutions: 1 })))
  const { release } = await occupy(context, 'first')
  const { $metadata } = await client.send(
    new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: payload({ a: 1 }) }),
  )
  later.ms = 6 * 3_600_000 + 1
  const record = JSON.parse((await stack.receive('failed')).Body ?? '')
  assert.equal(record.requestContext, {
    requestId: $metadata.requestId,
    functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:fn:$LATEST',
    condition: 'EventAgeExceeded',
    approximateInvokeCount: 0,
  })
  assert.equal(record.requestPayload, { a: 1 })
  await release()
})

test('0 throttles every invocation, and sends every event to the destination', async ({ client, stack }) => {
  await stack.create(template(resources({ ReservedConcurrentExecutions: 0 })))
  const error = await rejectionOf(client.send(new InvokeCommand({ FunctionName })))
  assert.is(error.name, 'TooManyRequestsException')
  await client.send(new InvokeCommand({ FunctionName, InvocationType: 'Event' }))
  const record = JSON.parse((await stack.receive('failed')).Body ?? '')
  assert.is(record.requestContext.condition, 'ZeroReservedConcurrency')
})

test('a stream waits for concurrency, and loses nothing', async ({ client, stack }) => {
  const says = `exports.handler = async ({ Records }) => { for (const { dynamodb } of Records) console.log('got ' + dynamodb.Keys.id.S) }`
  const mapping = streamed({ MaximumRetryAttempts: 0 })
  await stack.create(template({ ...mapping, ...lambda(says, { ReservedConcurrentExecutions: 0 }) }))
  await stack.dynamodb.send(new PutItemCommand({ TableName: 'table', Item: { id: { S: 'a' } } }))
  await client.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 1 }))
  await eventually(() => stack.logs.includes('got a'))
})

test('the API sets, shows and takes it away', async ({ client, stack }) => {
  await stack.create(template(resources({})))
  const shown = async () => {
    const { ReservedConcurrentExecutions } = await client.send(
      new GetFunctionConcurrencyCommand({ FunctionName }),
    )
    const { Concurrency } = await client.send(new GetFunctionCommand({ FunctionName }))
    return [ReservedConcurrentExecutions, Concurrency?.ReservedConcurrentExecutions]
  }
  assert.equal(await shown(), [undefined, undefined])
  const { ReservedConcurrentExecutions } = await client.send(
    new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 7 }),
  )
  assert.is(ReservedConcurrentExecutions, 7)
  assert.equal(await shown(), [7, 7])
  await client.send(new DeleteFunctionConcurrencyCommand({ FunctionName }))
  assert.equal(await shown(), [undefined, undefined])
})

test('an update of the template changes it, and takes it away', async ({ client, stack }) => {
  const reserved = async (properties: object) => {
    const TemplateBody = template(resources(properties))
    await stack.cloudformation.send(
      new UpdateStackCommand({ StackName: 'stack', TemplateBody, Capabilities: ['CAPABILITY_IAM'] }),
    )
    await stack.settled('stack')
    return (await client.send(new GetFunctionConcurrencyCommand({ FunctionName })))
      .ReservedConcurrentExecutions
  }
  await stack.create(template(resources({})))
  assert.is(await reserved({ ReservedConcurrentExecutions: '5' }), 5)
  assert.is(await reserved({ ReservedConcurrentExecutions: 0 }), 0)
  assert.is(await reserved({}), undefined)
})

test('too much of it is refused, by the API and by the template', async ({ client, stack }) => {
  const { StackId = '' } = await stack.create(template(resources({ ReservedConcurrentExecutions: 901 })))
  assert.match((await stack.events(StackId)).failures.join(), 'below its minimum value of [100]')
  await stack.create(template(resources({ ReservedConcurrentExecutions: 900 })), { StackName: 'other' })
  const error = await rejectionOf(
    client.send(
      new PutFunctionConcurrencyCommand({ FunctionName: 'opener', ReservedConcurrentExecutions: 1 }),
    ),
  )
  assert.is(error.name, 'InvalidParameterValueException')
})

test.run()
