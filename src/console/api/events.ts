// The events of a topic while somebody looks on: through a queue that is subscribed for so long, as guac watch does.
// On AWS a busy topic would fill it at somebody's expense, so it is removed after a while, and made anew when asked for.

import { randomBytes } from 'node:crypto'
import { removeStaleQueues } from '../../send/stale-queues.ts'
import { type Heard, openTopicQueue } from '../../send/topic-queue.ts'
import { topicArn } from '../outputs-of.ts'
import type { Source } from '../source.ts'
import type { TopicName } from '../wire-flow.ts'
import type { EventsItem, HeardEvent } from '../wire-hops.ts'

/** What is heard before it pauses; ms. A queue's request takes ten events at most, and costs $0.40 a million. */
const limits = (loopback: boolean) => (loopback ? { events: 2000, ms: 600_000 } : { events: 200, ms: 60_000 })
/** Long enough to cost little, short enough for a pause in time. s */
const poll = 5
/** For an event that nobody takes any more. s, the least that SQS has */
const keepSeconds = 60
const longest = 4000

/** What a topic publishes, until it is over or enough. The queue is gone when this has ended. */
export async function* readEvents(
  source: Source,
  topic: TopicName,
  over: AbortSignal,
): AsyncGenerator<EventsItem> {
  const { clients, now, loopback } = source
  const arn = topicArn(await source.outputs(), topic)
  const [sns, sqs] = await Promise.all([clients.sns(), clients.sqs()])
  // those of a console that was killed
  await removeStaleQueues(sns, sqs, arn, now())
  if (over.aborted) return
  const queue = await openTopicQueue(sns, sqs, arn, {
    name: `guac-console-${randomBytes(8).toString('hex')}`,
    keepSeconds,
    now,
  })
  try {
    yield { kind: 'listening' }
    const { events: most, ms } = limits(loopback)
    const begun = now()
    let count = 0
    while (!over.aborted && count < most && now() - begun < ms) {
      const heard = await queue.receive(poll, over).catch(error => {
        if (over.aborted) return []
        throw error
      })
      count += heard.length
      if (heard.length > 0) yield { kind: 'heard', events: heard.map(asEvent) }
    }
    const why =
      count < most ? `after ${ms < 120_000 ? 'a minute' : `${ms / 60_000} minutes`}` : `after ${count} events`
    if (!over.aborted) yield { kind: 'paused', why }
  } finally {
    await queue.remove()
  }
}

const asEvent = ({ message, attributes, publishedAt }: Heard): HeardEvent => ({
  message: message.length > longest ? `${message.slice(0, longest)}…` : message,
  attributes,
  publishedAt,
})
