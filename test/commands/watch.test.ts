// `guac watch` as a person runs it: rates as they come, and nothing left behind.

import { ListSubscriptionsByTopicCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand, ListQueuesCommand, TagQueueCommand } from '@aws-sdk/client-sqs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openRateQueue } from '../../src/send/rate-queue.ts'
import { removeStaleQueues } from '../../src/send/stale-queues.ts'
import { startGuac } from '../helpers/guac.ts'
import { type Service, startService } from '../helpers/service.ts'

const test = suite<{ service: Service; at: readonly string[] }>('guac watch')

test.before.each(async context => {
  const service = await startService()
  Object.assign(context, { service, at: ['--endpoint-url', service.stack.endpoint] })
})
test.after.each(async ({ service }) => {
  assert.equal(service.bugs, [])
  await service.stop()
})

/** The queues and subscriptions that guac has made for itself. */
const own = async ({ sqs, sns, output }: Service) => {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'guac-watch-' }))
  const TopicArn = output('SuccessRateTopicArn')
  const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))
  const subscribed = Subscriptions.filter(({ Endpoint = '' }) => Endpoint.includes(':guac-watch-'))
  return [QueueUrls.length, subscribed.length]
}

test('prints each rate once, and removes its queue on Ctrl-C', async ({ service, at }) => {
  const { child, ended, saw, told } = startGuac(['watch', ...at])
  await told('as they are published, until Ctrl-C:')
  assert.equal(await own(service), [1, 1])
  await service.recvAll('m', [1, 2, 3])
  await service.weekly({ moduleid: 'm', timestamp: 9, attempts: 4 })
  await saw('75.000 %')
  await service.weekly({ moduleid: 'm', timestamp: 19, attempts: 3 })
  await saw('upper-bound')
  child.kill('SIGINT')
  const { code, stdout } = await ended
  assert.is(code, 0)
  assert.equal(stdout.trimEnd().split('\n'), [
    'm                    9   75.000 %  3 of 4  assumed-start',
    'm                    19    0.000 %  0 of 3  upper-bound, at least 0.000 %',
  ])
  assert.equal(await own(service), [0, 0])
})

test('shows one module’s rates below a bound, digit for digit for machines', async ({ service, at }) => {
  const { child, ended, saw } = startGuac(['watch', '--module', 'm', '--below', '50', '--json', ...at])
  await until(async () => (await own(service))[1] === 1)
  await service.weekly({ moduleid: 'other', timestamp: 1, attempts: 4 })
  await service.weekly({ moduleid: 'm', timestamp: 1, attempts: 0 })
  await service.stack.idle()
  await service.weekly('{"moduleid":"m","timestamp":18446744073709551615,"attempts":4}')
  await saw('\n')
  child.kill('SIGINT')
  const { stdout } = await ended
  assert.match(
    stdout,
    /^\{"event":\{"moduleid":"m","timestamp":18446744073709551615,"success_rate":0\},"attributes":\{[^}]+\}\}\n$/,
  )
})

const until = async (holds: () => Promise<boolean>): Promise<void> => {
  for (let waited = 0; !(await holds()); waited += 50) {
    if (waited > 20_000) throw new Error('Waited 20 s in vain.')
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

test('what a killed guac left behind is removed, what another one uses is not', async ({ service }) => {
  const { sns, sqs, output } = service
  const topic = output('SuccessRateTopicArn')
  const now = Date.now()
  let clock = now
  const open = (name: string) => openRateQueue(sns, sqs, topic, { name, keepSeconds: 60, now: () => clock })
  await open('guac-watch-killed')
  const used = await open('guac-watch-used')
  await sqs.send(new CreateQueueCommand({ QueueName: 'watch-of-somebody-else' }))
  const later = now + 3_600_000
  clock = later - 60_000
  await used.receive(0, new AbortController().signal)
  assert.equal(await removeStaleQueues(sns, sqs, topic, now), [])
  assert.equal(await removeStaleQueues(sns, sqs, topic, later), ['guac-watch-killed'])
  assert.equal(await own(service), [1, 1])
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'watch-of' }))
  assert.is(QueueUrls.length, 1)
})

test('a queue that is gone but still listed stands in nobody’s way', async ({ service }) => {
  const { sns, sqs, output, stack } = service
  const QueueUrl = `${stack.endpoint}/000000000000/guac-watch-gone`
  sqs.middlewareStack.add(
    next => async args => {
      const answer = await next(args)
      if (args.input && 'QueueNamePrefix' in args.input)
        Object.assign(answer.output, { QueueUrls: [QueueUrl] })
      return answer
    },
    { step: 'initialize', name: 'stillListed' },
  )
  assert.equal(await removeStaleQueues(sns, sqs, output('SuccessRateTopicArn'), Date.now()), [])
})

test('a killed watch is found at the next start', async ({ service, at }) => {
  const first = startGuac(['watch', ...at])
  await first.told('until Ctrl-C:')
  first.child.kill('SIGKILL')
  await first.ended
  const { QueueUrls: [QueueUrl] = [] } = await service.sqs.send(
    new ListQueuesCommand({ QueueNamePrefix: 'guac-watch-' }),
  )
  assert.ok(QueueUrl)
  // as if it had been killed long ago; the queue itself is only seconds old
  await service.sqs.send(new TagQueueCommand({ QueueUrl, Tags: { 'guac-in-use': '0' } }))
  const { sns, sqs, output } = service
  const found = await removeStaleQueues(sns, sqs, output('SuccessRateTopicArn'), Date.now() + 601_000)
  assert.equal(found, [QueueUrl.split('/').at(-1)])
  assert.equal(await own(service), [0, 0])
})

test.run()
