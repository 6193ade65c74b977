// Functions in processes of their own: fed by topics, ended by everything that ends a process.

import { PublishBatchCommand, PublishCommand, SubscribeCommand } from '@aws-sdk/client-sns'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { eventually } from '../helpers/eventually.ts'
import { startTestStack, type TestStack } from '../helpers/start-test-stack.ts'
import { failing, lambda, subscribed, template } from '../helpers/template.ts'

const test = suite<{ stack: TestStack }>('functions')
test.before.each(async context => {
  context.stack = await startTestStack()
})
test.after.each(async ({ stack }) => {
  await stack.stop()
  assert.equal(stack.bugs, [])
})

/** Puts a function behind a topic and publishes to it. */
const publish = async (stack: TestStack, code: string, message: string, properties = {}) => {
  await stack.create(template({ ...subscribed(), ...lambda(code, properties), ...failing }))
  await send(stack, message)
}

const send = (stack: TestStack, Message: string) =>
  stack.sns.send(
    new PublishCommand({
      TopicArn: stack.topicArn('topic'),
      Message,
      MessageAttributes: { kind: { DataType: 'String', StringValue: 'test' } },
    }),
  )

/** What the on-failure destination received. */
const failure = async (stack: TestStack) => JSON.parse((await stack.receive('failed')).Body ?? '')

const json = (stack: TestStack) =>
  stack.logs.filter(line => line.startsWith('{')).map(line => JSON.parse(line))

test('a function gets the notification, its context and its variables', async ({ stack }) => {
  const code = `exports.handler = async ({ Records: [{ Sns, EventSource }] }, context) => {
    console.log(JSON.stringify({ EventSource, Sns, name: context.functionName, left: context.getRemainingTimeInMillis(),
      own: process.env.OWN, region: process.env.AWS_REGION, endpoint: process.env.AWS_ENDPOINT_URL,
      inherited: process.env.HOME ?? process.env.npm_command ?? null }))
  }`
  await publish(stack, code, 'hello', { Environment: { Variables: { OWN: 'x' } } })
  await stack.idle()
  const [seen] = await eventually(() => json(stack).length > 0 && json(stack))
  assert.is(seen.EventSource, 'aws:sns')
  assert.is(seen.Sns.Message, 'hello')
  assert.equal(seen.Sns.MessageAttributes, { kind: { Type: 'String', Value: 'test' } })
  assert.equal(
    [seen.name, seen.own, seen.region, seen.endpoint, seen.inherited],
    ['fn', 'x', 'us-east-1', stack.endpoint, null],
  )
  assert.ok(seen.left > 0 && seen.left <= 20_000)
})

test('what is published is handled when the stack is idle, each message once', async ({ stack }) => {
  const code = 'exports.handler = async event => { console.log("got " + event.Records[0].Sns.Message) }'
  await stack.create(template({ ...subscribed(), ...lambda(code) }))
  const TopicArn = stack.topicArn('topic')
  // subscribing again is the same subscription
  await stack.sns.send(
    new SubscribeCommand({
      TopicArn,
      Protocol: 'lambda',
      Endpoint: 'arn:aws:lambda:us-east-1:000000000000:function:fn',
      Attributes: {
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:lost' }),
      },
    }),
  )
  const PublishBatchRequestEntries = Array.from({ length: 10 }, (_, index) => ({
    Id: `e${index}`,
    Message: `${index}`,
  }))
  await stack.sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }))
  await stack.idle()
  await eventually(() => stack.logs.length >= 10)
  assert.equal(
    [...stack.logs].sort(),
    Array.from({ length: 10 }, (_, index) => `got ${index}`),
  )
})

