// What the protocol costs, by DynamoDB's own measure (ConsumedCapacity, as dynalite computes it), and what it leaves
// in the tables.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeRecv } from '../../handlers/recv.ts'
import { makeSuccessRate } from '../../handlers/success-rate.ts'
import { makeWeekly } from '../../handlers/weekly.ts'
import { startAws } from './local-aws.ts'

const test = suite('cost')
const aws = await startAws()
test.after(() => aws.close())
test.before.each(() => {
  aws.capacity.length = aws.operations.length = aws.published.length = 0
})

const now = 1_763_800_000
const week = 604_800
const day = 86_400
const worldAt = (seconds: number) => ({ ...aws.world, now: () => seconds * 1000 })
const notification = (event: object) => ({ Records: [{ Sns: { Message: JSON.stringify(event) } }] })
const receive = (moduleId: string, timestamp: number, at: number) =>
  makeRecv(worldAt(at))(notification({ moduleId, timestamp }))
const report = async (module: string, timestamp: number, attempts: number, at = timestamp + 5) => {
  await makeWeekly(worldAt(at))(notification({ moduleid: module, timestamp, attempts }))
  const Keys = { moduleId: { S: module }, timestamp: { N: `${timestamp}` } }
  const NewImage = { ...Keys, attempts: { N: `${attempts}` } }
  aws.capacity.length = aws.operations.length = 0
  await makeSuccessRate(worldAt(at))({ Records: [{ eventName: 'INSERT', dynamodb: { Keys, NewImage } }] })
}
// A query that finds nothing costs a read unit, too, which dynalite does not count.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
const units = (operation: string) =>
  aws.capacity
    .filter(call => call.operation === operation)
    .reduce((sum, call) => sum + Math.max(call.units, 1), 0)

test('a message that is not late costs one write unit and no read', async () => {
  await receive('on time', now, now + day - 1)
  assert.equal(aws.capacity, [{ operation: 'PutItem', table: 'message_recv', units: 1, rows: 0 }])
})

test('a late message before its module’s first report costs one read more', async () => {
  await receive('late', now, now + day)
  assert.equal(aws.operations, ['PutItem', 'Query'])
})

test('a late message reopens its window, and the next report counts it', async () => {
  await report('reopened', now, 10)
  await report('reopened', now + week, 20)
  await report('reopened', now + 2 * week, 30)
  aws.operations.length = 0
  await receive('reopened', now - 5, now + 2 * week + day)
  assert.equal(aws.operations, ['PutItem', 'Query', 'UpdateItem', 'UpdateItem'])
  await report('reopened', now + 3 * week, 40)
  assert.is(aws.published.at(-1)?.attributes.received, 'Number 1')
  aws.published.length = 0
  await report('reopened', now + 4 * week, 50)
  assert.is(aws.published.at(-1)?.attributes.received, 'Number 1')
})

type Life = { readonly module: string; readonly perWeek: number; readonly resetEvery?: number }

const batch = async (TableName: string, items: readonly object[]) => {
  const Requests = items.map(Item => ({ PutRequest: { Item } }))
  for (let i = 0; i < Requests.length; i += 25)
    await aws.dynamo('BatchWriteItem', { RequestItems: { [TableName]: Requests.slice(i, i + 25) } })
}
const keyAt = (module: string, timestamp: number) => ({
  moduleId: { S: module },
  timestamp: { N: `${timestamp}` },
})
const messagesOf = ({ module, perWeek }: Life, w: number) =>
  Array.from({ length: perWeek }, (_, i) =>
    keyAt(module, now + w * week - 1 - Math.floor((i * week) / perWeek)),
  )
/** How many weeks of a counter lie behind at a week's end. */
const run = ({ resetEvery = Number.POSITIVE_INFINITY }: Life, w: number) => ((w - 1) % resetEvery) + 1
const attemptsOf = (life: Life, w: number) => 2 * life.perWeek * run(life, w)

/** Some more weeks of a module's life, as reports leave them that keep no states: an earlier version's. */
const live = async (life: Life, from: number, to: number) => {
  const { module, perWeek } = life
  // Messages of the last week; the windows before it are kept, as they were counted in their time.
  await batch('message_recv', messagesOf(life, to))
  const past = Array.from({ length: to - from + 1 }, (_, i) => from + i)
  const reports = past.map(w => ({
    ...keyAt(module, now + w * week),
    attempts: { N: `${attemptsOf(life, w)}` },
  }))
  await batch('weekly_diagnostic', reports)
  const windows = past.map(w => ({
    ...keyAt(module, now + w * week),
    previous: w > 1 ? { N: `${now + (w - 1) * week}` } : { NULL: true },
    received: { N: `${perWeek}` },
    readings: { NULL: true },
    // The last was counted when it was reported: too early to stay.
    counted_at: { N: `${(now + w * week + (w < to ? week : 5)) * 1000}` },
    published: { S: `${perWeek * run(life, w)} ${perWeek * run(life, w)} ${attemptsOf(life, w)} a` },
  }))
  await batch('received_window', windows)
}

