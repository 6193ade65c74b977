import type { Mapping, Value } from '../../../cfn/template.ts'
import { arn } from '../../place.ts'
import { AwsError } from '../../protocol/aws-error.ts'
import { queryCall } from '../../protocol/call.ts'
import { textOf } from '../../protocol/xml.ts'
import { mappingOf, type Providers, requiredText, type Services, text } from '../provider.ts'

/** Calls SNS by way of the front door's own path, so that subscriptions of functions are seen. */
const sns = async (services: Services, action: string, input: Readonly<Record<string, string>>) => {
  const { status, body } = await services.sns(queryCall('sns', action, input))
  if (status < 400) return body
  throw new AwsError(textOf(body, 'Code') ?? 'InternalError', textOf(body, 'Message') ?? body, status)
}

/** SQS and SNS take every attribute as text. */
const attributeText = (value: Value): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)

const queueAttributes = [
  'DelaySeconds',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'RedrivePolicy',
  'VisibilityTimeout',
]

export const messaging: Providers = {
  'AWS::SNS::Topic': {
    properties: ['TopicName'],
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
    remove: async ({ physicalId }, services) => {
      await sns(services, 'DeleteTopic', { TopicArn: physicalId })
    },
  },

  'AWS::SNS::Subscription': {
    properties: [
      'TopicArn',
      'Protocol',
      'Endpoint',
      'RedrivePolicy',
      'RawMessageDelivery',
      'FilterPolicy',
      'FilterPolicyScope',
    ],
    create: async (properties, services) => {
      const attributes = ['RedrivePolicy', 'RawMessageDelivery', 'FilterPolicy', 'FilterPolicyScope'].flatMap(
        name => (properties[name] === undefined ? [] : [[name, attributeText(properties[name])] as const]),
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
    remove: async ({ physicalId }, services) => {
      await sns(services, 'Unsubscribe', { SubscriptionArn: physicalId })
    },
  },

  'AWS::SQS::Queue': {
    properties: ['QueueName', ...queueAttributes],
    create: async (properties, services, freeName) => {
      const name = text(properties, 'QueueName') ?? freeName
      const given = queueAttributes.filter(attribute => properties[attribute] !== undefined)
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
    remove: async ({ physicalId }, services) => {
      await services.queues.sqs('DeleteQueue', { QueueUrl: physicalId })
    },
  },

  'AWS::SQS::QueuePolicy': {
    properties: ['Queues'],
    create: async ({ Queues }, services, freeName) => {
      // a policy on a queue that is not there fails on AWS too
      for (const queue of Array.isArray(Queues) ? Queues : [])
        await services.queues.sqs('GetQueueAttributes', { QueueUrl: queue, AttributeNames: ['QueueArn'] })
      return { physicalId: freeName }
    },
    remove: async () => {},
  },

  'AWS::SNS::TopicPolicy': {
    properties: ['Topics'],
    create: async ({ Topics }, services, freeName) => {
      for (const topic of Array.isArray(Topics) ? Topics : [])
        await services.queues.sns('GetTopicAttributes', { TopicArn: String(topic) })
      return { physicalId: freeName }
    },
    remove: async () => {},
  },
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
