import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeChance } from '../../../src/local/faults/chance.ts'
import { faultyCalls } from '../../../src/local/faults/faulty-calls.ts'
import { parseFaults } from '../../../src/local/faults/parse-faults.ts'
import { split } from '../../../src/local/faults/unprocessed.ts'
import { AwsError } from '../../../src/local/protocol/aws-error.ts'
import { type Call, jsonAnswer, jsonCall } from '../../../src/local/protocol/call.ts'
import { HangUp } from '../../../src/local/protocol/hang-up.ts'
import { rejectionOf } from '../helpers/refusal.ts'

const test = suite('faulty calls')

const put = { ...jsonCall('dynamodb', 'DynamoDB_20120810.PutItem', {}), accessKey: 'function' }

/** A service that counts its calls, with faults. */
const faulty = (faults: string) => {
  const performed: Call[] = []
  const waited: number[] = []
  const world = {
    chance: makeChance(parseFaults(faults)),
    isFunction: (key: string | undefined) => key === 'function',
    wait: async (ms: number) => void waited.push(ms),
  }
  const service = faultyCalls(world, async call => {
    performed.push(call)
    return jsonAnswer({})
  })
  return { service, performed, waited }
}

test('calls of a person and of the stack itself are never touched', async () => {
  const { service, performed } = faulty('throttle=1,error=1,reset-before=1,reset-after=1,delay=1')
  await service({ ...put, accessKey: 'AKIAPERSON' })
  await service({ ...put, accessKey: undefined })
  assert.is(performed.length, 2)
})

for (const [service, codes] of [
  ['dynamodb', ['ProvisionedThroughputExceededException', 'ThrottlingException']],
  ['sns', ['Throttling']],
  ['sqs', ['RequestThrottled']],
] as const)
  test(`${service} throttles with HTTP 400 and ${codes.join(' or ')}, without an effect`, async () => {
    const { service: call, performed } = faulty('throttle=1')
    const seen = new Set<string>()
    for (let time = 0; time < 20; time += 1) {
      const error = await rejectionOf(call({ ...put, service }))
      if (!(error instanceof AwsError)) throw error
      assert.is(error.status, 400)
      seen.add(error.code.split('#').at(-1) ?? '')
    }
    assert.equal([...seen].sort(), codes)
    assert.is(performed.length, 0)
  })

test('an error is HTTP 500, without an effect', async () => {
  const { service, performed } = faulty('error=1')
  const error = await rejectionOf(service(put))
  assert.is(error instanceof AwsError && error.status, 500)
  assert.is(performed.length, 0)
})

test('a reset before leaves no effect, a reset after has one', async () => {
  const before = faulty('reset-before=1')
  assert.instance(await rejectionOf(before.service(put)), HangUp)
  assert.is(before.performed.length, 0)
  const after = faulty('reset-after=1')
  assert.instance(await rejectionOf(after.service(put)), HangUp)
  assert.is(after.performed.length, 1)
})

test('a delay waits its time', async () => {
  const { service, performed, waited } = faulty('delay=1:20ms')
  await service(put)
  assert.equal([waited, performed.length], [[20], 1])
})

test('a batch is done in part, and the rest comes back', async () => {
  const { service, performed } = faulty('unprocessed=1')
  const requests = Array.from({ length: 25 }, (_, id) => ({ PutRequest: { Item: { id: { N: `${id}` } } } }))
  const RequestItems = { one: requests.slice(0, 20), two: requests.slice(20) }
  const batch = jsonCall('dynamodb', 'DynamoDB_20120810.BatchWriteItem', { RequestItems })
  const { body } = await service({ ...batch, accessKey: 'function' })
  const done = Object.values(JSON.parse(performed[0]?.body ?? '').RequestItems).flat()
  const left = Object.values(JSON.parse(body).UnprocessedItems).flat()
  assert.ok(done.length > 0 && left.length > 0)
  assert.is(new Set([...done, ...left].map(request => JSON.stringify(request))).size, 25)
})

test('a batch that would fall on one side whole is divided all the same', () => {
  assert.equal(
    split({ table: [1, 2] }, () => 0),
    { done: { table: [1] }, left: { table: [2] } },
  )
  assert.equal(
    split({ table: [1, 2] }, () => 0.9),
    { done: { table: [2] }, left: { table: [1] } },
  )
})

test.run()
