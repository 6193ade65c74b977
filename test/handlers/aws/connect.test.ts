import { createServer, type Server, type ServerResponse } from 'node:http'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { AwsError } from '../../../handlers/aws/aws-error.ts'
import { callJson, connect, limits } from '../../../handlers/aws/connect.ts'
import { query } from '../../../handlers/aws/dynamodb.ts'
import { publish } from '../../../handlers/aws/sns.ts'
import { bodyOf, listen, worldAt } from '../local-aws.ts'

const test = suite('calls to AWS')

type Step = (response: ServerResponse, body: string) => void
type Seen = { body: string; headers: NodeJS.Dict<string | string[]> }

const servers: Server[] = []
/** A server that answers each request with the next step, the last one for ever, and remembers all. */
const serve = async (...steps: Step[]) => {
  const seen: Seen[] = []
  const server = createServer(async (incoming, response) => {
    const body = await bodyOf(incoming)
    const step = steps[Math.min(seen.length, steps.length - 1)]
    seen.push({ body, headers: incoming.headers })
    step?.(response, body)
  })
  servers.push(server)
  return { ...worldAt(await listen(server), {}), seen }
}
test.after(() => {
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
})

const answer =
  (status: number, body: string): Step =>
  response => {
    response.writeHead(status, { 'x-amzn-requestid': 'REQ1' }).end(body)
  }
const ok = answer(200, '{"done":true}')
const throttling = (type: string) => answer(400, JSON.stringify({ __type: type, message: 'slow down' }))
const reset: Step = response => void response.socket?.destroy()
const hang: Step = () => {}
const breakOff: Step = response => {
  response.writeHead(200, { 'content-length': '100' }).write('{"do')
  setTimeout(() => response.socket?.destroy(), 5)
}

const quick = { ...limits, attempt: 60 }
type Setting = Awaited<ReturnType<typeof serve>>
const put = ({ world }: Setting, limit = quick) =>
  callJson(connect(world, undefined, limit), 'dynamodb', 'DynamoDB_20120810', 'PutItem', { text: 'é😀' })

const failure = async (promise: Promise<unknown>): Promise<AwsError> => {
  try {
    await promise
  } catch (error) {
    assert.instance(error, AwsError)
    return error as AwsError
  }
  throw new Error('did not fail')
}

const passing: [string, Step][] = [
  ['a connection that is reset', reset],
  ['an answer that breaks off', breakOff],
  ['no answer in time', hang],
  ['HTTP 500', answer(500, 'oops')],
  [
    'HTTP 503 with XML',
    answer(503, '<ErrorResponse><Error><Code>ServiceUnavailable</Code></Error></ErrorResponse>'),
  ],
  ['HTTP 429', answer(429, '')],
  ...[
    'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
    'com.amazon.coral.availability#ThrottlingException',
    'com.amazonaws.dynamodb.v20120810#RequestLimitExceeded',
    'com.amazonaws.dynamodb.v20120810#ThrottlingException',
    'com.amazonaws.sqs#RequestThrottled',
    'com.amazonaws.sqs#KmsThrottled',
  ].map((type): [string, Step] => [`HTTP 400 with ${type}`, throttling(type)]),
  [
    'HTTP 400 with XML Throttling',
    answer(400, '<Error><Code>Throttling</Code><Message>Rate</Message></Error>'),
  ],
]
for (const [what, step] of passing)
  test(`${what} is tried again, and the call succeeds`, async () => {
    const setting = await serve(step, step, ok)
    assert.equal(await put(setting), { done: true })
    assert.is(setting.seen.length, 3)
    for (const { body, headers } of setting.seen) {
      assert.is(body, '{"text":"é😀"}')
      assert.is(headers['content-length'], '17')
      assert.is(headers['x-amz-target'], 'DynamoDB_20120810.PutItem')
    }
  })

for (const step of [
  answer(400, '{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","Message":"no table"}'),
  answer(400, '{"__type":"com.amazon.coral.validate#ValidationException","message":"no table"}'),
  answer(
    403,
    '<ErrorResponse><Error><Code>AuthorizationError</Code><Message>no table</Message></Error></ErrorResponse>',
  ),
  answer(404, 'no table'),
  answer(302, 'no table'),
])
  test('any other refusal is final, and says service, operation, code, message and request id', async () => {
    const setting = await serve(step)
    const { message } = await failure(put(setting))
    assert.match(message, /^dynamodb PutItem: \w[\w ]+: no table \(request REQ1, attempt 1\)$/)
    assert.is(setting.seen.length, 1)
  })

test('a call gives up after its attempts, with the last failure', async () => {
  const setting = await serve(throttling('x#ThrottlingException'))
  const error = await failure(put(setting))
  assert.is(error.code, 'ThrottlingException')
  assert.is(error.message, 'dynamodb PutItem: ThrottlingException: slow down (request REQ1, attempt 8)')
  assert.is(setting.seen.length, limits.attempts)
})

test('nobody listening is a network error', async () => {
  const setting = await serve(ok)
  const server = servers.pop()
  await new Promise(resolve => server?.close(resolve))
  assert.match(
    (await failure(put(setting))).message,
    /^dynamodb PutItem: NetworkError: .*ECONNREFUSED.*attempt 8/,
  )
})

test('a call ends before the invocation does, even when nothing ever answers', async () => {
  const { world } = await serve(hang)
  const start = Date.now()
  const context = { getRemainingTimeInMillis: () => limits.spare + 150 }
  const aws = connect({ ...world, wait: ms => new Promise(end => setTimeout(end, ms)) }, context)
  const error = await failure(callJson(aws, 'dynamodb', 'x', 'PutItem', {}))
  assert.match(error.message, 'no answer within')
  assert.ok(Date.now() - start < limits.spare + 150)
})

