// The fleet as the console's server tells of it: how often it reads the table, and what it leaves behind.

import { DeleteTableCommand } from '@aws-sdk/client-dynamodb'
import { ListQueuesCommand } from '@aws-sdk/client-sqs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeFleet } from '../../../src/console/api/fleet.ts'
import { hearRates } from '../../../src/console/hear-rates.ts'
import { shareFeed } from '../../../src/console/share-feed.ts'
import type { Source } from '../../../src/console/source.ts'
import type { FleetEvent } from '../../../src/console/wire-fleet.ts'
import { onTarget } from '../../../src/deploy/target.ts'
import { manyModules, putPublished } from '../../helpers/published-rows.ts'
import { type Service, startService } from '../../helpers/service.ts'

const test = suite<{ service: Service; fleet: ReturnType<typeof makeFleet> }>('the fleet, told')

/** Told as of a stack on AWS, where reading costs. */
const sourceOf = ({ stack }: Service): Promise<Source> =>
  onTarget({ env: {} }, { stackName: 'bookish-guacamole', endpointUrl: stack.endpoint }, async target => ({
    ...target,
    loopback: false,
    now: Date.now,
  }))

const makeOne = async (service: Service) => {
  const source = await sourceOf(service)
  return makeFleet(
    source,
    shareFeed(over => hearRates(source, over)),
  )
}

test.before(async context => {
  const service = await startService()
  await putPublished(service.dynamodb, service.output('ReceivedWindowTableName'), manyModules(100, 3))
  Object.assign(context, { service, fleet: await makeOne(service) })
})
test.after(async ({ service }) => {
  await service.stop()
  assert.equal(service.bugs, [])
})

type Known = Extract<FleetEvent, { readonly kind: 'fleet' }>

/** Follows until events were told that suffice. */
const until = async (
  feed: AsyncIterable<FleetEvent>,
  suffices: (event: FleetEvent) => boolean,
): Promise<FleetEvent> => {
  for await (const event of feed) if (suffices(event)) return event
  throw new Error('the feed has ended')
}

const queues = async ({ sqs }: Service) => {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'guac-console-' }))
  return QueueUrls.length
}

test('one reading is for all who look on, and one queue, which goes with the last of them', async ({
  service,
  fleet,
}) => {
  const [first, second] = [fleet.feed(new AbortController().signal), fleet.feed(new AbortController().signal)]
  const [a, b] = (await Promise.all(
    [first, second].map(feed => feed.next().then(() => until(feed, ({ kind }) => kind === 'fleet'))),
  )) as [Known, Known]
  assert.equal(a.reading, b.reading)
  assert.equal([a.rows.length, a.reading.rows, a.gap], [100, 300, false])
  assert.ok(a.reading.units > 0)
  assert.is(await queues(service), 0)
})

test('whoever comes later is shown what was read before, and told that something may be missing', async ({
  fleet,
}) => {
  const feed = fleet.feed(new AbortController().signal)
  const { value } = await feed.next()
  assert.is(value?.kind, 'fleet')
  assert.is((value as Known).gap, true)
  await feed.return(undefined)
})

test('a rate that is published meanwhile comes by itself, with no other reading', async ({
  service,
  fleet,
}) => {
  const feed = fleet.feed(new AbortController().signal)
  const { value } = await feed.next()
  await service.weekly({ moduleid: 'm-07', timestamp: 4_000_000_000, attempts: 10 })
  const change = await until(feed, event => event.kind === 'change' && event.rows.length > 0)
  assert.equal(
    change.kind === 'change' && change.rows.map(({ module, timestamp, rate }) => [module, timestamp, rate]),
    [['m-07', '4000000000', 0]],
  )
  assert.ok((value as Known).rows.some(({ module, rate }) => module === 'm-07' && rate === 7))
})

test('it is read again when a person asks', async ({ service, fleet }) => {
  const feed = fleet.feed(new AbortController().signal)
  const { value } = await feed.next()
  await putPublished(service.dynamodb, service.output('ReceivedWindowTableName'), [
    { module: 'new', timestamp: 1, published: '1 1 2 e' },
  ])
  fleet.again()
  const again = (await until(feed, ({ kind }) => kind === 'fleet')) as Known
  assert.ok(again.reading.at > (value as Known).reading.at)
  assert.ok(again.rows.some(({ module }) => module === 'new'))
  assert.is(again.gap, false)
})

test('a reading that fails is not tried again by itself', async ({ service }) => {
  const fleet = await makeOne(service)
  await service.dynamodb.send(
    new DeleteTableCommand({ TableName: service.output('ReceivedWindowTableName') }),
  )
  const failing = async (): Promise<unknown> =>
    until(fleet.feed(new AbortController().signal), ({ kind }) => kind === 'fleet').catch(error => error)
  const first = await failing()
  assert.instance(first, Error)
  assert.is(await failing(), first)
  fleet.again()
  const second = await failing()
  assert.instance(second, Error)
  assert.is.not(second, first)
  assert.is(await queues(service), 0)
})

test.run()
