import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeSeries } from '../../src/send/make-series.ts'
import type { Portion, Rejected } from '../../src/send/outbound.ts'
import { type Publishing, publishAll } from '../../src/send/publish-all.ts'
import { type Fault, type Script, startScriptedSns } from './scripted-sns.ts'

const test = suite('publishing all events')

const topicArn = 'arn:aws:sns:us-east-1:000000000000:recv_message'
const series = (count: number) => [...makeSeries({ kind: 'recv', module: 'm', last: 100_000n, count })]
const textsOf = (portions: Iterable<Portion>) => [...portions].flat().map(({ text }) => text)

/** Publishes to a server that keeps to a script, and tells what came of it. */
const publish = async (script: Script, portions: Publishing['portions'], more: Partial<Publishing> = {}) => {
  const server = await startScriptedSns(script)
  const rejected: Rejected[] = []
  const progress: number[] = []
  const pauses: number[] = []
  const published = await publishAll({
    sns: server.sns,
    topicArn,
    portions,
    onRejected: each => rejected.push(each),
    onSent: sent => progress.push(sent),
    stopping: new AbortController().signal,
    pause: async ms => pauses.push(ms),
    ...more,
  })
  await server.stop()
  return { server, published, rejected, progress, pauses }
}

const takeAll = (texts: readonly string[]) => texts.map(() => undefined)
const fault = (senderFault: boolean): Fault => ({ code: 'InternalError', message: 'not now', senderFault })

test('every event is sent once, in batches of ten', async () => {
  const portions = series(105)
  const { server, published, progress } = await publish(takeAll, portions)
  assert.equal(published, { sent: 105 })
  assert.equal([...server.taken].sort(), textsOf(portions).sort())
  assert.is(server.requests(), 11)
  assert.is(progress.at(-1), 105)
})

test('sixteen batches are under way at once, and no more is read than they hold', async () => {
  let read = 0
  let answered = 0
  let furthest = 0
  const source = function* () {
    for (const portion of series(6000)) {
      for (let from = 0; from < portion.length; from += 10) {
        read += 10
        furthest = Math.max(furthest, read - answered)
        yield portion.slice(from, from + 10)
      }
    }
  }
  const waiting: (() => void)[] = []
  const script: Script = async texts => {
    // answered only when all sixteen are there, or the rest of them
    if (read < 6000) {
      await new Promise<void>(resolve => {
        waiting.push(resolve)
        if (waiting.length === 16) for (const go of waiting.splice(0)) go()
      })
    } else for (const go of waiting.splice(0)) go()
    answered += texts.length
    return takeAll(texts)
  }
  const { server, published } = await publish(script, source())
  assert.is(published.sent, 6000)
  assert.is(server.mostOpen(), 16)
  assert.ok(furthest <= 160, `${furthest} events were read and not answered`)
})

test('what SNS could not take for now is sent again, after longer and longer pauses', async () => {
  const script: Script = (texts, request) =>
    texts.map((_, index) => (index < 3 && request < 4 ? fault(false) : undefined))
  const { server, published, rejected, pauses } = await publish(script, series(10))
  assert.equal(published, { sent: 10 })
  assert.equal(rejected, [])
  assert.equal(pauses, [100, 200, 400])
  assert.is(new Set(server.taken).size, 10)
})

test('what SNS cannot take in six tries is rejected', async () => {
  const { published, rejected, server } = await publish(() => [fault(false)], series(1))
  assert.is(published.sent, 0)
  assert.equal(rejected, [
    { text: '{"moduleId":"m","timestamp":100000}', line: 1, reason: 'SNS answers InternalError: not now' },
  ])
  assert.is(server.requests(), 6)
})

test('what is wrong with the event itself is rejected at once, with its line', async () => {
  const { published, rejected, server } = await publish(
    texts => texts.map((_, index) => (index === 4 ? fault(true) : undefined)),
    series(10),
  )
  assert.is(published.sent, 9)
  assert.equal(
    rejected.map(({ line }) => line),
    [5],
  )
  assert.is(server.requests(), 1)
})

test('a batch that is refused whole for one event is sent one by one', async () => {
  const refuse = { status: 400, code: 'InvalidParameter', message: 'Invalid parameter: Message too ugly' }
  const { published, rejected } = await publish(
    texts => (texts.some(text => text.endsWith('99998}')) ? refuse : takeAll(texts)),
    series(10),
  )
  assert.is(published.sent, 9)
  assert.equal(rejected, [
    {
      text: '{"moduleId":"m","timestamp":99998}',
      line: 8,
      reason: 'SNS answers InvalidParameterException: Invalid parameter: Message too ugly',
    },
  ])
})

const fatal: readonly (readonly [string, Script])[] = [
  ['is not there', () => ({ status: 404, code: 'NotFound', message: 'Topic does not exist' })],
  [
    'has a wrong name',
    () => ({ status: 400, code: 'InvalidParameter', message: 'Invalid parameter: TopicArn' }),
  ],
  ['may not be published to', () => ({ status: 403, code: 'AuthorizationError', message: 'not authorized' })],
]
for (const [what, script] of fatal)
  test(`no event is rejected, and sending ends, if the topic ${what}`, async () => {
    const { published, rejected, server } = await publish(script, series(1000))
    assert.instance(published.failure, Error)
    assert.is(published.resumeAt, 1)
    assert.is(published.sent, 0)
    assert.equal(rejected, [])
    assert.ok(server.requests() <= 16)
  })

test('a failure says from which line to go on: everything before it was taken', async () => {
  const broken = { status: 403, code: 'AuthorizationError', message: 'no longer' }
  const portions = series(1000)
  const { published, server } = await publish(
    (texts, request) => (request === 40 ? broken : takeAll(texts)),
    portions,
  )
  const resumeAt = published.resumeAt ?? 0
  assert.ok(resumeAt > 1 && resumeAt <= 1000)
  assert.is(published.sent, server.taken.length)
  const taken = new Set(server.taken)
  assert.ok(
    textsOf(portions)
      .slice(0, resumeAt - 1)
      .every(text => taken.has(text)),
  )
})

test('a signal ends it after the batches that are under way', async () => {
  const stop = new AbortController()
  const script: Script = (texts, request) => {
    if (request === 20) stop.abort('SIGINT')
    return takeAll(texts)
  }
  const { published, server } = await publish(script, series(5000), { stopping: stop.signal })
  assert.is(published.failure, 'SIGINT')
  assert.is(published.sent, server.taken.length)
  assert.ok(server.requests() <= 20 + 16)
})

test('a source that fails ends it with that error', async () => {
  const failing = function* (): Generator<Portion> {
    yield* series(20)
    throw new Error('the disk is gone')
  }
  const { published } = await publish(takeAll, failing())
  assert.match(String(published.failure), /the disk is gone/)
  assert.is(published.resumeAt, 21)
})

test.run()
