import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeChance } from '../../../src/local/faults/chance.ts'
import { faultyDelivery } from '../../../src/local/faults/faulty-delivery.ts'
import { parseFaults } from '../../../src/local/faults/parse-faults.ts'
import type { Deliver } from '../../../src/local/messaging/lambda-subscriptions.ts'
import { notificationsOf } from '../../../src/local/messaging/notification.ts'
import { eventually } from '../helpers/eventually.ts'

const test = suite('faulty delivery')

const subscription = { arn: 'sub', topicArn: 'topic', functionArn: 'fn', deadLetterQueueArn: undefined }
const records = Array.from({ length: 100 }, (_, index) =>
  notificationsOf('topic', [{ Message: `${index}` }], '<MessageId>m</MessageId>', 0),
).flat()

const delivered = async (faults: string, seed = '7'): Promise<readonly number[]> => {
  const seen: number[] = []
  const note: Deliver = async (_, record) => void seen.push(Number(record.Sns.Message))
  const { deliver, held } = faultyDelivery(makeChance(parseFaults(faults, seed)), note)
  for (const record of records) deliver(subscription, record)
  await eventually(() => held() === 0)
  return seen
}

const sorted = (values: readonly number[]) => [...values].sort((left, right) => left - right)
const all = records.map((_, index) => index)

test('without faults each comes once, in order', async () => {
  assert.equal(await delivered('duplicate=0,reorder=0'), all)
})

test('duplicates come besides, and the same ones by the same seed', async () => {
  const seen = await delivered('duplicate=0.3')
  assert.equal([...new Set(seen)], all)
  assert.ok(seen.length > 110 && seen.length < 150, `${seen.length}`)
  assert.equal(await delivered('duplicate=0.3'), seen)
})

test('reordered ones come later, and none is lost', async () => {
  const seen = await delivered('reorder=0.3:10ms')
  assert.not.equal(seen, all)
  assert.equal(sorted(seen), all)
})

test('what is held back when the stack stops never comes', async () => {
  const seen: unknown[] = []
  const plan = parseFaults('reorder=1:20ms')
  const { deliver, held, stop } = faultyDelivery(
    makeChance(plan),
    async (_, record) => void seen.push(record),
  )
  for (const record of records) deliver(subscription, record)
  assert.is(held(), 100)
  stop()
  await new Promise(resolve => setTimeout(resolve, 30))
  assert.equal([held(), seen], [0, []])
})

test.run()
