// Which actions of SNS, SQS and STS fauxqs knows. Any other is refused by name, and so is the query protocol of
// SQS, which fauxqs would take for SNS.

import { unsupported } from '../protocol/aws-error.ts'
import type { Protocol, Service } from '../protocol/call.ts'

type Known = {
  readonly title: string
  readonly protocol: Protocol
  readonly actions: ReadonlySet<string>
}

export const sqsActions: Known = {
  title: 'SQS',
  protocol: 'json',
  actions: new Set([
    'ChangeMessageVisibility',
    'ChangeMessageVisibilityBatch',
    'CreateQueue',
    'DeleteMessage',
    'DeleteMessageBatch',
    'DeleteQueue',
    'GetQueueAttributes',
    'GetQueueUrl',
    'ListQueueTags',
    'ListQueues',
    'PurgeQueue',
    'ReceiveMessage',
    'SendMessage',
    'SendMessageBatch',
    'SetQueueAttributes',
    'TagQueue',
    'UntagQueue',
  ]),
}

export const snsActions: Known = {
  title: 'SNS',
  protocol: 'query',
  actions: new Set([
    'ConfirmSubscription',
    'CreateTopic',
    'DeleteTopic',
    'GetSubscriptionAttributes',
    'GetTopicAttributes',
    'ListSubscriptions',
    'ListSubscriptionsByTopic',
    'ListTagsForResource',
    'ListTopics',
    'Publish',
    'PublishBatch',
    'SetSubscriptionAttributes',
    'SetTopicAttributes',
    'Subscribe',
    'TagResource',
    'Unsubscribe',
    'UntagResource',
  ]),
}

export const stsActions: Known = {
  title: 'STS',
  protocol: 'query',
  actions: new Set(['GetCallerIdentity']),
}

/** The service, for those actions alone. */
export const only = (known: Known, service: Service): Service => {
  return async call => {
    if (call.protocol !== known.protocol)
      throw unsupported(`${known.title} in the ${call.protocol} protocol (${call.action}); update the client`)
    if (!known.actions.has(call.action)) throw unsupported(`${known.title} ${call.action}`)
    return service(call)
  }
}
