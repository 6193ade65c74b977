// The events of a topic while somebody looks on: what is heard, when it is enough, and that its queue goes.

import { ListSubscriptionsByTopicCommand } from '@aws-sdk/client-sns'
import { ListQueuesCommand } from '@aws-sdk/client-sqs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readEvents } from '../../src/console/api/events.ts'
import type { Source } from '../../src/console/source.ts'
import type { EventsItem } from '../../src/console/wire-hops.ts'
import { onTarget } from '../../src/deploy/target.ts'
import { openTopicQueue } from '../../src/send/topic-queue.ts'
import { range, type Service, startService } from '../helpers/service.ts'

const test = suite<{ service: Service; source: Source }>('the events of a topic')

test.before(async context => {
  const service = await startService()
  const options = { stackName: 'bookish-guacamole', endpointUrl: service.stack.endpoint }
  const target = await onTarget({ env: {} }, options, async found => found)
  Object.assign(context, { service, source: { ...target, now: Date.now } })
})
test.after(async ({ service }) => {
  await service.stop()
  assert.equal(service.bugs, [])
})

/** The queues of consoles, and their subscriptions to the topic of messages. */
const own = async ({ sns, sqs, output }: Service): Promise<readonly [number, number]> => {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'guac-console-' }))
  const TopicArn = output('RecvMessageTopicArn')
  const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))
  return [
    QueueUrls.length,
    Subscriptions.filter(({ Endpoint = '' }) => Endpoint.includes('guac-console-')).length,
  ]
}

test('are heard from the first look on, as they were published, until nobody looks', async ({
  service,
  source,
}) => {
  const over = new AbortController()
  const heard: EventsItem[] = []
  for await (const item of readEvents(source, 'recv_message', over.signal)) {
    heard.push(item)
    if (item.kind === 'listening') {
      assert.equal(await own(service), [1, 1])
      await service.recv('{"moduleId":"m",  "timestamp":18446744073709551615}')
    } else over.abort()
  }
  assert.equal(
    heard.map(item => (item.kind === 'heard' ? item.events.map(({ message }) => message) : item.kind)),
    ['listening', ['{"moduleId":"m",  "timestamp":18446744073709551615}']],
  )
  assert.equal(await own(service), [0, 0])
})

test('pause after some hundreds on AWS, and their queue goes', async ({ service, source }) => {
  const over = new AbortController()
  const onAws = { ...source, loopback: false }
  let [count, last] = [0, '']
  for await (const item of readEvents(onAws, 'recv_message', over.signal)) {
    if (item.kind === 'listening') await service.recvAll('many', range(1, 250))
    if (item.kind === 'heard') count += item.events.length
    if (item.kind === 'paused') last = item.why
  }
  assert.ok(count >= 200 && count < 210, `${count}`)
  assert.is(last, `after ${count} events`)
  assert.equal(await own(service), [0, 0])
})

test('pause after a minute on AWS', async ({ service, source }) => {
  let clock = Date.now()
  const now = () => {
    clock += 10_000
    return clock
  }
  const onAws = { ...source, loopback: false, now }
  const seen: EventsItem[] = []
  for await (const item of readEvents(onAws, 'recv_message', new AbortController().signal)) {
    seen.push(item)
  }
  assert.equal(seen, [{ kind: 'listening' }, { kind: 'paused', why: 'after a minute' }])
  assert.equal(await own(service), [0, 0])
})

test('begin with removing the queue of a console that was killed', async ({ service, source }) => {
  const { sns, sqs, output } = service
  const name = 'guac-console-killed'
  await openTopicQueue(sns, sqs, output('RecvMessageTopicArn'), { name, keepSeconds: 60, now: Date.now })
  assert.equal(await own(service), [1, 1])
  const later = { ...source, now: () => Date.now() + 3_600_000 }
  const over = new AbortController()
  for await (const item of readEvents(later, 'recv_message', over.signal)) {
    assert.is(item.kind, 'listening')
    assert.equal(await own(service), [1, 1])
    over.abort()
  }
  assert.equal(await own(service), [0, 0])
})

test('a very long event is cut', async ({ service, source }) => {
  const over = new AbortController()
  for await (const item of readEvents(source, 'recv_message', over.signal)) {
    if (item.kind === 'listening') await service.recv(`{"moduleId":"${'x'.repeat(100_000)}","timestamp":1}`)
    if (item.kind !== 'heard') continue
    assert.is(item.events[0]?.message.length, 4001)
    over.abort()
  }
})

test.run()
