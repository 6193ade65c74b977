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
    payload,
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
    requestId: 'request-3',
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
