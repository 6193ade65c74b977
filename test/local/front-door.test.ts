// What comes in over HTTP that no SDK would send.

import { request } from 'node:http'
import { connect } from 'node:net'
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { eventually } from './helpers/eventually.ts'
import { startTestStack, type TestStack } from './helpers/start-test-stack.ts'

const test = suite<{ stack: TestStack }>('front-door')
test.before(async context => {
  context.stack = await startTestStack()
})
test.after(({ stack }) => stack.stop())

type Reply = { readonly status: number; readonly headers: Record<string, unknown>; readonly body: string }

const signed = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=a/20250101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
})
const form = (service: string) => ({
  ...signed(service),
  'content-type': 'application/x-www-form-urlencoded',
})
const json = (target: string) => ({
  ...signed('any'),
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': target,
})

const post = (stack: TestStack, headers: Record<string, string>, body: string | Buffer, path = '/') =>
  new Promise<Reply>((resolve, reject) => {
    const sent = request({ port: stack.port, host: '127.0.0.1', method: 'POST', path, headers }, response => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', chunk => {
        text += chunk
      })
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })

/** What comes back for a request whose body never ends. */
const unfinished = (stack: TestStack, headers: Record<string, string>, body: string, path = '/') =>
  new Promise<string>((resolve, reject) => {
    const lines = Object.entries({ host: '127.0.0.1', ...headers }).map(pair => `${pair.join(': ')}\r\n`)
    const socket = connect(stack.port, '127.0.0.1', () =>
      socket.write(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`),
    )
    socket.once('data', data => {
      socket.destroy()
      resolve(data.toString())
    })
    socket.once('error', reject)
  })

test('STS says who one is here', async ({ stack }) => {
  const { status, body } = await post(stack, form('sts'), 'Action=GetCallerIdentity&Version=2011-06-15')
  assert.is(status, 200)
  assert.match(body, '<Account>000000000000</Account>')
})

test('a queue may be called at its own URL, as its QueueUrl says', async ({ stack }) => {
  const made = await post(stack, json('AmazonSQS.CreateQueue'), '{"QueueName":"direct"}')
  const { QueueUrl } = JSON.parse(made.body)
  assert.is(QueueUrl, stack.queueUrl('direct'))
  const { status } = await post(
    stack,
    json('AmazonSQS.SendMessage'),
    JSON.stringify({ QueueUrl, MessageBody: 'hello' }),
    new URL(QueueUrl).pathname,
  )
  assert.is(status, 200)
  assert.is((await stack.receive('direct')).Body, 'hello')
})

for (const [what, headers, body, code] of [
  ['a body that is no JSON', json('DynamoDB_20120810.PutItem'), '{', 'SerializationException'],
  [
    'a table name that is no text',
    json('DynamoDB_20120810.DeleteItem'),
    '{"TableName":{"toString":"x"},"Key":{}}',
    'SerializationException',
  ],
  ['a body that is null', json('DynamoDB_20120810.PutItem'), 'null', 'SerializationException'],
  ['a queue call that is no JSON', json('AmazonSQS.SendMessage'), '{', 'InvalidParameterValue'],
  ['a queue call that is null', json('AmazonSQS.SendMessage'), 'null', 'InvalidParameterValue'],
  ['an unknown action of SQS', json('AmazonSQS.StartMessageMoveTask'), '{}', 'NotSupportedLocally'],
  ['an unknown action of DynamoDB', json('DynamoDB_20120810.ImportTable'), '{}', 'NotSupportedLocally'],
  ['an unknown service', json('Kinesis_20131202.PutRecord'), '{}', 'NotSupportedLocally'],
  ['an unknown action of CloudWatch Logs', json('Logs_20140328.StartQuery'), '{}', 'NotSupportedLocally'],
  [
    'a REST call of Lambda',
    { ...signed('lambda'), 'content-type': 'application/json' },
    '{}',
    'NotSupportedLocally',
  ],
] as const)
  test(`${what} is refused in JSON`, async ({ stack }) => {
    const reply = await post(stack, headers, body)
    assert.ok(reply.status >= 400 && reply.status < 502, String(reply.status))
    assert.is(JSON.parse(reply.body).__type, code)
    assert.is(reply.headers['x-amzn-errortype'], code)
    assert.ok(JSON.parse(reply.body).message)
  })

for (const [what, headers, body, code] of [
  ['an unknown action of SNS', form('sns'), 'Action=CreatePlatformEndpoint', 'NotSupportedLocally'],
  ['an unknown action of STS', form('sts'), 'Action=AssumeRole', 'NotSupportedLocally'],
  ['a publication signed for STS', form('sts'), 'Action=Publish&TopicArn=x', 'NotSupportedLocally'],
  ['SQS by form', form('sqs'), 'Action=SendMessage', 'NotSupportedLocally'],
  [
    'an unknown action of CloudFormation',
    form('cloudformation'),
    'Action=CreateStackSet',
    'NotSupportedLocally',
  ],
  [
    'a form that contradicts itself',
    form('cloudformation'),
    'Action=CreateStack&A=1&A.B=2',
    'MalformedQueryString',
  ],
  ['a subscription by mail', form('sns'), 'Action=Subscribe&Protocol=email', 'NotSupportedLocally'],
  ['a service that is not here', form('iam'), 'Action=ListRoles', 'NotSupportedLocally'],
  [
    'a form without a signature',
    { 'content-type': 'application/x-www-form-urlencoded' },
    'Action=ListTopics',
    'MissingAuthenticationToken',
  ],
  [
    'a form from a web page',
    { ...form('sns'), origin: 'https://evil.example' },
    'Action=ListTopics',
    'AccessDenied',
  ],
] as const)
  test(`${what} is refused in XML`, async ({ stack }) => {
    const reply = await post(stack, headers, body)
    assert.ok(reply.status >= 400 && reply.status < 502, String(reply.status))
    assert.match(reply.body, `<Code>${code}</Code>`)
    assert.match(reply.body, `<RequestId>${reply.headers['x-amzn-requestid']}</RequestId>`)
  })

const mebibyte = 1024 * 1024
const limits = [
  ['DynamoDB', json('DynamoDB_20120810.PutItem'), 16 * mebibyte],
  ['DynamoDB Streams', json('DynamoDBStreams_20120810.GetRecords'), mebibyte],
  ['SQS', json('AmazonSQS.SendMessage'), 8 * mebibyte],
  ['CloudWatch Logs', json('Logs_20140328.FilterLogEvents'), mebibyte],
  ['SNS', form('sns'), 2 * mebibyte],
  ['CloudFormation', form('cloudformation'), 4 * mebibyte],
  ['STS', form('sts'), mebibyte],
] as const
for (const [service, headers, bytes] of limits) {
  test(`${service} refuses a body over ${bytes} bytes, and the connection serves the next`, async ({
    stack,
  }) => {
    const { status, body } = await post(stack, headers, Buffer.alloc(bytes + 1, 'a'))
    assert.is(status, 413)
    assert.match(body, 'RequestEntityTooLarge')
    assert.match(body, `HTTP content length exceeded ${bytes} bytes.`)
    assert.is((await post(stack, form('sns'), 'Action=ListTopics')).status, 200)
  })

  test(`${service} refuses a body over ${bytes} bytes before it is there`, async ({ stack }) => {
    const reply = await unfinished(stack, { ...headers, 'content-length': `${bytes + 1}` }, '')
    assert.match(reply, /^HTTP\/1\.1 413 /)
  })

  test(`${service} reads a body without a length no further than ${bytes} bytes`, async ({ stack }) => {
    const chunk = `${(bytes + 1).toString(16)}\r\n${'a'.repeat(bytes + 1)}\r\n`
    const reply = await unfinished(stack, { ...headers, 'transfer-encoding': 'chunked' }, chunk)
    assert.match(reply, /^HTTP\/1\.1 413 /)
  })
}

test('Lambda refuses a payload over 6 MiB before it is there', async ({ stack }) => {
  const headers = { ...signed('lambda'), 'content-length': '6291457' }
  const reply = await unfinished(stack, headers, '', '/2015-03-31/functions/fn/invocations')
  assert.match(reply, /^HTTP\/1\.1 413 /)
  assert.match(reply, /x-amzn-errortype: RequestEntityTooLargeException/i)
  assert.match(reply, 'Request must be smaller than 6291456 bytes for the InvokeFunction operation')
})

test('a request that would be refused anyway is not read', async ({ stack }) => {
  const reply = await unfinished(stack, { ...form('sns'), origin: 'https://evil.example' }, '')
  assert.match(reply, /^HTTP\/1\.1 403 /)
})

test('who hangs up in the middle of a request is no bug', async ({ stack }) => {
  await new Promise<void>(resolve => {
    const socket = connect(stack.port, '127.0.0.1', () => {
      const head = Object.entries({ host: '127.0.0.1', ...form('sns'), 'content-length': '100' })
      socket.write(
        `POST / HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\nAct`,
      )
      setTimeout(() => socket.destroy(), 20)
    })
    socket.on('close', () => resolve())
  })
  assert.is((await post(stack, form('sns'), 'Action=ListTopics')).status, 200)
})

test('a message for somebody who hung up in a long poll is there for the next one', async ({ stack }) => {
  const { QueueUrl } = await stack.sqs.send(new CreateQueueCommand({ QueueName: 'polled' }))
  const gone = new AbortController()
  const poll = stack.sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }), {
    abortSignal: gone.signal,
  })
  setTimeout(() => gone.abort(), 100)
  await poll.catch(() => {})
  await stack.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'for anyone' }))
  assert.is((await stack.receive('polled')).Body, 'for anyone')
})

test('nothing of all this was a bug of the stack', async ({ stack }) => {
  await eventually(() => true)
  assert.equal(stack.bugs, [])
})

test.run()
