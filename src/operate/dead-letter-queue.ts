// Reading the dead-letter queue as a whole, and giving back what was read.

import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'

/** Seconds that a letter stays hidden from others while guac holds it. */
const hidden = 120
/** A queue on many hosts answers from some of them: empty twice in a row is taken for empty.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html */
const emptyAnswers = 2

export type Taking = {
  readonly before: number
  readonly limit: number
  /** Whether the queue is on one host, so that one empty answer is enough. */
  readonly certain: boolean
}

export type Holding = {
  readonly messages: readonly Message[]
  /** Whether more of them are in the queue than were asked for. */
  readonly more: boolean
}

/**
 * Takes letters that came before a moment, in ms since 1970, up to a number, oldest first. Others do not see them
 * until they are released, or two minutes are over.
 */
export const takeLetters = async (
  sqs: SQSClient,
  QueueUrl: string,
  { before, limit, certain }: Taking,
): Promise<Holding> => {
  const found = new Map<string, Message>()
  const spare: Message[] = []
  let empty = 0
  while (empty < (certain ? 1 : emptyAnswers) && found.size <= limit) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: hidden,
        WaitTimeSeconds: empty,
        MessageSystemAttributeNames: ['SentTimestamp'],
      }),
    )
    empty = Messages.length === 0 ? empty + 1 : 0
    for (const message of Messages) {
      // a letter that this very work has made waits for the next time
      if (sentAt(message) > before) spare.push(message)
      else found.set(message.MessageId ?? '', message)
    }
  }
  const all = [...found.values()].sort((a, b) => sentAt(a) - sentAt(b))
  await releaseLetters(sqs, QueueUrl, [...spare, ...all.slice(limit)])
  return { messages: all.slice(0, limit), more: all.length > limit }
}

/** Lets others see letters again. What cannot be released shows itself when its time is over. */
export const releaseLetters = async (
  sqs: SQSClient,
  QueueUrl: string,
  messages: readonly Message[],
): Promise<void> => {
  for (let from = 0; from < messages.length; from += 10)
    await sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl,
        Entries: messages.slice(from, from + 10).map(({ ReceiptHandle }, index) => ({
          Id: `${index}`,
          ReceiptHandle,
          VisibilityTimeout: 0,
        })),
      }),
    )
}

export const removeLetter = async (
  sqs: SQSClient,
  QueueUrl: string,
  ReceiptHandle: string,
): Promise<void> => {
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
}

/** About how many letters anybody could take, and how many somebody holds just now. */
export const readDepth = async (
  sqs: SQSClient,
  QueueUrl: string,
): Promise<{ readonly visible: number; readonly inFlight: number }> => {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  )
  return {
    visible: Number(Attributes.ApproximateNumberOfMessages ?? 0),
    inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
  }
}

/** About how many letters lie in the queue, those included that someone holds. */
export const countLetters = async (sqs: SQSClient, QueueUrl: string): Promise<number> => {
  const { visible, inFlight } = await readDepth(sqs, QueueUrl)
  return visible + inFlight
}

const sentAt = ({ Attributes }: Message): number => Number(Attributes?.SentTimestamp ?? 0)
