// Topics and their subscriptions, over HTTP.

import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  PublishBatchCommand,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns'
import { CreateQueueCommand } from '@aws-sdk/client-sqs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { rejectionOf } from '../helpers/refusal.ts'
import { startTestStack, type TestStack } from '../helpers/start-test-stack.ts'

const test = suite<{ stack: TestStack }>('sns')
test.before.each(async context => {
  context.stack = await startTestStack()
})
test.after.each(async ({ stack }) => {
  await stack.stop()
  assert.equal(stack.bugs, [])
})

const arnOf = (service: string, name: string) => `arn:aws:${service}:us-east-1:000000000000:${name}`
const TopicArn = arnOf('sns', 'topic')
// nobody has made it: what is delivered to it shows as lost
const Endpoint = arnOf('lambda', 'function:gone')

/** A topic whose subscribed function is not there, and a queue for what that loses. */
const losing = async ({ sns, sqs }: TestStack) => {
  const Policy = JSON.stringify({
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: arnOf('sqs', 'lost'),
    },
  })
  await sqs.send(new CreateQueueCommand({ QueueName: 'lost', Attributes: { Policy } }))
  await sns.send(new CreateTopicCommand({ Name: 'topic' }))
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf('sqs', 'lost') })
  const { SubscriptionArn } = await sns.send(
    new SubscribeCommand({ TopicArn, Protocol: 'lambda', Endpoint, Attributes: { RedrivePolicy } }),
  )
  return SubscriptionArn
}

const publish = ({ sns }: TestStack, Message: string) => sns.send(new PublishCommand({ TopicArn, Message }))
const lost = async (stack: TestStack) => JSON.parse((await stack.receive('lost')).Body ?? '').Message

test('the subscription of a function is confirmed at once', async ({ stack }) => {
  await losing(stack)
  const { Attributes } = await stack.sns.send(new GetTopicAttributesCommand({ TopicArn }))
  assert.is(Attributes?.SubscriptionsConfirmed, '1')
})

for (const [what, end] of [
  [
    'unsubscribed',
    async ({ sns }: TestStack, SubscriptionArn: string | undefined) =>
      sns.send(new UnsubscribeCommand({ SubscriptionArn })),
  ],
  [
    'gone with its topic',
    async ({ sns }: TestStack) => {
      await sns.send(new DeleteTopicCommand({ TopicArn }))
      await sns.send(new CreateTopicCommand({ Name: 'topic' }))
    },
  ],
] as const)
  test(`a function that is ${what} gets nothing more`, async ({ stack }) => {
    await end(stack, await losing(stack))
    await publish(stack, 'for nobody')
    // subscribed again, it gets what comes after that, and that only
    await losing(stack)
    await publish(stack, 'for me')
    assert.is(await lost(stack), 'for me')
  })

test('a batch is taken whole or refused with its reason', async ({ stack }) => {
  await losing(stack)
  const batch = (...Ids: string[]) =>
    stack.sns.send(
      new PublishBatchCommand({
        TopicArn,
        PublishBatchRequestEntries: Ids.map(Id => ({ Id, Message: `message ${Id}` })),
      }),
    )
  assert.is((await rejectionOf(batch('a', 'a'))).name, 'BatchEntryIdsNotDistinctException')
  const { Successful, Failed } = await batch('a', 'b')
  assert.equal([Successful?.map(({ Id }) => Id), Failed ?? []], [['a', 'b'], []])
  assert.equal([await lost(stack), await lost(stack)].sort(), ['message a', 'message b'])
})

test('a queue gets the envelope, past all functions', async ({ stack }) => {
  await losing(stack)
  await stack.sqs.send(new CreateQueueCommand({ QueueName: 'heard' }))
  await stack.sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: arnOf('sqs', 'heard') }))
  await publish(stack, 'é <&>')
  assert.is(JSON.parse((await stack.receive('heard')).Body ?? '').Message, 'é <&>')
  assert.is(await lost(stack), 'é <&>')
})

