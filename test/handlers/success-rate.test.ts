import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { StreamRecord } from '../../handlers/domain/report-change.ts'
import { makeSuccessRate } from '../../handlers/success-rate.ts'
import { only, startAws } from './local-aws.ts'

const test = suite('success-rate')
const aws = await startAws()
test.after(() => aws.close())
test.before.each(() => {
  aws.published.length = aws.sent.length = aws.lines.length = aws.operations.length = 0
  aws.hooks.refuse = undefined
})

let sequence = 0
const key = (module: string, timestamp: bigint | number) => ({
  moduleId: { S: module },
  timestamp: { N: `${timestamp}` },
})
const receive = async (module: string, ...timestamps: (bigint | number)[]) => {
  for (const timestamp of timestamps)
    await aws.dynamo('PutItem', { TableName: 'message_recv', Item: key(module, timestamp) })
}
/** Writes a report to the table and gives its stream record. */
const report = async (module: string, timestamp: bigint | number, attempts: number, before?: number) => {
  const Keys = key(module, timestamp)
  const NewImage = { ...Keys, attempts: { N: `${attempts}` } }
  await aws.dynamo('PutItem', { TableName: 'weekly_diagnostic', Item: NewImage })
  const SequenceNumber = `${++sequence}`
  const old = before === undefined ? {} : { OldImage: { ...Keys, attempts: { N: `${before}` } } }
  return {
    eventName: before === undefined ? 'INSERT' : 'MODIFY',
    dynamodb: { Keys, NewImage, SequenceNumber, ...old },
  }
}
const handle = async (...Records: StreamRecord[]) => {
  const { batchItemFailures } = await makeSuccessRate(aws.world)({ Records })
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)
}
const times = () => aws.published.map(({ message }) => message.match(/"timestamp":(\d+)/)?.[1])

test('40 received of 42 attempts is published as 95.238…, with its attributes', async () => {
  const base = 1763800000000000001n
  await receive('m 😀', ...Array.from({ length: 40 }, (_, i) => base + BigInt(i)), base + 100n)
  const before = Date.now()
  assert.equal(await handle(await report('m 😀', base + 99n, 42)), [])
  assert.is(aws.published.length, 1)
  const { topic, message, attributes } = only(aws.published)
  assert.is(topic, aws.world.env.RATE_TOPIC_ARN)
  assert.is(message, '{"moduleid":"m 😀","timestamp":1763800000000000100,"success_rate":95.23809523809524}')
  const { computed_at, ...others } = attributes
  assert.equal(others, {
    moduleid: 'String m 😀',
    quality: 'String assumed-start',
    success_rate: 'Number 95.23809523809524',
    received: 'Number 40',
    attempts: 'Number 42',
    lower_bound: 'Number 95.23809523809524',
  })
  const computed = Number(computed_at?.split(' ')[1])
  assert.ok(computed >= before && computed <= Date.now())
})

test('window (T_{k-1}, T_k] at the end of uint64: counted digit for digit', async () => {
  const top = 18446744073709551615n
  await receive('top', top - 3n, top - 2n, top - 1n, top)
  const records = [
    await report('top', top - 2n, 0),
    await report('top', top - 1n, 2),
    await report('top', top, 4),
  ]
  assert.equal(await handle(...records), [])
  assert.equal(
    aws.published.map(({ attributes }) => attributes.received),
    ['Number 0', 'Number 1', 'Number 2'],
  )
  assert.equal(times(), [`${top - 2n}`, `${top - 1n}`, `${top}`])
})

test('a timestamp of 0 counts a message at 0', async () => {
  await receive('zero', 0, 1)
  await handle(await report('zero', 0, 2))
  assert.is(aws.published[0]?.attributes.received, 'Number 1')
})

test('report with other attempts: a correction is published again', async () => {
  await receive('fix', 1, 2, 3)
  await report('fix', 10, 4)
  await handle(await report('fix', 10, 6, 4))
  assert.equal(
    aws.published.map(({ attributes }) => attributes.success_rate),
    ['Number 50'],
  )
})

test('report delivered twice, same attempts: nothing is read or published', async () => {
  await handle(await report('same', 10, 6, 6))
  assert.equal(aws.operations, [])
})

