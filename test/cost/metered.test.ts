// The units that the bill counts with are those that the handlers take, by DynamoDB's own measure.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeRecv } from '../../handlers/recv.ts'
import { makeSuccessRate } from '../../handlers/success-rate.ts'
import { makeWeekly } from '../../handlers/weekly.ts'
import { weeksPerMonth } from '../../src/cost/fleet.ts'
import { thisDesign } from '../../src/cost/this-design.ts'
import { startAws } from '../handlers/local-aws.ts'

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

test.run()
