// The units that the bill counts with are those that the handlers take, by DynamoDB's own measure.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeRecv } from '../../handlers/recv.ts'
import { makeSuccessRate } from '../../handlers/success-rate.ts'
import { makeWeekly } from '../../handlers/weekly.ts'
import { weeksPerMonth } from '../../src/cost/fleet.ts'
import { messageRow, reportRow, windowRow } from '../../src/cost/rows.ts'
import { thisDesign } from '../../src/cost/this-design.ts'
import { startAws } from '../handlers/local-aws.ts'
import { type Attribute, itemBytes } from '../helpers/item-bytes.ts'

const test = suite('metered')
const aws = await startAws()
test.after(() => aws.close())

const week = 604_800
const start = 1_763_800_000
const perWeek = 84
const weeks = 8
const worldAt = (seconds: number) => ({ ...aws.world, now: () => seconds * 1000 })
const notification = (event: object) => ({ Records: [{ Sns: { Message: JSON.stringify(event) } }] })

/** Units of a week's messages and of its report, each as it comes. */
const playWeek = async (moduleId: string, number: number) => {
  aws.capacity.length = 0
  const end = start + number * week
  for (let i = perWeek - 1; i >= 0; i--) {
    const timestamp = end - Math.floor((i * week) / perWeek)
    await makeRecv(worldAt(timestamp + 1))(notification({ moduleId, timestamp }))
  }
  const attempts = 100 * number
  const Keys = { moduleId: { S: moduleId }, timestamp: { N: `${end}` } }
  await makeWeekly(worldAt(end + 5))(notification({ moduleid: moduleId, timestamp: end, attempts }))
  const NewImage = { ...Keys, attempts: { N: `${attempts}` } }
  await makeSuccessRate(worldAt(end + 6))({
    Records: [{ eventName: 'INSERT', dynamodb: { Keys, NewImage } }],
  })
  const sum = (read: boolean) =>
    aws.capacity
      .filter(({ operation }) => /^(Query|GetItem|BatchGetItem)$/.test(operation) === read)
      .reduce((units, call) => units + call.units, 0)
  return { written: sum(false), read: sum(true) }
}

test('a week of a module writes and reads what the bill says', async () => {
  let last = { written: 0, read: 0 }
  for (let number = 1; number <= weeks; number++) last = await playWeek('m1-0123456789abc', number)
  const lines = thisDesign({ modules: 1, messagesPerWeek: perWeek, ageWeeks: weeks })
  const billed = (price: string) =>
    lines.filter(line => line.price === price).reduce((units, line) => units + line.quantity, 0) /
    weeksPerMonth
  assert.is(last.written, Math.round(billed('writeUnit')))
  assert.ok(
    last.read <= billed('readUnit') && last.read >= billed('readUnit') / 2,
    `${last.read} read units, billed ${billed('readUnit')}`,
  )
})

test('a message later than its report costs one look and what reopens a window', async () => {
  const moduleId = 'm1-0123456789abc'
  aws.capacity.length = 0
  aws.lines.length = 0
  const timestamp = start + (weeks - 1) * week - 1234
  await makeRecv(worldAt(timestamp + 2 * week))(notification({ moduleId, timestamp }))
  const units = (operation: string) =>
    aws.capacity.filter(call => call.operation === operation).reduce((sum, call) => sum + call.units, 0)
  const of = (late: number) => thisDesign({ modules: 1, messagesPerWeek: 1, ageWeeks: weeks, late })
  const billed = (price: string) =>
    of(1)
      .filter(line => line.group === 'late messages' && line.price === price)
      .reduce((sum, line) => sum + line.quantity, 0) / weeksPerMonth
  assert.is(units('Query'), billed('readUnit'))
  assert.is(units('PutItem') + units('UpdateItem'), 1 + billed('writeUnit'))
  const logged = aws.lines.reduce((sum, line) => sum + line.length + 1, 0) / 1e9
  // without a function's name, which on AWS stands in it
  assert.ok(logged <= billed('logs') && logged > 0.8 * billed('logs'), `${logged} GB`)
  assert.is(
    of(0).reduce((sum, line) => sum + (line.group === 'late messages' ? line.quantity : 0), 0),
    0,
  )
})

test('rows have as many bytes as the bill says', async () => {
  const mean = async (TableName: string): Promise<number> => {
    const { Items } = (await aws.dynamo('Scan', { TableName })) as { Items: Record<string, Attribute>[] }
    return Items.reduce((sum, item) => sum + itemBytes(item), 0) / Items.length
  }
  const near = (bytes: number, billed: number) =>
    assert.ok(bytes <= billed && bytes > 0.8 * billed, `${bytes} bytes, billed ${billed}`)
  // trailing zeros of a number take no bytes
  near(await mean('message_recv'), messageRow(false))
  near(await mean('weekly_diagnostic'), reportRow)
  near(await mean('received_window'), windowRow)
})

test.run()
