// Lambda's API by the SDK's own client.

import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import {
  GetEventSourceMappingCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  type InvokeCommandInput,
  LambdaClient,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { eventually } from '../helpers/eventually.ts'
import { rejectionOf } from '../helpers/refusal.ts'
import { startTestStack, type TestStack } from '../helpers/start-test-stack.ts'
import { failing, lambda, streamed, template } from '../helpers/template.ts'

const test = suite<{ stack: TestStack; client: LambdaClient }>('lambda API')

// says what it got, returns it, and does what it is told
const code = `exports.handler = async event => {
  console.log('got ' + JSON.stringify(event))
  if (event.fail) throw new TypeError(event.fail)
  if (event.exit) process.exit(1)
  if (event.print) for (let i = 0; i < event.print; i++) console.log('é'.repeat(100) + i)
  return event.Records ? undefined : { event }
}`

test.before(async context => {
  context.stack = await startTestStack()
  context.client = new LambdaClient({
    endpoint: context.stack.endpoint,
    region: context.stack.region,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  })
  await context.stack.create(
    template({
      ...streamed({
        BatchSize: 7,
        MaximumRetryAttempts: 3,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      }),
      ...lambda(code, { Environment: { Variables: { A: 'b' } }, MemorySize: 256 }),
      InvokeConfig: failing.InvokeConfig ?? { Type: '' },
    }),
  )
})
test.after(async ({ stack, client }) => {
  client.destroy()
  await stack.stop()
  assert.equal(stack.bugs, [])
})

const invoke = async (client: LambdaClient, input: Partial<InvokeCommandInput> = {}) => {
  const { Payload, ...rest } = await client.send(new InvokeCommand({ FunctionName: 'fn', ...input }))
  return { ...rest, text: Buffer.from(Payload ?? []).toString() }
}

for (const FunctionName of [
  'fn',
  'fn:$LATEST',
  'arn:aws:lambda:us-east-1:000000000000:function:fn',
  '000000000000:function:fn',
])
  test(`${FunctionName} is invoked and answers`, async ({ client }) => {
    const reply = await invoke(client, { FunctionName, Payload: Buffer.from('{"a":1}') })
    assert.equal(JSON.parse(reply.text), { event: { a: 1 } })
    assert.is(reply.StatusCode, 200)
    assert.is(reply.ExecutedVersion, '$LATEST')
    assert.is(reply.FunctionError, undefined)
    assert.is(reply.LogResult, undefined)
  })

test('no payload is an empty event', async ({ client }) => {
  assert.equal(JSON.parse((await invoke(client)).text), { event: {} })
})

test('what the function throws is the answer, and a header says so', async ({ client }) => {
  const reply = await invoke(client, { Payload: Buffer.from('{"fail":"no"}') })
  assert.is(reply.StatusCode, 200)
  assert.is(reply.FunctionError, 'Unhandled')
  const { errorType, errorMessage, trace } = JSON.parse(reply.text)
  assert.equal([errorType, errorMessage, Array.isArray(trace)], ['TypeError', 'no', true])
})

test('a process that ends is an answer as well', async ({ client }) => {
  const reply = await invoke(client, { Payload: Buffer.from('{"exit":1}'), LogType: 'Tail' })
  assert.is(reply.FunctionError, 'Unhandled')
  assert.is(JSON.parse(reply.text).errorType, 'Runtime.ExitError')
  assert.match(Buffer.from(reply.LogResult ?? '', 'base64').toString(), /got {"exit":1}\n.*exit status 1\n$/)
})

test('the log comes along when asked for, its own lines only', async ({ client }) => {
  await invoke(client, { Payload: Buffer.from('{"a":"before"}') })
  const reply = await invoke(client, { Payload: Buffer.from('{"a":"now"}'), LogType: 'Tail' })
  assert.is(Buffer.from(reply.LogResult ?? '', 'base64').toString(), 'got {"a":"now"}\n')
})

test('of a long log the last 4 KB come, no character torn', async ({ client }) => {
  const reply = await invoke(client, { Payload: Buffer.from('{"print":100}'), LogType: 'Tail' })
  const tail = Buffer.from(reply.LogResult ?? '', 'base64')
  assert.ok(tail.length > 4090 && tail.length <= 4096, String(tail.length))
  assert.not.match(tail.toString(), '\ufffd')
  assert.match(tail.toString(), /é99\n$/)
})

test('an event is taken at once and handled later', async ({ client, stack }) => {
  const reply = await invoke(client, { InvocationType: 'Event', Payload: Buffer.from('{"a":"later"}') })
  assert.equal([reply.StatusCode, reply.text], [202, ''])
  await eventually(() => stack.logs.includes('got {"a":"later"}'))
})

test('an event that fails is tried three times and goes to the destination', async ({ client, stack }) => {
  await invoke(client, { InvocationType: 'Event', Payload: Buffer.from('{"fail":"always"}') })
  const record = JSON.parse((await stack.receive('failed')).Body ?? '')
  assert.is(record.requestContext.approximateInvokeCount, 3)
  assert.equal(record.requestPayload, { fail: 'always' })
})

test('a dry run runs nothing', async ({ client, stack }) => {
  const reply = await invoke(client, { InvocationType: 'DryRun', Payload: Buffer.from('{"a":"dry"}') })
  assert.is(reply.StatusCode, 204)
  await stack.idle()
  assert.not(stack.logs.includes('got {"a":"dry"}'))
})

const sized = (bytes: number) => Buffer.from(JSON.stringify('x'.repeat(bytes - 2)))

for (const [what, input, code, message] of [
  [
    'an unknown function',
    { FunctionName: 'gone' },
    'ResourceNotFoundException',
    /Function not found: arn:aws:lambda:us-east-1:000000000000:function:gone$/,
  ],
  ['an unknown version', { Qualifier: '7' }, 'ResourceNotFoundException', /function:fn:7$/],
  [
    'a function elsewhere',
    { FunctionName: 'arn:aws:lambda:eu-west-1:000000000000:function:fn' },
    'ResourceNotFoundException',
    /eu-west-1/,
  ],
  ['what is no name', { FunctionName: 'f n' }, 'ValidationException', /functionName/],
  [
    'a payload that is no JSON',
    { Payload: Buffer.from('{') },
    'InvalidRequestContentException',
    /parse request body/,
  ],
  [
    'an event over 1 MB',
    { InvocationType: 'Event', Payload: sized(1_048_577) },
    'RequestEntityTooLargeException',
    /limit 1048576 bytes/,
  ],
  [
    'a payload over 6 MB',
    { Payload: sized(6_291_457) },
    'RequestEntityTooLargeException',
    /smaller than 6291456 bytes/,
  ],
  [
    'a payload far over 6 MB',
    { Payload: sized(9_000_000) },
    'RequestEntityTooLargeException',
    /smaller than 6291456 bytes/,
  ],
  ['a client context', { ClientContext: 'e30=' }, 'NotSupportedLocally', /x-amz-client-context/],
] as const)
  test(`${what} is refused`, async ({ client }) => {
    const error = await rejectionOf(invoke(client, input))
    assert.is(error.name, code)
    assert.match(error.message, message)
  })

test('an event of 1 MB is taken', async ({ client }) => {
  const reply = await invoke(client, { InvocationType: 'Event', Payload: sized(1_048_576) })
  assert.is(reply.StatusCode, 202)
})

test('a function is shown as it is configured', async ({ client }) => {
  const { Configuration, Code } = await client.send(new GetFunctionCommand({ FunctionName: 'fn' }))
  const { $metadata, ...alone } = await client.send(
    new GetFunctionConfigurationCommand({ FunctionName: 'fn' }),
  )
  assert.equal(alone, Configuration)
  assert.equal(
    [alone.FunctionArn, alone.Runtime, alone.Handler, alone.Timeout, alone.MemorySize, alone.State],
    ['arn:aws:lambda:us-east-1:000000000000:function:fn', 'nodejs24.x', 'index.handler', 20, 256, 'Active'],
  )
  assert.equal(alone.Environment?.Variables, { A: 'b' })
  assert.equal(alone.LoggingConfig, { LogFormat: 'Text', LogGroup: '/aws/lambda/fn' })
  assert.is(alone.CodeSize, Buffer.byteLength(code))
  assert.ok(Math.abs(Date.parse(alone.LastModified ?? '') - Date.now()) < 60_000)
  assert.match(Code?.Location ?? '', /^file:.*index\.js$/)
  const { Functions } = await client.send(new ListFunctionsCommand({}))
  assert.equal(Functions, [Configuration])
})

test('a function that is not there is not shown', async ({ client }) => {
  const error = await rejectionOf(client.send(new GetFunctionCommand({ FunctionName: 'gone' })))
  assert.is(error.name, 'ResourceNotFoundException')
})

test('a mapping is shown with what it does and how it fares', async ({ client, stack }) => {
  const list = async (input = {}) =>
    (await client.send(new ListEventSourceMappingsCommand(input))).EventSourceMappings ?? []
  const [mapping] = await list({ FunctionName: 'fn' })
  assert.equal(await list({ EventSourceArn: mapping?.EventSourceArn }), [mapping])
  assert.equal(await list({ EventSourceArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/x' }), [])
  assert.equal(
    [mapping?.BatchSize, mapping?.MaximumRetryAttempts, mapping?.StartingPosition, mapping?.State],
    [7, 3, 'TRIM_HORIZON', 'Enabled'],
  )
  assert.equal(mapping?.FunctionResponseTypes, ['ReportBatchItemFailures'])
  assert.match(mapping?.DestinationConfig?.OnFailure?.Destination ?? '', /:failed$/)
  assert.is(mapping?.LastProcessingResult, 'No records processed')
  await stack.dynamodb.send(new PutItemCommand({ TableName: 'table', Item: { id: { S: 'a' } } }))
  await stack.idle()
  const found = await client.send(new GetEventSourceMappingCommand({ UUID: mapping?.UUID }))
  assert.is(found.LastProcessingResult, 'OK')
  assert.ok(found.LastModified instanceof Date)
})

test('a mapping or a path that is not there is refused', async ({ client }) => {
  const error = await rejectionOf(client.send(new GetEventSourceMappingCommand({ UUID: 'gone' })))
  assert.is(error.name, 'ResourceNotFoundException')
})

test.run()
