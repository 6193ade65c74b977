import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { asyncDefaults, invokeAsync } from '../../../src/local/lambda/invoke-async.ts'
import { fn, type Script, scripted } from '../helpers/scripted.ts'

const test = suite('invoke-async')

const payload = '{"Records":[1]}'

const run = async (script: Script, config = {}, change = {}) => {
  const world = scripted(script)
  await invokeAsync(
    { ...world, ...change },
    fn,
    { ...asyncDefaults, onFailure: 'arn:failed', ...config },
    { payload, requestId: 'the-event' },
  )
  return world
}

test('an event that succeeds is run once and goes nowhere else', async () => {
  const { invoked, sent } = await run(['ok'])
  assert.equal(invoked, [payload])
  assert.equal(sent, [])
})

test('an event that fails twice and then succeeds is handled', async () => {
  const { invoked, sent } = await run(['fail', 'fail', 'ok'])
  assert.is(invoked.length, 3)
  assert.equal(sent, [])
})

test('an event that fails three times goes whole to the destination', async () => {
  const { invoked, sent } = await run(['fail', 'fail', 'fail', 'ok'])
  assert.is(invoked.length, 3)
  assert.is(sent.length, 1)
  assert.is(sent[0]?.target, 'arn:failed')
  const { timestamp, requestContext, ...rest } = sent[0]?.body ?? {}
  assert.is(timestamp, '1970-01-01T00:00:00.000Z')
  assert.equal(requestContext, {
    requestId: 'the-event',
    functionArn: `${fn.arn}:$LATEST`,
    condition: 'RetriesExhausted',
    approximateInvokeCount: 3,
  })
  assert.equal(rest, {
    version: '1.0',
    requestPayload: { Records: [1] },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: { errorType: 'Error', errorMessage: 'scripted' },
  })
})

test('as many retries as configured', async () => {
  const { invoked, sent } = await run(['fail', 'ok'], { retries: 0 })
  assert.is(invoked.length, 1)
  assert.is(sent.length, 1)
})

test('an event that grows too old is given up with that reason', async () => {
  let time = 0
  const now = () => {
    time += 40_000
    return time
  }
  const { sent } = await run(['fail', 'fail', 'fail'], { maximumAgeSeconds: 60 }, { now })
  assert.is(sent[0]?.body.requestContext.condition, 'EventAgeExceeded')
})

test('while it is throttled an event costs no attempt, and then it has all three', async () => {
  const { invoked, sent } = await run([...Array(20).fill('throttle'), 'fail', 'throttle', 'fail', 'fail'])
  assert.is(invoked.length, 24)
  assert.is(sent[0]?.body.requestContext.condition, 'RetriesExhausted')
  assert.is(sent[0]?.body.requestContext.approximateInvokeCount, 3)
})

test('every attempt has the request id of the first', async () => {
  const { requestIds } = await run(['throttle', 'fail', 'throttle', 'fail', 'ok'])
  assert.equal(requestIds, Array(5).fill('the-event'))
})

test('an event that is throttled until it is too old was never tried', async () => {
  let time = 0
  const now = () => {
    time += 1000
    return time
  }
  const { invoked, sent } = await run(['throttle'], { maximumAgeSeconds: 60 }, { now })
  assert.is(invoked.length, 61)
  const { requestContext, requestPayload, ...rest } = sent[0]?.body ?? {}
  assert.equal([requestContext.condition, requestContext.approximateInvokeCount], ['EventAgeExceeded', 0])
  assert.equal(requestPayload, { Records: [1] })
  assert.equal(Object.keys(rest), ['version', 'timestamp'])
})

test('waits between throttles double from 1 second up to 5 minutes', async () => {
  const started = performance.now()
  await run([...Array(12).fill('throttle'), 'ok'], {}, { haste: 20_000 })
  // 1, 2, 4 … 256, 300, 300, 300 seconds
  const least = (511 + 3 * 300) / 20
  assert.ok(performance.now() - started >= least - 12, 'it waited less')
})

test('with a reserved concurrency of 0 an event goes to the destination at once', async () => {
  const { invoked, sent } = await run(['zero'])
  assert.is(invoked.length, 1)
  const { requestContext, responsePayload } = sent[0]?.body ?? {}
  assert.is(requestContext.condition, 'ZeroReservedConcurrency')
  assert.is(requestContext.approximateInvokeCount, 0)
  assert.is(responsePayload, undefined)
})

test('without a destination a failed event is dropped', async () => {
  const { sent } = await run(['fail', 'fail', 'fail'], { onFailure: undefined })
  assert.equal(sent, [])
})

test('stopping ends the retries and sends nothing', async () => {
  const { invoked, sent } = await run(['fail', 'fail', 'fail'], {}, { stopping: AbortSignal.abort() })
  assert.is(invoked.length, 1)
  assert.equal(sent, [])
})

test.run()
