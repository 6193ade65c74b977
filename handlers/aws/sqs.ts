// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html

import { type Aws, callJson } from './connect.ts'

/** Sends a message with its attributes to a queue. */
export const sendMessage = (
  aws: Aws,
  QueueUrl: string,
  MessageBody: string,
  MessageAttributes: object,
): Promise<unknown> =>
  callJson(aws, 'sqs', 'AmazonSQS', 'SendMessage', { QueueUrl, MessageBody, MessageAttributes })