/** What the report of one week more costs. */
const oneWeekMore = async (life: Life, w: number) => {
  await batch('message_recv', messagesOf(life, w))
  await report(life.module, now + w * week, attemptsOf(life, w))
  const rows = aws.capacity.filter(({ table }) => table === 'message_recv').map(call => call.rows)
  return { read: units('Query'), write: units('UpdateItem'), rows: rows.reduce((sum, n) => sum + n, 0) }
}
type Cost = Awaited<ReturnType<typeof oneWeekMore>>

/**
 * What reports cost after `weeks` that an earlier version has seen: the first, which keeps a state, the last that
 * takes up that one, and the one after it.
 */
const costsAfter = async (life: Life, weeks: number): Promise<Cost[]> => {
  await live(life, 1, weeks)
  const first = await oneWeekMore(life, weeks + 1)
  await live(life, weeks + 1, weeks + 10)
  const last = await oneWeekMore(life, weeks + 11)
  const next = await oneWeekMore(life, weeks + 12)
  assert.is(aws.published.at(-1)?.attributes.received, `Number ${run(life, weeks + 12) * life.perWeek}`)
  return [first, last, next]
}
const most = (costs: readonly Cost[], name: keyof Cost) => Math.max(...costs.map(cost => cost[name]))

for (const [perWeek, resetEvery] of [
  [42, undefined],
  [672, undefined],
  [42, 26],
  [672, 26],
] as const)
  test(`${perWeek} messages a week, ${resetEvery ? 'with' : 'no'} resets: a report reads at ten years what it read at four weeks`, async () => {
    const life = (age: string) => ({
      module: `${age} ${perWeek} ${resetEvery}`,
      perWeek,
      ...(resetEvery && { resetEvery }),
    })
    await live(life('4w'), 1, 3)
    const young = await oneWeekMore(life('4w'), 4)
    const [firstOfYear, ...year] = await costsAfter(life('1y'), 52)
    const [firstOfTen, ...ten] = await costsAfter(life('10'), 520)
    const read = { young: young.read, year: most(year, 'read'), ten: most(ten, 'read') }
    console.log(
      `\n   read units at four weeks, a year, ten years: ${Object.values(read).join(', ')};`,
      `first report after an update: ${firstOfYear?.read}, ${firstOfTen?.read};`,
      `writes: ${young.write}, at most ${most(ten, 'write')}`,
    )
    assert.ok(Math.max(read.year, read.ten) <= 1.2 * read.young)
    assert.is(most(ten, 'rows'), young.rows)
  })

test('a message ten years late has one report read its epoch, and the next again only a little', async () => {
  const life = { module: 'ten years late', perWeek: 42 }
  await batch('message_recv', messagesOf(life, 1))
  const [, ...usual] = await costsAfter(life, 520)
  aws.capacity.length = aws.operations.length = 0
  await receive(life.module, now + 5, now + 532 * week + day)
  // The version was not raised, since a state was kept; so that was dropped.
  assert.equal(aws.operations, ['PutItem', 'Query', 'UpdateItem', 'UpdateItem', 'UpdateItem'])
  console.log('\n   the message:', { read: units('Query'), write: units('PutItem') + units('UpdateItem') })
  const costs = [await oneWeekMore(life, 533), await oneWeekMore(life, 534)]
  console.log('   the reports after it:', costs)
  assert.is(aws.published.at(-1)?.attributes.received, `Number ${534 * 42 + 1}`)
  assert.ok((costs[1]?.read ?? 0) <= most(usual, 'read'))
})

test('a message some weeks late takes no state back', async () => {
  const life = { module: 'weeks late', perWeek: 42 }
  const [, ...usual] = await costsAfter(life, 52)
  aws.operations.length = 0
  await receive(life.module, now + 61 * week + 7, now + 64 * week + day)
  assert.equal(aws.operations, ['PutItem', 'Query', 'UpdateItem', 'UpdateItem'])
  const after = await oneWeekMore(life, 65)
  // its window's messages are read again
  assert.is(after.read, most(usual, 'read') + 1)
  assert.is(aws.published.at(-1)?.attributes.received, `Number ${65 * 42 + 1}`)
})

test.run()