test('waits grow twofold up to the longest, with full jitter', async () => {
  const { world } = await serve(answer(500, ''))
  const waits: number[] = []
  const aws = connect({ ...world, random: () => 0.5, wait: async ms => waits.push(ms) })
  await failure(callJson(aws, 'dynamodb', 'x', 'PutItem', {}))
  assert.equal(waits, [25, 50, 100, 200, 400, 500, 500])
})

test('each attempt is signed with the clock as it is then', async () => {
  const setting = await serve(answer(500, ''), ok)
  let now = Date.UTC(2025, 0, 1)
  const aws = connect({ ...setting.world, now: () => now, wait: async () => (now += 10_000) })
  await callJson(aws, 'dynamodb', 'x', 'PutItem', {})
  const dates = setting.seen.map(({ headers }) => headers['x-amz-date'])
  assert.equal(dates, ['20250101T000000Z', '20250101T000010Z'])
})

test('an answer is read as UTF-8 across chunks', async () => {
  const bytes = Buffer.from('{"text":"é😀"}')
  const setting = await serve(response => {
    response.write(bytes.subarray(0, 9))
    setTimeout(() => response.write(bytes.subarray(9, 13)), 5)
    setTimeout(() => response.end(bytes.subarray(13)), 10)
  })
  assert.equal(await put(setting), { text: 'é😀' })
})

test('connections are kept', async () => {
  const ports = new Set<number | undefined>()
  const setting = await serve(response => {
    ports.add(response.socket?.remotePort)
    response.end('{}')
  })
  for (let i = 0; i < 5; i++) await put(setting)
  assert.is(ports.size, 1)
})

test('a hundred calls at once share 32 connections, and waiting for one is not being late', async () => {
  const ports = new Set<number | undefined>()
  const setting = await serve(response => {
    ports.add(response.socket?.remotePort)
    setTimeout(() => response.end('{}'), 30)
  })
  await Promise.all(Array.from({ length: 100 }, () => put(setting, { ...limits, attempts: 1, attempt: 90 })))
  assert.ok(ports.size <= 32)
})

test('a query reads every page, strongly consistent', async () => {
  const setting = await serve(
    answer(200, '{"Items":[{"n":1}],"LastEvaluatedKey":{"a":{"S":"x"}}}'),
    answer(200, '{"Items":[],"LastEvaluatedKey":{"a":{"S":"y"}}}'),
    answer(200, '{"Items":[{"n":2}]}'),
  )
  const rows: unknown[] = []
  for await (const row of query(connect(setting.world), 't', { Limit: 3 })) rows.push(row)
  assert.equal(rows, [{ n: 1 }, { n: 2 }])
  const inputs = setting.seen.map(({ body }) => JSON.parse(body))
  assert.equal(inputs[0], { TableName: 't', ConsistentRead: true, Limit: 3 })
  assert.equal(inputs[1].ExclusiveStartKey, { a: { S: 'x' } })
  assert.equal(inputs[2].ExclusiveStartKey, { a: { S: 'y' } })
})

test('a query reads no page that is not asked for', async () => {
  const setting = await serve(answer(200, '{"Items":[{"n":1}],"LastEvaluatedKey":{"a":{"S":"x"}}}'))
  for await (const row of query(connect(setting.world), 't', {})) {
    assert.equal(row, { n: 1 })
    break
  }
  assert.is(setting.seen.length, 1)
})

test('publishing is a form in UTF-8 that gives back every character', async () => {
  const setting = await serve(answer(200, '<PublishResponse/>'))
  const message = '{"moduleid":"a+b&c=d%20 é😀~*\'()"}'
  await publish(connect(setting.world), 'arn:x', message, {
    moduleid: { DataType: 'String', StringValue: 'é&=+' },
  })
  const form = new URLSearchParams(setting.seen[0]?.body)
  assert.is(form.get('Message'), message)
  assert.is(form.get('Action'), 'Publish')
  assert.is(form.get('MessageAttributes.entry.1.Value.StringValue'), 'é&=+')
})

test('connections that went stale together, while the function was frozen, cost one attempt', async () => {
  let frozen = false
  const old = new WeakSet<object>()
  const setting = await serve((response, body) => {
    if (frozen && response.socket && old.has(response.socket)) return reset(response, body)
    if (response.socket) old.add(response.socket)
    // so late that the calls of a busy batch each need a connection of their own
    setTimeout(() => ok(response, body), 30)
  })
  await Promise.all(Array.from({ length: 12 }, () => put(setting)))
  // a connection is idle a moment after its answer
  await new Promise(resolve => setTimeout(resolve, 100))
  frozen = true
  setting.seen.length = 0
  assert.equal(await put(setting), { done: true })
  assert.is(setting.seen.length, 2)
})

test('calls that wait for a connection end in time as well', async () => {
  const { world } = await serve(response => setTimeout(() => ok(response, ''), 100))
  const context = { getRemainingTimeInMillis: () => limits.spare + 350 }
  const started = Date.now()
  const aws = connect(world, context)
  const calls = Array.from({ length: 200 }, () => callJson(aws, 'dynamodb', 'x', 'PutItem', {}))
  const ends = await Promise.allSettled(calls)
  const failed = ends.filter(end => end.status === 'rejected').length
  assert.ok(failed > 0 && failed < ends.length, `${failed} of ${ends.length} failed`)
  assert.ok(Date.now() - started < 5000)
})

test.run()
