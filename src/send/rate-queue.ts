// A queue that hears success rates for a while, as a consumer would make one, and then goes.

import type { SNSClient } from '@aws-sdk/client-sns'
import type { SQSClient } from '@aws-sdk/client-sqs'
import { type Heard, openTopicQueue, type TopicQueue, type TopicQueueOptions } from './topic-queue.ts'

/** A success rate as it arrives. */
export type HeardRate = Omit<Heard, 'publishedAt'> & { readonly timestamp: bigint | undefined }

export type RateQueue = Omit<TopicQueue, 'receive'> & {
  /** The rates that arrive within some seconds, at most 20; none when there are none. Each is given once. */
  readonly receive: (seconds: number, stopping: AbortSignal) => Promise<readonly HeardRate[]>
}

/** Makes a queue and subscribes it to the topic of success rates. What it made is gone if it throws. */
export const openRateQueue = async (
  sns: SNSClient,
  sqs: SQSClient,
  topicArn: string,
  options: TopicQueueOptions,
): Promise<RateQueue> => {
  const { receive, remove } = await openTopicQueue(sns, sqs, topicArn, options)
  return {
    remove,
    receive: async (seconds, stopping) =>
      (await receive(seconds, stopping)).map(heard => ({ ...heard, timestamp: timestampIn(heard.message) })),
  }
}

// JSON.parse would round it. Within a string each quote is escaped, so the field is found wherever it stands.
const timestampIn = (message: string): bigint | undefined => {
  const digits = /"timestamp":\s*(\d+)/.exec(message)?.[1]
  return digits === undefined ? undefined : BigInt(digits)
}
