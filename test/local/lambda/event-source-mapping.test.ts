import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeStream } from '../../../src/local/dynamodb/stream.ts'
import { type MappingConfig, processBatch } from '../../../src/local/lambda/event-source-mapping.ts'
import { fn, type Script, scripted } from '../helpers/scripted.ts'

const test = suite('event-source-mapping')

const config: MappingConfig = {
  uuid: 'mapping',
  batchSize: 10,
  windowSeconds: 0,
  startingPosition: 'TRIM_HORIZON',
  retries: 2,
  maximumAgeSeconds: -1,
  bisect: false,
  partialFailures: false,
  onFailure: 'arn:failed',
}

const stream = makeStream('table', 'KEYS_ONLY', () => 0)
for (const name of ['a', 'b', 'c', 'd', 'e'])
  stream.append({ keys: { id: { S: name } }, before: undefined, after: { id: { S: name } } })
const numbers = stream.read(0, 9).map(record => record.dynamodb.SequenceNumber)
const sequence = (name: string) => numbers['abcde'.indexOf(name)]

/** The records of an invocation as their letters. */
const letters = (payload: string): string =>
  JSON.parse(payload)
    .Records.map((record: { dynamodb: { Keys: { id: { S: string } } } }) => record.dynamodb.Keys.id.S)
    .join('')

/** Runs five records through a mapping: which batches were tried, and what was discarded. */
const run = async (script: Script, change: Partial<MappingConfig> = {}, world = {}) => {
  const scene = scripted(script)
  await processBatch({ ...scene, ...world }, fn, stream, { ...config, ...change }, stream.read(0, 5))
  return { tried: scene.invoked.map(letters), sent: scene.sent }
}

const failsWith = (poison: string) => (payload: string) => (letters(payload).includes(poison) ? 'fail' : 'ok')
const namesFailure = (poison: string) => (payload: string) => () => ({
  batchItemFailures: letters(payload).includes(poison) ? [{ itemIdentifier: sequence(poison) }] : [],
})

test('a batch that succeeds is done', async () => {
  assert.equal(await run(['ok']), { tried: ['abcde'], sent: [] })
})

test('a batch that fails is tried again whole, and then discarded to the destination', async () => {
  const { tried, sent } = await run(['fail'])
  assert.equal(tried, ['abcde', 'abcde', 'abcde'])
  assert.is(sent.length, 1)
  assert.is(sent[0]?.target, 'arn:failed')
  assert.equal(sent[0]?.body, {
    requestContext: {
      requestId: 'request-3',
      functionArn: fn.arn,
      condition: 'RetryAttemptsExhausted',
      approximateInvokeCount: 3,
    },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    version: '1.0',
    timestamp: '1970-01-01T00:00:00.000Z',
    DDBStreamBatchInfo: {
      shardId: stream.shardId,
      startSequenceNumber: numbers[0],
      endSequenceNumber: numbers[4],
      approximateArrivalOfFirstRecord: '1970-01-01T00:00:00.000Z',
      approximateArrivalOfLastRecord: '1970-01-01T00:00:00.000Z',
      batchSize: 5,
      streamArn: stream.arn,
    },
  })
})

test('bisecting closes in on the poison and costs the others nothing', async () => {
  const { tried, sent } = await run(failsWith('d'), { bisect: true })
  assert.equal(tried, ['abcde', 'abc', 'de', 'd', 'd', 'd', 'e'])
  assert.equal(
    sent.map(({ body }) => body.DDBStreamBatchInfo.startSequenceNumber),
    [sequence('d')],
  )
})

test('a named failure is where the next attempt begins', async () => {
  const { tried, sent } = await run(namesFailure('c'), { partialFailures: true, retries: 1 })
  assert.equal(tried, ['abcde', 'cde'])
  assert.is(sent[0]?.body.DDBStreamBatchInfo.batchSize, 3)
})

test('of several named failures the first counts', async () => {
  const failures = ['d', 'b'].map(name => ({ itemIdentifier: sequence(name) }))
  const { tried } = await run([() => ({ batchItemFailures: failures }), 'ok'], { partialFailures: true })
  assert.equal(tried, ['abcde', 'bcde'])
})

const successes = ['null', '{}', '{"batchItemFailures":null}', '{"batchItemFailures":[]}']
for (const response of successes)
  test(`the response ${response} is a success`, async () => {
    const { tried } = await run([() => response], { partialFailures: true })
    assert.equal(tried, ['abcde'])
  })

const failures = [
  { batchItemFailures: [{ itemIdentifier: '' }] },
  { batchItemFailures: [{ itemIdentifier: null }] },
  { batchItemFailures: [{ wrongKey: '1' }] },
  { batchItemFailures: [{ itemIdentifier: 'unknown' }] },
  { batchItemFailures: [null] },
  { batchItemFailures: 'all' },
]
for (const response of failures)
  test(`the response ${JSON.stringify(response)} fails the whole batch`, async () => {
    const { tried } = await run([() => response, 'ok'], { partialFailures: true })
    assert.equal(tried, ['abcde', 'abcde'])
  })

test('without ReportBatchItemFailures a response means nothing', async () => {
  const { tried } = await run([() => ({ batchItemFailures: [{ itemIdentifier: '' }] })])
  assert.equal(tried, ['abcde'])
})

test('endless retries go on until it works', async () => {
  const script = [...Array.from({ length: 20 }, () => 'fail' as const), 'ok' as const]
  const { tried, sent } = await run(script, { retries: -1 })
  assert.is(tried.length, 21)
  assert.equal(sent, [])
})

test('a batch that is throttled consumes no retry, and is not split', async () => {
  const script = [...Array(9).fill('throttle'), 'fail' as const, 'throttle' as const, 'ok' as const]
  const { tried, sent } = await run(script, { retries: 1, bisect: true })
  assert.equal(tried, [...Array(10).fill('abcde'), 'abc', 'abc', 'de'])
  assert.equal(sent, [])
})

test('a batch that is throttled until its records are too old is discarded', async () => {
  let time = 0
  const now = () => {
    time += 10_000
    return time
  }
  const { tried, sent } = await run(['zero'], { maximumAgeSeconds: 60 }, { now })
  assert.is(tried.length, 6)
  assert.is(sent[0]?.body.requestContext.condition, 'RecordAgeExceeded')
  assert.is(sent[0]?.body.requestContext.approximateInvokeCount, 0)
})

test('records that are too old are discarded before they are tried', async () => {
  const { tried, sent } = await run(['ok'], { maximumAgeSeconds: 60 }, { now: () => 61_000 })
  assert.equal(tried, [])
  assert.is(sent[0]?.body.requestContext.condition, 'RecordAgeExceeded')
  assert.is(sent[0]?.body.DDBStreamBatchInfo.batchSize, 5)
})

test('stopping leaves the rest where it is', async () => {
  const { tried, sent } = await run(['fail'], {}, { stopping: AbortSignal.abort() })
  assert.equal({ tried, sent }, { tried: [], sent: [] })
})

test.run()
