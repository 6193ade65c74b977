// A queue that hears what one topic publishes for a while, as a consumer would make one, and then goes.

import { type SNSClient, SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns'
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  type SQSClient,
  TagQueueCommand,
} from '@aws-sdk/client-sqs'

/** An event as it arrives. */
export type Heard = {
  /** The event's text, digit for digit. */
  readonly message: string
  readonly attributes: Readonly<Record<string, string>>
  /** When SNS took it, in ms since 1970. */
  readonly publishedAt: number
}

export type TopicQueue = {
  /** The events that arrive within some seconds, at most 20; none when there are none. Each is given once. */
  readonly receive: (seconds: number, stopping: AbortSignal) => Promise<readonly Heard[]>
  readonly remove: () => Promise<void>
}

export type TopicQueueOptions = {
  readonly name: string
  /** The one module whose events it hears; all if absent. Only where events say it in an attribute. */
  readonly module?: string | undefined
  /** Seconds that it keeps an event which nobody receives. */
  readonly keepSeconds: number
  /** Now, in ms since 1970. */
  readonly now: () => number
}

/** The tag that says when a queue was last in use. */
export const inUseTag = 'guac-in-use'

/** How often a queue that is listened to says so, in ms, for `removeStaleQueues` to see. */
export const touchEveryMs = 60_000

/** Makes a queue and subscribes it to the topic. What it made is gone if it throws. */
export const openTopicQueue = async (
  sns: SNSClient,
  sqs: SQSClient,
  topicArn: string,
  { name, module, keepSeconds, now }: TopicQueueOptions,
): Promise<TopicQueue> => {
  // if nobody is left to remove it, it keeps nothing for long
  const created = await sqs.send(
    new CreateQueueCommand({
      QueueName: name,
      Attributes: { MessageRetentionPeriod: `${Math.max(60, keepSeconds)}` },
    }),
  )
  const QueueUrl = created.QueueUrl ?? ''
  let SubscriptionArn: string | undefined
  const remove = async (): Promise<void> => {
    if (SubscriptionArn) await sns.send(new UnsubscribeCommand({ SubscriptionArn })).catch(() => {})
    await sqs.send(new DeleteQueueCommand({ QueueUrl }))
  }
  try {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    )
    const queueArn = Attributes?.QueueArn ?? ''
    const Policy = JSON.stringify(allowing(topicArn, queueArn))
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }))
    const subscribed = await sns.send(
      new SubscribeCommand({
        TopicArn: topicArn,
        Protocol: 'sqs',
        Endpoint: queueArn,
        Attributes: module === undefined ? {} : { FilterPolicy: JSON.stringify({ moduleid: [module] }) },
        ReturnSubscriptionArn: true,
      }),
    )
    SubscriptionArn = subscribed.SubscriptionArn
  } catch (error) {
    await remove()
    throw error
  }
  // a queue knows itself when it was made
  let touched = now()
  const touch = async (): Promise<void> => {
    if (now() - touched < touchEveryMs) return
    touched = now()
    await sqs.send(new TagQueueCommand({ QueueUrl, Tags: { [inUseTag]: `${touched}` } }))
  }
  return {
    remove,
    receive: async (seconds, stopping) => {
      await touch()
      return receive(sqs, QueueUrl, seconds, stopping)
    },
  }
}

// https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html
const allowing = (topicArn: string, queueArn: string) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: queueArn,
      Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
    },
  ],
})

// https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
type Notification = {
  readonly Message: string
  readonly Timestamp: string
  readonly MessageAttributes?: Readonly<Record<string, { readonly Value: string }>>
}

const receive = async (
  sqs: SQSClient,
  QueueUrl: string,
  seconds: number,
  stopping: AbortSignal,
): Promise<readonly Heard[]> => {
  const command = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: seconds, MaxNumberOfMessages: 10 })
  const { Messages = [] } = await sqs.send(command, { abortSignal: stopping })
  const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: `${index}`, ReceiptHandle }))
  if (Entries.length > 0) await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }))
  return Messages.map(({ Body = '' }) => {
    const { Message, Timestamp, MessageAttributes = {} }: Notification = JSON.parse(Body)
    const attributes = Object.entries(MessageAttributes).map(([name, { Value }]) => [name, Value])
    return {
      message: Message,
      attributes: Object.fromEntries(attributes),
      publishedAt: Date.parse(Timestamp),
    }
  })
}