test('a removed report publishes nothing', async () => {
  const key = (await report('gone', 10, 6)).dynamodb.Keys
  await aws.dynamo('DeleteItem', { TableName: 'weekly_diagnostic', Key: key })
  const OldImage = { ...key, attempts: { N: '6' } }
  await handle({ eventName: 'REMOVE', dynamodb: { Keys: key, OldImage } })
  assert.equal(aws.published, [])
})

test('a removed row that was no report is nobody’s concern', async () => {
  await handle({ eventName: 'REMOVE', dynamodb: { Keys: key('none', 1), OldImage: key('none', 1) } })
  assert.equal([aws.operations, aws.sent], [[], []])
})

/** Twenty-five reports of a module with one message in each window, the first half of whose attempts were made. */
const longEpoch = async (module: string) => {
  for (let t = 10; t <= 250; t += 10) {
    await receive(module, t - 1)
    await handle(await report(module, t, (2 * t) / 10))
  }
  aws.published.length = aws.operations.length = 0
}
const stateOf = async (module: string) => {
  const { Item } = await aws.dynamo('GetItem', {
    TableName: 'received_window',
    Key: key(module, -1),
    ConsistentRead: true,
  })
  return (Item as Record<string, { N?: string }> | undefined)?.upto?.N
}

test('a long epoch is taken up again at its state: what lies before is not read', async () => {
  await longEpoch('long')
  assert.is(await stateOf('long'), '100')
  for (const TableName of ['message_recv', 'received_window'])
    await aws.dynamo('DeleteItem', { TableName, Key: key('long', TableName === 'message_recv' ? 19 : 20) })
  await receive('long', 255)
  await handle(await report('long', 260, 52))
  assert.equal(only(aws.published).attributes.received, 'Number 26')
})

test('a report before the state, its correction or its removal takes that back, and later rates follow', async () => {
  await longEpoch('taken back')
  // Half as many attempts as before: a reset.
  await handle(await report('taken back', 15, 1))
  assert.is(times().length, 25)
  assert.is(await stateOf('taken back'), undefined)
  await handle(await report('taken back', 15, 3, 1))
  assert.is(aws.published.at(-1)?.attributes.received, 'Number 25')
  await handle(await report('taken back', 260, 52))
  assert.is(await stateOf('taken back'), '160')
  await aws.dynamo('DeleteItem', { TableName: 'weekly_diagnostic', Key: key('taken back', 15) })
  const OldImage = { ...key('taken back', 15), attempts: { N: '3' } }
  await handle({ eventName: 'REMOVE', dynamodb: { OldImage } })
  assert.is(await stateOf('taken back'), undefined)
})

test('a state under another rule for the first report is none', async () => {
  await longEpoch('rule')
  const env = { ...aws.world.env, FIRST_REPORT: 'baseline' as const }
  await makeSuccessRate({ ...aws.world, env })({ Records: [await report('rule', 260, 52)] })
  assert.is(aws.published.at(-1)?.attributes.received, 'Number 24')
})

test('report out of order: later rates that differ are published again, in order of T', async () => {
  await receive('late', 1, 11, 21, 31)
  await report('late', 10, 12)
  await report('late', 30, 40)
  await report('late', 40, 50)
  await handle(await report('late', 20, 5))
  assert.equal(times(), ['20', '30', '40'])
  assert.equal(
    new Set(aws.published.map(({ attributes }) => attributes.quality)),
    new Set(['String upper-bound']),
  )
})

test('a report whose own record is still to come in the batch is not published twice', async () => {
  await receive('batch', 1, 11, 21)
  const records = [await report('batch', 10, 0), await report('batch', 20, 2), await report('batch', 30, 4)]
  await handle(...records)
  assert.equal(times(), ['10', '20', '30'])
})

test('a record to come that publishes nothing does not keep its report from being published again', async () => {
  await receive('touch', 1, 11, 21)
  const later = await report('touch', 30, 4, 4)
  await handle(await report('touch', 20, 0), later)
  assert.equal(times(), ['20', '30'])
})

test('computed_at grows from one computation to the next, even within a millisecond', async () => {
  const records = [await report('tick', 1, 1), await report('tick', 2, 2), await report('tock', 1, 1)]
  await makeSuccessRate({ ...aws.world, now: () => 1_000_000 })({ Records: records })
  const stamps = aws.published.map(({ attributes }) => attributes.computed_at).toSorted()
  assert.equal(stamps, ['Number 1000000', 'Number 1000001', 'Number 1000002'])
})