test('a queue hears from its subscription on what only functions heard before, and a topic that is gone nothing', async ({
  stack,
}) => {
  const { sns } = stack
  await losing(stack)
  const { MessageId } = await sns.send(new PublishCommand({ TopicArn, Message: 'first' }))
  const letter = JSON.parse((await stack.receive('lost')).Body ?? '')
  assert.equal([letter.Message, letter.MessageId], ['first', MessageId])
  await stack.sqs.send(new CreateQueueCommand({ QueueName: 'heard' }))
  const toQueue = { TopicArn, Protocol: 'sqs', Endpoint: arnOf('sqs', 'heard') }
  const { SubscriptionArn } = await sns.send(new SubscribeCommand(toQueue))
  await publish(stack, 'second')
  assert.is(JSON.parse((await stack.receive('heard')).Body ?? '').Message, 'second')
  assert.is(await lost(stack), 'second')
  await sns.send(new UnsubscribeCommand({ SubscriptionArn }))
  const batch = await sns.send(
    new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: [{ Id: 'a', Message: 'third' }] }),
  )
  assert.is(batch.Successful?.[0]?.Id, 'a')
  assert.ok(batch.$metadata.requestId)
  assert.is(await lost(stack), 'third')
  await sns.send(new DeleteTopicCommand({ TopicArn }))
  assert.is((await rejectionOf(publish(stack, 'fourth'))).name, 'NotFoundException')
})

test('what would not be delivered is not accepted', async ({ stack }) => {
  const SubscriptionArn = await losing(stack)
  const { sns } = stack
  await sns.send(new CreateTopicCommand({ Name: 'ordered.fifo', Attributes: { FifoTopic: 'true' } }))
  const refused = async (work: Promise<unknown>, words: string) => {
    const { message } = await rejectionOf(work)
    assert.ok(message.includes(words), message)
  }
  const subscribe = (input: object) =>
    sns.send(new SubscribeCommand({ TopicArn, Protocol: 'lambda', Endpoint, ...input }))
  await refused(subscribe({ Protocol: 'https', Endpoint: 'https://x' }), 'protocol https')
  await refused(subscribe({ TopicArn: arnOf('sns', 'ordered.fifo') }), 'Please use FIFO SQS queue')
  await refused(subscribe({ Endpoint: 'fn' }), 'Lambda endpoint ARN')
  await refused(subscribe({ Attributes: { FilterPolicy: '{}' } }), 'FilterPolicy of a lambda subscription')
  await refused(subscribe({ Attributes: { RedrivePolicy: 'no json' } }), 'RedrivePolicy')
  await refused(
    sns.send(
      new SetSubscriptionAttributesCommand({
        SubscriptionArn,
        AttributeName: 'FilterPolicy',
        AttributeValue: '{}',
      }),
    ),
    'lambda subscription',
  )
  await stack.sqs.send(new CreateQueueCommand({ QueueName: 'heard' }))
  const toQueue = { Protocol: 'sqs', Endpoint: arnOf('sqs', 'heard') }
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: Endpoint })
  await refused(
    subscribe({ ...toQueue, Attributes: { RedrivePolicy } }),
    'RedrivePolicy of an sqs subscription',
  )
  const heard = await subscribe(toQueue)
  await refused(
    sns.send(
      new SetSubscriptionAttributesCommand({
        SubscriptionArn: heard.SubscriptionArn,
        AttributeName: 'RedrivePolicy',
        AttributeValue: RedrivePolicy,
      }),
    ),
    'RedrivePolicy of an sqs subscription',
  )
  await refused(
    sns.send(new CreateTopicCommand({ Name: 'large', Attributes: { MaximumMessageSize: '1048576' } })),
    'MaximumMessageSize of a topic',
  )
  await refused(
    sns.send(
      new SetTopicAttributesCommand({ TopicArn, AttributeName: 'DeliveryPolicy', AttributeValue: '{}' }),
    ),
    'DeliveryPolicy of a topic',
  )
  await refused(
    stack.sqs.send(new CreateQueueCommand({ QueueName: 'picky', Attributes: { RedriveAllowPolicy: '{}' } })),
    'RedriveAllowPolicy of a queue',
  )
  await refused(sns.send(new PublishCommand({ TopicArn: arnOf('sns', 'gone'), Message: 'x' })), 'not exist')
})

test.run()
