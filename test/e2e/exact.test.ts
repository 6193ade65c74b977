// Kept counts, end to end: service.yaml as it is deployed, on the local stack.

import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { range, type Service, startService } from '../helpers/service.ts'

const test = suite<{ service: Service }>('exact rates, end to end')

test.before(async context => {
  context.service = await startService()
})
test.after(async ({ service }) => {
  assert.equal(service.bugs, [])
  await service.stop()
})

const week = 604_800
// Two years ago, in whole weeks: each message is late, each window final when it is first counted.
const start = (Math.floor(Date.now() / 1000 / week) - 104) * week

const received = async (service: Service) =>
  (await service.rates()).map(({ event, attributes }) => [
    (event.timestamp - start) / week,
    Number(attributes.received),
    attributes.quality,
  ])

const windowAt = async (service: Service, module: string, timestamp: number) => {
  const { Item = {} } = await service.dynamodb.send(
    new GetItemCommand({
      TableName: service.output('ReceivedWindowTableName'),
      Key: { moduleId: { S: module }, timestamp: { N: `${timestamp}` } },
      ConsistentRead: true,
    }),
  )
  return { received: Item.received?.N, reopened: Item.reopened?.N, published: Item.published?.S }
}

test('a late message reopens its window, and the next report is exact', async ({ service }) => {
  const report = (n: number) =>
    service.weekly({ moduleid: 'm', timestamp: start + n * week, attempts: 20 * n })
  await service.recvAll('m', range(start - 4, start))
  await report(0.5)
  await report(1)
  await service.stack.idle()
  assert.equal(await windowAt(service, 'm', start + week), {
    received: '0',
    reopened: undefined,
    published: '5 5 20 a',
  })
  await service.recvAll('m', [start - 5, start + week - 1])
  assert.equal(await windowAt(service, 'm', start + week), {
    received: '0',
    reopened: '1',
    published: '5 5 20 a',
  })
  await report(2)
  assert.equal((await received(service)).slice(-1), [[2, 7, 'assumed-start']])
  assert.is((await windowAt(service, 'm', start + week)).received, '1')
})

test('tx_attempts makes the moment of a reset known, and a start that was seen', async ({ service }) => {
  const send = (timestamp: number, tx_attempts: number) =>
    service.recv({ moduleId: 'tx', timestamp: start + timestamp, tx_attempts })
  for (const [timestamp, tx] of [
    [1, 1],
    [2, 3],
    [3, 4],
    [4, 1],
    [5, 2],
  ] as const)
    await send(timestamp, tx)
  await service.stack.idle()
  for (const [n, attempts] of [
    [3, 4],
    [9, 4],
  ] as const)
    await service.weekly({ moduleid: 'tx', timestamp: start + n, attempts })
  await service.stack.idle()
  const rates = (await service.rates()).map(({ event, attributes }) => [
    event.timestamp - start,
    event.success_rate,
    attributes.quality,
  ])
  assert.equal(rates.toSorted(), [
    [3, 75, 'exact'],
    [9, 50, 'exact'],
  ])
})

test.run()