const ends: [string, string, object, string, RegExp][] = [
  ['throws', 'exports.handler = async () => { throw new TypeError("no") }', {}, 'TypeError', /^no$/],
  ['throws no error', 'exports.handler = async () => { throw "text" }', {}, 'string', /^text$/],
  [
    'crashes',
    'exports.handler = () => { setTimeout(() => { throw new Error("late") }, 1); return new Promise(() => {}) }',
    {},
    'Runtime.ExitError',
    /exit status 1$/,
  ],
  [
    'exits',
    'exports.handler = async () => process.exit(0)',
    {},
    'Runtime.ExitError',
    /Runtime exited without providing a reason$/,
  ],
  [
    'waits for nothing',
    'exports.handler = () => new Promise(() => {})',
    {},
    'Runtime.ExitError',
    /Runtime exited without providing a reason$/,
  ],
  [
    'kills itself',
    'exports.handler = async () => process.kill(process.pid, "SIGKILL")',
    {},
    'Runtime.ExitError',
    /signal: kill$/,
  ],
  [
    'loops for ever',
    'exports.handler = async () => { for (;;); }',
    { Timeout: 1 },
    'Sandbox.Timedout',
    /Task timed out after 1\.00 seconds$/,
  ],
  ['does not load', 'throw new SyntaxError("bad module")', {}, 'SyntaxError', /bad module/],
  ['is not there', 'exports.other = 1', {}, 'Runtime.HandlerNotFound', /index\.handler is undefined/],
  ['answers what is no JSON', 'exports.handler = async () => 1n', {}, 'TypeError', /BigInt/],
  [
    'answers too much',
    'exports.handler = async () => "x".repeat(7000000)',
    {},
    'Function.ResponseSizeTooLarge',
    /exceeded maximum/,
  ],
]
for (const [what, code, properties, errorType, message] of ends)
  test(`a function that ${what} is tried three times, and then its event is in the destination`, async ({
    stack,
  }) => {
    await publish(stack, code, 'precious', properties)
    const record = await failure(stack)
    assert.is(record.requestPayload.Records[0].Sns.Message, 'precious')
    assert.is(record.requestContext.condition, 'RetriesExhausted')
    assert.is(record.requestContext.approximateInvokeCount, 3)
    assert.is(record.responsePayload.errorType, errorType)
    assert.match(record.responsePayload.errorMessage, message)
    // the reason is in the log as well, where a person looks first
    await eventually(() => stack.logs.some(line => message.test(line) || line.includes(errorType)))
  })

test('a function that exits between two events serves the next one all the same', async ({ stack }) => {
  const code =
    'exports.handler = async event => { console.log("got " + event.Records[0].Sns.Message); setTimeout(() => process.exit(3), 20) }'
  await publish(stack, code, 'one')
  await eventually(() => stack.logs.includes('got one'))
  await new Promise(resolve => setTimeout(resolve, 200))
  await send(stack, 'two')
  await eventually(() => stack.logs.includes('got two'))
})

test('a result of nothing is a result', async ({ stack }) => {
  await publish(stack, 'exports.handler = async () => undefined', 'x')
  await stack.idle()
  assert.is(stack.logs.join(), '')
})

test('JSON logs have their fields, whatever is logged, from their level on', async ({ stack }) => {
  const code = `exports.handler = async () => {
    const circle = {}; circle.self = circle
    console.debug('hidden'); console.info('%s is %d', 'a', 1); console.warn({ a: 1 }); console.log(1n); console.log(circle)
    console.error(new RangeError('far'))
  }`
  await publish(stack, code, 'x', { LoggingConfig: { LogFormat: 'JSON' } })
  await stack.idle()
  const lines = await eventually(() => json(stack).length >= 5 && json(stack))
  assert.equal(
    lines.map(({ level }) => level),
    ['INFO', 'WARN', 'INFO', 'INFO', 'ERROR'],
  )
  assert.is(lines[0].message, 'a is 1')
  assert.equal(lines[1].message, { a: 1 })
  assert.is(lines[2].message, '1n')
  assert.is(lines[4].message.errorType, 'RangeError')
  assert.ok(lines.every(({ timestamp, requestId }) => timestamp && requestId))
})

test('a line without an end does not pile up', async ({ stack }) => {
  await publish(stack, 'exports.handler = async () => { process.stdout.write("x".repeat(2000000)) }', 'x')
  await eventually(() => stack.logs.length > 1)
  assert.ok(stack.logs.every(line => line.length < 512 * 1024))
})

for (const [what, resources] of [
  ['may not invoke', { ...subscribed(false), ...lambda('exports.handler = async () => {}') }],
  [
    'does not find',
    {
      ...subscribed(false),
      Subscription: {
        ...subscribed().Subscription,
        Properties: {
          ...subscribed().Subscription?.Properties,
          Endpoint: 'arn:aws:lambda:us-east-1:000000000000:function:gone',
        },
      },
    },
  ],
] as const)
  test(`a function that SNS ${what} leaves the notification in the subscription's dead-letter queue`, async ({
    stack,
  }) => {
    await stack.create(template(resources as Parameters<typeof template>[0]))
    await send(stack, 'lost?')
    const { Body = '', MessageAttributes } = await stack.receive('lost')
    assert.is(JSON.parse(Body).Message, 'lost?')
    assert.ok(MessageAttributes?.ErrorCode?.StringValue)
    await eventually(() => stack.logs.some(line => line.includes('dead-letter queue of its subscription')))
  })

test.run()
