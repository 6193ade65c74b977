// What SNS hands to a function for one published message.
// https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html

import type { Params } from '../protocol/query.ts'
import { textOf } from '../protocol/xml.ts'

export type SnsRecord = {
  readonly EventVersion: '1.0'
  readonly EventSubscriptionArn: string
  readonly EventSource: 'aws:sns'
  readonly Sns: {
    readonly Type: 'Notification'
    readonly MessageId: string
    readonly TopicArn: string
    readonly Subject: string | null
    readonly Message: string
    readonly Timestamp: string
    readonly SignatureVersion: '1'
    readonly Signature: string
    readonly SigningCertUrl: string
    readonly UnsubscribeUrl: string
    readonly MessageAttributes: Readonly<Record<string, { readonly Type: string; readonly Value: string }>>
  }
}

type Entry = Params

/** The records of a Publish or PublishBatch that SNS accepted, in the order of the entries. */
export const notificationsOf = (params: Params, answer: string, now: number): readonly SnsRecord[] => {
  if (!params.PublishBatchRequestEntries)
    return [record(params, String(params.TopicArn), textOf(answer, 'MessageId') ?? '', now)]
  const accepted = new Map(
    [...answer.matchAll(/<member>(.*?)<\/member>/gs)]
      .map(found => found[1] ?? '')
      .map(member => [textOf(member, 'Id') ?? '', textOf(member, 'MessageId')] as const),
  )
  return (params.PublishBatchRequestEntries as readonly Entry[]).flatMap(entry => {
    const messageId = accepted.get(String(entry.Id))
    return messageId ? [record(entry, String(params.TopicArn), messageId, now)] : []
  })
}

const record = (entry: Entry, topicArn: string, messageId: string, now: number): SnsRecord => ({
  EventVersion: '1.0',
  EventSubscriptionArn: '',
  EventSource: 'aws:sns',
  Sns: {
    Type: 'Notification',
    MessageId: messageId,
    TopicArn: topicArn,
    Subject: typeof entry.Subject === 'string' ? entry.Subject : null,
    Message: String(entry.Message),
    Timestamp: new Date(now).toISOString(),
    SignatureVersion: '1',
    // nothing signs here, and Lambda's subscribers do not check: IAM vouches for the caller
    Signature: 'local',
    SigningCertUrl: 'local',
    UnsubscribeUrl: 'local',
    MessageAttributes: attributesOf(entry),
  },
})

const attributesOf = (entry: Entry): SnsRecord['Sns']['MessageAttributes'] => {
  const list = Array.isArray(entry.MessageAttributes) ? (entry.MessageAttributes as readonly Params[]) : []
  return Object.fromEntries(
    list.map(attribute => {
      const value = attribute.Value as Params
      return [
        String(attribute.Name),
        { Type: String(value.DataType), Value: String(value.StringValue ?? value.BinaryValue) },
      ]
    }),
  )
}
