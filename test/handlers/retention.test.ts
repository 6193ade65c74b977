// Retention in the tables: when messages expire, what is too late, and that no count falls when they are gone.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeRecv } from '../../handlers/recv.ts'
import { makeSuccessRate } from '../../handlers/success-rate.ts'
import { startAws } from './local-aws.ts'

const test = suite('retention')
const aws = await startAws()
test.after(() => aws.close())
test.before.each(() => {
  aws.published.length = aws.lines.length = aws.operations.length = 0
})

const now = 1_763_800_000
const day = 86_400
const week = 7 * day
const key = (module: string, timestamp: number) => ({
  moduleId: { S: module },
  timestamp: { N: `${timestamp}` },
})
const worldAt = (seconds: number) => ({
  ...aws.world,
  env: { ...aws.world.env, RETENTION: '30' },
  now: () => seconds * 1000,
})
const receive = (moduleId: string, timestamp: number, at = timestamp) =>
  makeRecv(worldAt(at))({ Records: [{ Sns: { Message: JSON.stringify({ moduleId, timestamp }) } }] })
const report = async (module: string, timestamp: number, at = timestamp) => {
  const NewImage = { ...key(module, timestamp), attempts: { N: '100' } }
  await aws.dynamo('PutItem', { TableName: 'weekly_diagnostic', Item: NewImage })
  await makeSuccessRate(worldAt(at))({ Records: [{ eventName: 'INSERT', dynamodb: { NewImage } }] })
}
const remove = (module: string, ...timestamps: number[]) =>
  Promise.all(
    timestamps.map(t => aws.dynamo('DeleteItem', { TableName: 'message_recv', Key: key(module, t) })),
  )
const item = async (TableName: string, module: string, timestamp: number) => {
  const { Item } = await aws.dynamo('GetItem', {
    TableName,
    Key: key(module, timestamp),
    ConsistentRead: true,
  })
  return Item as Record<string, { N?: string }> | undefined
}
const received = () => aws.published.map(({ attributes }) => attributes.received)
const metric = (name: string) =>
  aws.lines.map(line => JSON.parse(line)[name]).filter(count => count !== undefined)

/** A module with a message a day before each of some weekly reports. */
const live = async (module: string, weeks: number) => {
  for (let w = 1; w <= weeks; w++) {
    await receive(module, now + w * week - day)
    await report(module, now + w * week)
  }
  aws.published.length = aws.lines.length = aws.operations.length = 0
}

test('a message expires 30 days after it came, not after it was sent', async () => {
  await receive('expires', now, now + 5)
  assert.is((await item('message_recv', 'expires', now))?.expires?.N, `${now + 5 + 30 * day}`)
})

test('a message too late for its window is stored and counted as that, and its window stays as it is', async () => {
  await live('too late', 2)
  await receive('too late', now + 2, now + week - day + 30 * day - 3600)
  assert.equal([metric('TooLate'), metric('Late')], [[1], []])
  assert.ok(await item('message_recv', 'too late', now + 2))
  assert.is((await item('received_window', 'too late', now + week))?.reopened, undefined)
})

test('a message that comes an hour before is late, and counted', async () => {
  await live('in time', 2)
  const at = now + week - day + 30 * day - 3601
  await receive('in time', now + 2, at)
  assert.equal([metric('TooLate'), metric('Late')], [[], [1]])
  await report('in time', now + 3 * week, at)
  assert.equal(received(), ['Number 3'])
})

test('late in time, but no report came in time: counted as too late, once, and the count stays', async () => {
  await live('no report', 2)
  await receive('no report', now + 2, now + 3 * week)
  await remove('no report', now + week - day)
  await report('no report', now + 8 * week)
  assert.equal([received(), metric('TooLate')], [['Number 2'], [1]])
  await report('no report', now + 9 * week)
  assert.equal([received(), metric('TooLate')], [['Number 2', 'Number 2'], [1]])
})

test('the window that was still open when its messages went keeps its count', async () => {
  await live('open', 2)
  await remove('open', now + week - day, now + 2 * week - day)
  await report('open', now + 8 * week)
  assert.equal([received(), metric('TooLate')], [['Number 2'], []])
})

test('messages that somebody deletes do not make a count fall', async () => {
  await live('deleted', 2)
  await remove('deleted', now + 2 * week - day)
  await report('deleted', now + 3 * week)
  assert.equal(received(), ['Number 2'])
})

test('a report that comes into a window whose messages are gone takes none from later rates', async () => {
  await live('cut', 3)
  await remove('cut', now + 2 * week - day)
  await report('cut', now + 2 * week - 5 * day, now + 8 * week)
  assert.equal(received(), ['Number 1'])
  await report('cut', now + 9 * week)
  assert.equal(received().slice(1), ['Number 3'])
})

test('a window that an earlier version reopened is counted again', async () => {
  await live('before', 2)
  for (const [w, expression] of [
    [1, 'SET reopened = :r REMOVE whole_until'],
    [2, 'SET reopened = :r REMOVE received, whole_until'],
  ] as const) {
    await receive('before', now + w * week - 5)
    await aws.dynamo('UpdateItem', {
      TableName: 'received_window',
      Key: key('before', now + w * week),
      UpdateExpression: expression,
      ExpressionAttributeValues: { ':r': { N: '2' } },
    })
  }
  await report('before', now + 3 * week)
  assert.equal(received(), ['Number 4'])
})

test.run()
