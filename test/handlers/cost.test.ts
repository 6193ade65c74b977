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
const units = (operation: string) =>
  aws.capacity.filter(call => call.operation === operation).reduce((sum, call) => sum + call.units, 0)

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
  assert.equal(aws.operations, ['PutItem', 'Query', 'UpdateItem'])
  await report('reopened', now + 3 * week, 40)
  assert.is(aws.published.at(-1)?.attributes.received, 'Number 1')
  aws.published.length = 0
  await report('reopened', now + 4 * week, 50)
  assert.is(aws.published.at(-1)?.attributes.received, 'Number 1')
})

/** A module with `perWeek` messages a week: read units and counted rows of its report in a given week. */
const costOf = async (module: string, weeks: number, perWeek: number) => {
  const Requests: object[] = []
  for (let w = 1; w <= weeks; w++)
    for (let i = 0; i < perWeek; i++) {
      const Item = {
        moduleId: { S: module },
        timestamp: { N: `${now + w * week - 1 - Math.floor((i * week) / perWeek)}` },
      }
      // Those of the last weeks; the windows before them are kept, as they were counted in their time.
      if (w > weeks - 3) Requests.push({ PutRequest: { Item } })
    }
  for (let i = 0; i < Requests.length; i += 25)
    await aws.dynamo('BatchWriteItem', { RequestItems: { message_recv: Requests.slice(i, i + 25) } })
  for (let w = 1; w < weeks; w++) {
    const [timestamp, previous] = [now + w * week, now + (w - 1) * week]
    const key = { moduleId: { S: module }, timestamp: { N: `${timestamp}` } }
    await aws.dynamo('PutItem', {
      TableName: 'weekly_diagnostic',
      Item: { ...key, attempts: { N: `${2 * w * perWeek}` } },
    })
    await aws.dynamo('PutItem', {
      TableName: 'received_window',
      Item: {
        ...key,
        previous: w > 1 ? { N: `${previous}` } : { NULL: true },
        received: { N: `${perWeek}` },
        readings: { NULL: true },
        // The one before the last was counted when it was reported: too early to stay.
        counted_at: { N: `${(timestamp + (w < weeks - 1 ? week : 5)) * 1000}` },
        published: { S: `${perWeek * w} ${perWeek * w} ${2 * w * perWeek} a` },
      },
    })
  }
  await report(module, now + weeks * week, 2 * weeks * perWeek)
  const { received } = aws.published.at(-1)?.attributes ?? {}
  assert.is(received, `Number ${weeks * perWeek}`)
  const rows = aws.capacity.find(call => call.table === 'message_recv')
  return { read: units('Query'), write: units('UpdateItem'), rows: rows?.rows }
}

test('a report’s counted rows do not grow with age, and read units by reports and windows alone', async () => {
  for (const perWeek of [42, 672]) {
    const young = await costOf(`four weeks ${perWeek}`, 4, perWeek)
    const old = await costOf(`ten years ${perWeek}`, 520, perWeek)
    console.log(`\n   ${perWeek} a week:`, JSON.stringify({ young, old }))
    assert.equal(old.rows, young.rows)
  }
})

test.run()