test('a record that can never be processed goes to the dead-letter queue, and the batch goes on', async () => {
  const good = await report('poison', 2, 2)
  const bad = { ...good, dynamodb: { ...good.dynamodb, NewImage: key('poison', 1) } }
  assert.equal(await handle(bad, good), [])
  const letter = JSON.parse(aws.sent[0]?.MessageBody ?? '')
  assert.equal(letter, { reason: 'attempts is missing.', hop: 'success_rate', record: bad })
  assert.equal(times(), ['2'])
})

test('rates that were clamped or are an upper bound are counted by metrics, each once for a batch’s report', async () => {
  await receive('clamped', 1, 2, 3)
  await handle(await report('clamped', 10, 2), await report('clamped', 20, 5), await report('clamped', 30, 1))
  const figures = (name: string) => aws.lines.map(line => JSON.parse(line)[name] ?? 0)
  // more received than attempted, an upper bound from there on, and a reset somewhere in a window
  assert.equal(figures('Clamped'), [1, 0, 0])
  assert.equal(figures('UpperBound'), [1, 1, 1])
})

test('what fails is named, and every other record of the batch is done, of its module, too', async () => {
  aws.hooks.refuse = (operation, body, response) => {
    const refused = operation === 'Publish' && /moduleid%22%3A%22bad%22%2C%22timestamp%22%3A2%2C/.test(body)
    if (refused) response.writeHead(403).end('<Error><Code>AuthorizationError</Code></Error>')
    return refused
  }
  const bad = [await report('bad', 1, 1), await report('bad', 2, 2), await report('bad', 3, 3)]
  const good = [await report('good', 1, 1), await report('good', 2, 2)]
  const failed = await handle(
    bad[0] as StreamRecord,
    good[0] as StreamRecord,
    ...bad.slice(1),
    ...good.slice(1),
  )
  assert.equal(failed, [bad[1]?.dynamodb.SequenceNumber])
  assert.equal(times().sort(), ['1', '1', '2', '3'])
  const { level, module, error } = only(aws.lines.map(line => JSON.parse(line)).filter(line => line.level))
  assert.equal([level, module], ['ERROR', 'bad'])
  assert.match(error, 'sns Publish: AuthorizationError')
})

test('if the dead-letter queue cannot be reached, the record fails and stays in the stream', async () => {
  aws.hooks.refuse = (_, __, response) => {
    response.writeHead(503).end()
    return true
  }
  const record = { eventName: 'INSERT', dynamodb: { SequenceNumber: '99' } }
  assert.equal(await handle(record), ['99'])
})

test('throttled calls are tried again within the invocation', async () => {
  let calls = 0
  aws.hooks.refuse = (_, __, response) => {
    const refused = ++calls % 2 === 1
    if (refused) response.writeHead(400).end('{"__type":"x#ThrottlingException"}')
    return refused
  }
  await receive('slow', 1)
  assert.equal(await handle(await report('slow', 1, 1)), [])
  // the reports after it, the state of its epoch, the reports up to it, its windows, its messages; then the count is
  // kept, and the rate
  const operations = ['Query', 'Query', 'Query', 'Query', 'Query', 'Publish', 'UpdateItem', 'UpdateItem']
  assert.equal(
    aws.operations,
    operations.flatMap(operation => [operation, operation]),
  )
})

test('a module whose name is __proto__ is a module like any other', async () => {
  await receive('__proto__', 1)
  assert.equal(await handle(await report('__proto__', 1, 1), await report('constructor', 1, 1)), [])
  assert.is(aws.published.length, 2)
})

test('a redriven record that is invalid is answered with the reason, and makes no second letter', async () => {
  const record = await report('again', 1, 1)
  const NewImage = { moduleId: { S: 'again' }, timestamp: { N: '1' } }
  const Records = [{ ...record, dynamodb: { ...record.dynamodb, NewImage } }]
  const answer = await makeSuccessRate(aws.world)({ Records, redriven: true })
  assert.equal(answer, { batchItemFailures: [], refused: ['attempts is missing.'] })
  assert.equal([aws.sent, aws.published, aws.lines], [[], [], []])
})

test('an empty batch is no work', async () => {
  assert.equal(await handle(), [])
  assert.equal(await makeSuccessRate(aws.world)({}), { batchItemFailures: [], refused: undefined })
})

test.run()
