import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { Mapping, Value } from '../../../cfn/template.ts'
import { arn } from '../../place.ts'
import { AwsError } from '../../protocol/aws-error.ts'
import { queryCall } from '../../protocol/call.ts'
import { textOf } from '../../protocol/xml.ts'
import { mappingOf, type Provider, type Providers, requiredText, type Services, text } from '../provider.ts'

/** Calls SNS by way of the front door's own path, so that subscriptions of functions are seen. */
const sns = async (services: Services, action: string, input: Readonly<Record<string, string>>) => {
  const { status, body } = await services.sns(queryCall('sns', action, input))
  if (status < 400) return body
  throw new AwsError(textOf(body, 'Code') ?? 'InternalError', textOf(body, 'Message') ?? body, status)
}

/** SQS and SNS take every attribute as text. */
const attributeText = (value: Value): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)

/** What a queue may be given, and what it has without that.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const queueAttributes: Readonly<Record<string, string>> = {
  DelaySeconds: '0',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
  RedrivePolicy: '',
  VisibilityTimeout: '30',
}

const subscriptionAttributes = ['RedrivePolicy', 'RawMessageDelivery', 'FilterPolicy', 'FilterPolicyScope']

const absentAttribute = (name: string): string => {
  if (name === 'RawMessageDelivery') return 'false'
  return name === 'FilterPolicyScope' ? 'MessageAttributes' : '{}'
}

/** The names under which two mappings differ. */
const changed = (names: readonly string[], before: Mapping, after: Mapping): readonly string[] =>
  names.filter(name => !isDeepStrictEqual(before[name], after[name]))

/** Sets, or takes away, the policy of each of the queues or topics. */
const setPolicy = async ({ Queues = [], Topics = [] }: Mapping, services: Services, Policy: string) => {
  for (const QueueUrl of [Queues].flat())
    await services.queues.sqs('SetQueueAttributes', { QueueUrl, Attributes: { Policy } })
  for (const TopicArn of [Topics].flat())
    await sns(services, 'SetTopicAttributes', {
      TopicArn: String(TopicArn),
      AttributeName: 'Policy',
      AttributeValue: Policy,
    })
}

const resourcePolicy = (of: 'Queues' | 'Topics'): Provider => {
  const set = (properties: Mapping, services: Services) =>
    setPolicy(properties, services, JSON.stringify(properties.PolicyDocument ?? null))
  return {
    properties: [of, 'PolicyDocument'],
    replacedBy: [],
    create: async (properties, services, freeName) => {
      await set(properties, services)
      return { physicalId: freeName }
    },
    update: async ({ properties }, after, services) => {
      await setPolicy(properties, services, '')
      await set(after, services)
      return undefined
    },
    // a queue or topic that is gone meanwhile has none
    remove: ({ properties }, services) => setPolicy(properties, services, '').catch(() => {}),
  }
}

/** An address is only kept: the messages of its topic go to nobody here, which deploying the stack says. */
const isMail = ({ Protocol }: Mapping): boolean => Protocol === 'email'

