// Queues that guac made to hear events, and was killed before it removed them.

import { paginateListSubscriptionsByTopic, type SNSClient, UnsubscribeCommand } from '@aws-sdk/client-sns'
import {
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueueTagsCommand,
  paginateListQueues,
  QueueDoesNotExist,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import { inUseTag, touchEveryMs } from './topic-queue.ts'

/** What the names of all of them begin with. */
export const prefixes = ['guac-watch-', 'guac-send-', 'guac-simulate-', 'guac-console-'] as const

/** How long after the last time that it said to be in use a queue is taken for left behind. ms. */
const staleMs = 10 * touchEveryMs

/**
 * Removes queues that nobody uses any more, and the topic's subscriptions of those and of such as are gone already.
 * Returns the names of the queues. One that somebody else removes at the same time does no harm.
 */
export const removeStaleQueues = async (
  sns: SNSClient,
  sqs: SQSClient,
  topicArn: string,
  now: number,
): Promise<readonly string[]> => {
  const stale: string[] = []
  const alive = new Set<string>()
  for (const QueueNamePrefix of prefixes)
    for await (const { QueueUrls = [] } of paginateListQueues({ client: sqs }, { QueueNamePrefix }))
      for (const url of QueueUrls) {
        const name = nameOf(url)
        const used = await lastUse(sqs, url)
        if (used === undefined) continue
        if (now - used < staleMs) alive.add(name)
        else {
          await sqs.send(new DeleteQueueCommand({ QueueUrl: url })).catch(() => {})
          stale.push(name)
        }
      }
  for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic(
    { client: sns },
    { TopicArn: topicArn },
  ))
    for (const { Endpoint = '', SubscriptionArn } of Subscriptions) {
      const name = Endpoint.split(':').at(-1) ?? ''
      const ours = Endpoint.startsWith('arn:') && prefixes.some(prefix => name.startsWith(prefix))
      // made between the list of queues and this one, it would be in neither
      const gone = stale.includes(name) || (ours && !alive.has(name) && !(await exists(sqs, Endpoint)))
      if (gone) await sns.send(new UnsubscribeCommand({ SubscriptionArn })).catch(() => {})
    }
  return stale
}

const nameOf = (url: string): string => url.split('/').at(-1) ?? ''

/**
 * When somebody last said to use a queue, or when it was made, in ms since 1970. Undefined for one that is gone: lists
 * show it for a minute more. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteQueue.html
 */
const lastUse = async (sqs: SQSClient, QueueUrl: string): Promise<number | undefined> => {
  const asked = await Promise.all([
    sqs.send(new ListQueueTagsCommand({ QueueUrl })),
    sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['CreatedTimestamp'] })),
  ]).catch(error => {
    if (!(error instanceof QueueDoesNotExist)) throw error
  })
  if (!asked) return undefined
  const [tags, attributes] = asked
  const created = Number(attributes.Attributes?.CreatedTimestamp ?? 0) * 1000
  return Math.max(created, Number(tags.Tags?.[inUseTag] ?? 0))
}

const exists = async (sqs: SQSClient, arn: string): Promise<boolean> => {
  const [, , , , account, name] = arn.split(':')
  return sqs.send(new GetQueueUrlCommand({ QueueName: name, QueueOwnerAWSAccountId: account })).then(
    () => true,
    () => false,
  )
}
