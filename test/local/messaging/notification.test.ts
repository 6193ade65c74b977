import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { notificationsOf } from '../../../src/local/messaging/notification.ts'
import { publishedEntries } from '../../../src/local/messaging/publish.ts'
import { parseQuery } from '../../../src/local/protocol/query.ts'
import { refusalOf } from '../helpers/refusal.ts'

const test = suite('notification')

const entries = (action: string, form: Record<string, string>) =>
  publishedEntries(action, parseQuery(new URLSearchParams(form).toString()))

const batch = (...messages: Record<string, string>[]) =>
  Object.fromEntries(
    messages.flatMap((message, index) =>
      Object.entries(message).map(([name, value]) => [
        `PublishBatchRequestEntries.member.${index + 1}.${name}`,
        value,
      ]),
    ),
  )

test('a published message becomes the record that Lambda hands over', () => {
  const published = entries('Publish', {
    Message: '{"a":1}',
    Subject: 'about',
    'MessageAttributes.entry.1.Name': '__proto__',
    'MessageAttributes.entry.1.Value.DataType': 'String',
    'MessageAttributes.entry.1.Value.StringValue': 'x',
    'MessageAttributes.entry.2.Name': 'bytes',
    'MessageAttributes.entry.2.Value.DataType': 'Binary',
    'MessageAttributes.entry.2.Value.BinaryValue': 'AA==',
  })
  const [record] = notificationsOf('arn:topic', published, '<MessageId>m-1</MessageId>', 0)
  assert.is(record?.EventSource, 'aws:sns')
  const { Message, MessageId, Subject, Timestamp, TopicArn, MessageAttributes } = record?.Sns ?? {}
  assert.equal(
    { Message, MessageId, Subject, Timestamp, TopicArn },
    {
      Message: '{"a":1}',
      MessageId: 'm-1',
      Subject: 'about',
      Timestamp: '1970-01-01T00:00:00.000Z',
      TopicArn: 'arn:topic',
    },
  )
  assert.is(
    JSON.stringify(MessageAttributes),
    '{"__proto__":{"Type":"String","Value":"x"},"bytes":{"Type":"Binary","Value":"AA=="}}',
  )
})

test('of a batch only what SNS accepted is handed over, in the order of the entries', () => {
  const published = entries(
    'PublishBatch',
    batch({ Id: 'a', Message: '1' }, { Id: 'b', Message: '2' }, { Id: 'c', Message: '3' }),
  )
  const answer =
    '<Successful><member><Id>c</Id><MessageId>mc</MessageId></member><member><Id>a</Id><MessageId>ma</MessageId></member></Successful>' +
    '<Failed><member><Id>b</Id><Code>InvalidParameter</Code><Message>too long</Message></member></Failed>'
  const records = notificationsOf('arn:topic', published, answer, 0)
  assert.equal(
    records.map(({ Sns }) => [Sns.MessageId, Sns.Message]),
    [
      ['ma', '1'],
      ['mc', '3'],
    ],
  )
})

const attribute = (value: Record<string, string>) => ({
  Message: 'm',
  'MessageAttributes.entry.1.Name': 'n',
  ...value,
})
const many = Array.from({ length: 11 }, (_, index) => ({ Id: `i${index}`, Message: 'm' }))

const refused: [string, string, Record<string, string>, string][] = [
  ['an empty message', 'Publish', { Message: '' }, 'InvalidParameter'],
  [
    'a message for each protocol',
    'Publish',
    { Message: '{}', MessageStructure: 'json' },
    'NotSupportedLocally',
  ],
  ['an attribute without a value', 'Publish', attribute({}), 'InvalidParameter'],
  [
    'an attribute without a type',
    'Publish',
    attribute({ 'MessageAttributes.entry.1.Value.StringValue': 'x' }),
    'InvalidParameter',
  ],
  [
    'an attribute whose value is of another type',
    'Publish',
    attribute({
      'MessageAttributes.entry.1.Value.DataType': 'Number',
      'MessageAttributes.entry.1.Value.BinaryValue': 'AA==',
    }),
    'InvalidParameter',
  ],
  ['an empty batch', 'PublishBatch', {}, 'EmptyBatchRequest'],
  ['a batch of eleven', 'PublishBatch', batch(...many), 'TooManyEntriesInBatchRequest'],
  [
    'two entries with one id',
    'PublishBatch',
    batch({ Id: 'a', Message: '1' }, { Id: 'a', Message: '2' }),
    'BatchEntryIdsNotDistinct',
  ],
  ['an id that is XML', 'PublishBatch', batch({ Id: '<a/>', Message: '1' }), 'InvalidBatchEntryId'],
  ['an entry without a message', 'PublishBatch', batch({ Id: 'a' }), 'InvalidParameter'],
  [
    'more than 256 KiB together',
    'PublishBatch',
    batch({ Id: 'a', Message: 'x'.repeat(200_000) }, { Id: 'b', Message: 'x'.repeat(200_000) }),
    'BatchRequestTooLong',
  ],
]
for (const [what, action, form, code] of refused)
  test(`refuses ${what}, which would be lost in silence`, () =>
    assert.is(refusalOf(() => entries(action, form)).code, code))

test.run()