export const messaging: Providers = {
  'AWS::SNS::Topic': {
    properties: ['TopicName'],
    replacedBy: ['TopicName'],
    named: 'TopicName',
    create: async (properties, services, freeName) => {
      const name = text(properties, 'TopicName') ?? freeName
      const topicArn = arn('sns', name)
      const exists = await services.queues
        .sns('GetTopicAttributes', { TopicArn: topicArn })
        .catch(() => undefined)
      if (exists) throw new Error(`${name} already exists`)
      await sns(services, 'CreateTopic', { Name: name })
      return { physicalId: topicArn, attributes: { TopicArn: topicArn, TopicName: name } }
    },
    madeSince: async (properties, time, { queues }) => {
      const topicArn = arn('sns', text(properties, 'TopicName') ?? '')
      return (queues.bornAt(topicArn) ?? 0) >= time ? { physicalId: topicArn } : undefined
    },
    importedBy: 'TopicArn',
    adopt: async (TopicArn, services) => {
      await services.queues.sns('GetTopicAttributes', { TopicArn })
      return { TopicArn, TopicName: TopicArn.split(':').at(-1) ?? '' }
    },
    remove: async ({ physicalId }, services) => {
      await sns(services, 'DeleteTopic', { TopicArn: physicalId })
    },
  },

  'AWS::SNS::Subscription': {
    properties: ['TopicArn', 'Protocol', 'Endpoint', ...subscriptionAttributes],
    replacedBy: ['Endpoint', 'Protocol', 'TopicArn'],
    create: async (properties, services) => {
      if (isMail(properties)) {
        const topicArn = requiredText(properties, 'TopicArn')
        // on AWS too a topic that is not there fails
        await services.queues.sns('GetTopicAttributes', { TopicArn: topicArn })
        const physicalId = `${topicArn}:${randomUUID()}`
        return { physicalId, attributes: { Arn: physicalId } }
      }
      const attributes = subscriptionAttributes.flatMap(name =>
        properties[name] === undefined ? [] : [[name, attributeText(properties[name])] as const],
      )
      const body = await sns(services, 'Subscribe', {
        TopicArn: requiredText(properties, 'TopicArn'),
        Protocol: requiredText(properties, 'Protocol'),
        Endpoint: requiredText(properties, 'Endpoint'),
        ...Object.fromEntries(
          attributes.flatMap(([name, value], index) => [
            [`Attributes.entry.${index + 1}.key`, name],
            [`Attributes.entry.${index + 1}.value`, value],
          ]),
        ),
      })
      const physicalId = textOf(body, 'SubscriptionArn') ?? ''
      return { physicalId, attributes: { Arn: physicalId } }
    },
    update: async ({ physicalId, properties }, after, services) => {
      if (isMail(after)) return undefined
      for (const name of changed(subscriptionAttributes, properties, after))
        await sns(services, 'SetSubscriptionAttributes', {
          SubscriptionArn: physicalId,
          AttributeName: name,
          // nothing, or {} for a policy, takes it away
          AttributeValue: after[name] === undefined ? absentAttribute(name) : attributeText(after[name]),
        })
      return undefined
    },
    remove: async ({ physicalId, properties }, services) => {
      if (!isMail(properties)) await sns(services, 'Unsubscribe', { SubscriptionArn: physicalId })
    },
  },

  'AWS::SQS::Queue': {
    properties: ['QueueName', ...Object.keys(queueAttributes)],
    replacedBy: ['QueueName'],
    named: 'QueueName',
    create: async (properties, services, freeName) => {
      const name = text(properties, 'QueueName') ?? freeName
      const given = Object.keys(queueAttributes).filter(attribute => properties[attribute] !== undefined)
      const exists = await services.queues.sqs('GetQueueUrl', { QueueName: name }).catch(() => undefined)
      if (exists) throw new Error(`${name} already exists`)
      const { QueueUrl } = await services.queues.sqs<{ QueueUrl: string }>('CreateQueue', {
        QueueName: name,
        Attributes: Object.fromEntries(
          given.map(attribute => [attribute, attributeText(properties[attribute] ?? null)]),
        ),
      })
      return {
        physicalId: QueueUrl,
        attributes: { Arn: arn('sqs', name), QueueName: name, QueueUrl },
      }
    },
    update: async ({ physicalId, properties }, after, services) => {
      const names = changed(Object.keys(queueAttributes), properties, after)
      if (names.length > 0)
        await services.queues.sqs('SetQueueAttributes', {
          QueueUrl: physicalId,
          Attributes: Object.fromEntries(
            names.map(name => [
              name,
              after[name] === undefined ? queueAttributes[name] : attributeText(after[name]),
            ]),
          ),
        })
      return undefined
    },
    madeSince: async (properties, time, { queues }) => {
      const name = text(properties, 'QueueName') ?? ''
      if ((queues.bornAt(arn('sqs', name)) ?? 0) < time) return undefined
      const { QueueUrl } = await queues.sqs<{ QueueUrl: string }>('GetQueueUrl', { QueueName: name })
      return { physicalId: QueueUrl }
    },
    importedBy: 'QueueUrl',
    adopt: async (QueueUrl, services) => {
      const { Attributes } = await services.queues.sqs<{ Attributes: { QueueArn: string } }>(
        'GetQueueAttributes',
        { QueueUrl, AttributeNames: ['QueueArn'] },
      )
      return { Arn: Attributes.QueueArn, QueueName: Attributes.QueueArn.split(':').at(-1) ?? '', QueueUrl }
    },
    remove: async ({ physicalId }, services) => {
      await services.queues.sqs('DeleteQueue', { QueueUrl: physicalId })
    },
  },

  'AWS::SQS::QueuePolicy': resourcePolicy('Queues'),
  'AWS::SNS::TopicPolicy': resourcePolicy('Topics'),
}

/** The queue or topic in a DestinationConfig's OnFailure, if there is one. Throws for any other destination. */
export const onFailureTarget = (properties: Mapping): string | undefined => {
  const config = mappingOf(properties, 'DestinationConfig', ['OnFailure'])
  const target = text(mappingOf(config, 'OnFailure', ['Destination']), 'Destination')
  if (target === undefined || /^arn:[^:]+:(sqs|sns):/.test(target)) return target
  throw new Error(
    `The local stack sends failures to queues and topics only, and the destination is ${target}.`,
  )
}
