// What SNS hands to a function for one published message.
// https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html

import { list, type Params, text } from '../protocol/query.ts'
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

/** The ids of the messages that SNS accepted, by the entries of a Publish or PublishBatch in their order. */
export const messageIds = (entries: readonly Params[], answer: string): readonly (string | undefined)[] => {
  const members = [...answer.matchAll(/<member>(.*?)<\/member>/gs)].map(found => found[1] ?? '')
  const accepted = new Map(members.map(member => [textOf(member, 'Id'), textOf(member, 'MessageId')]))
  const single = textOf(answer, 'MessageId')
  return entries.map(entry => (entry.Id === undefined ? single : accepted.get(text(entry, 'Id'))))
}

/** The records of what SNS accepted of a Publish or PublishBatch, in the order of its checked entries. */
export const notificationsOf = (
  topicArn: string,
  entries: readonly Params[],
  answer: string,
  now: number,
): readonly SnsRecord[] => recordsOf(topicArn, entries, messageIds(entries, answer), now)

/** The records of entries by their message ids; one without was not accepted. */
export const recordsOf = (
  topicArn: string,
  entries: readonly Params[],
  ids: readonly (string | undefined)[],
  now: number,
): readonly SnsRecord[] =>
  entries.flatMap((entry, index) => {
    const messageId = ids[index]
    return messageId ? [record(entry, topicArn, messageId, now)] : []
  })

const record = (entry: Params, topicArn: string, messageId: string, now: number): SnsRecord => ({
  EventVersion: '1.0',
  EventSubscriptionArn: '',
  EventSource: 'aws:sns',
  Sns: {
    Type: 'Notification',
    MessageId: messageId,
    TopicArn: topicArn,
    Subject: text(entry, 'Subject') ?? null,
    Message: text(entry, 'Message') ?? '',
    Timestamp: new Date(now).toISOString(),
    SignatureVersion: '1',
    // nothing signs here, and Lambda's subscribers do not check: IAM vouches for the caller
    Signature: 'local',
    SigningCertUrl: 'local',
    UnsubscribeUrl: 'local',
    MessageAttributes: Object.fromEntries(
      (list(entry, 'MessageAttributes') as readonly Params[]).map(attribute => {
        const value = attribute.Value as Params
        const content = text(value, 'StringValue') ?? text(value, 'BinaryValue') ?? ''
        return [text(attribute, 'Name') ?? '', { Type: text(value, 'DataType') ?? '', Value: content }]
      }),
    ),
  },
})
