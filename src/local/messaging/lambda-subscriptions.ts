// SNS → Lambda. fauxqs keeps a subscription of a function but delivers nothing to it, so the front door keeps
// its own list of them and hands each published message over in process.
// https://docs.aws.amazon.com/sns/latest/dg/sns-lambda-as-subscriber.html

import { AwsError, unsupported } from '../protocol/aws-error.ts'
import type { Answer, Call, Service } from '../protocol/call.ts'
import { isRecord, parseJson } from '../protocol/json.ts'
import { list, type Params, parseQuery, text } from '../protocol/query.ts'
import { textOf } from '../protocol/xml.ts'
import { only, snsActions } from './actions.ts'
import { attributeNames, checkAttributes } from './attributes.ts'
import type { Fauxqs } from './fauxqs.ts'
import { accept, makeFunctionsAlone } from './functions-alone.ts'
import { messageIds, recordsOf, type SnsRecord } from './notification.ts'
import { publishedEntries } from './publish.ts'

export type LambdaSubscription = {
  readonly arn: string
  readonly topicArn: string
  readonly functionArn: string
  readonly deadLetterQueueArn: string | undefined
}

/** Hands one notification to a function. Resolves when it cannot be lost any more. */
export type Deliver = (subscription: LambdaSubscription, record: SnsRecord) => Promise<void>

/** SNS's API: fauxqs, with the subscriptions of functions served. */
export const makeSns = (
  fauxqs: Fauxqs,
  deliver: Deliver,
  now: () => number,
  past: readonly LambdaSubscription[] = [],
): Service => {
  const functionsAlone = makeFunctionsAlone(fauxqs)
  const subscriptions = new Map(past.map(each => [each.arn, each]))

  const subscribe = async (call: Call, params: Params): Promise<Answer> => {
    const protocol = text(params, 'Protocol')
    if (protocol !== 'lambda' && protocol !== 'sqs')
      throw unsupported(`subscriptions of the protocol ${protocol}, only lambda and sqs`)
    if (protocol === 'sqs') {
      checkAttributes('sqs subscription', attributeNames(params))
      return fauxqs.pass(call)
    }
    const subscription = lambdaSubscription(params)
    const answer = await fauxqs.pass(call)
    // subscribing again gives the same ARN: a message is still delivered once
    const arn = textOf(answer.body, 'SubscriptionArn')
    if (answer.status !== 200 || !arn) return answer
    subscriptions.set(arn, { arn, ...subscription })
    // a function has nothing to confirm; to fauxqs the token is the ARN
    await fauxqs.sns('ConfirmSubscription', { TopicArn: subscription.topicArn, Token: arn })
    return answer
  }

  const change = async (call: Call, params: Params, subscription: LambdaSubscription): Promise<Answer> => {
    const name = text(params, 'AttributeName')
    if (name !== 'RedrivePolicy')
      throw unsupported(`SetSubscriptionAttributes of a lambda subscription with ${name}`)
    const policy = text(params, 'AttributeValue') ?? ''
    const deadLetterQueueArn = redriveTarget(policy)
    const answer = await fauxqs.pass(call)
    if (answer.status === 200) subscriptions.set(subscription.arn, { ...subscription, deadLetterQueueArn })
    return answer
  }

  const passOn = async (call: Call, entries: readonly Params[]) => {
    const answer = await fauxqs.pass(call)
    return { ids: messageIds(entries, answer.body), answer }
  }

  const publish = async (call: Call, params: Params): Promise<Answer> => {
    const entries = publishedEntries(call.action, params)
    const topicArn = text(params, 'TopicArn') ?? ''
    const { ids, answer } = (await functionsAlone.hear(topicArn))
      ? accept(call.action, entries)
      : await passOn(call, entries)
    if (answer.status !== 200) return answer
    const receivers = [...subscriptions.values()].filter(each => each.topicArn === topicArn)
    if (receivers.length > 0)
      await Promise.all(
        recordsOf(topicArn, entries, ids, now()).flatMap(record =>
          receivers.map(subscription =>
            deliver(subscription, { ...record, EventSubscriptionArn: subscription.arn }),
          ),
        ),
      )
    return answer
  }

  const forget = async (call: Call, gone: (subscription: LambdaSubscription) => boolean): Promise<Answer> => {
    const answer = await fauxqs.pass(call)
    if (answer.status === 200)
      for (const subscription of [...subscriptions.values()])
        if (gone(subscription)) subscriptions.delete(subscription.arn)
    return answer
  }

  const perform: Service = async call => {
    const params = parseQuery(call.body)
    const arn = text(params, 'SubscriptionArn')
    if (call.action === 'Subscribe') return subscribe(call, params)
    if (call.action === 'Publish' || call.action === 'PublishBatch') return publish(call, params)
    if (call.action === 'Unsubscribe') return forget(call, subscription => subscription.arn === arn)
    if (call.action === 'DeleteTopic')
      return forget(call, subscription => subscription.topicArn === text(params, 'TopicArn'))
    if (call.action === 'CreateTopic') checkAttributes('topic', attributeNames(params))
    if (call.action === 'SetTopicAttributes') checkAttributes('topic', [text(params, 'AttributeName') ?? ''])
    if (call.action !== 'SetSubscriptionAttributes') return fauxqs.pass(call)
    const subscription = subscriptions.get(arn ?? '')
    if (subscription) return change(call, params, subscription)
    checkAttributes('sqs subscription', [text(params, 'AttributeName') ?? ''])
    return fauxqs.pass(call)
  }

  return only(snsActions, call => perform(call).finally(() => functionsAlone.changed(call.action)))
}

const lambdaSubscription = (params: Params): Omit<LambdaSubscription, 'arn'> => {
  const topicArn = text(params, 'TopicArn') ?? ''
  const functionArn = text(params, 'Endpoint') ?? ''
  // https://docs.aws.amazon.com/sns/latest/dg/fifo-message-delivery.html; these are SNS's own words for it:
  // https://github.com/aws/serverless-application-model/issues/2259
  if (topicArn.endsWith('.fifo'))
    throw invalid('Invalid parameter: Invalid parameter: Endpoint Reason: Please use FIFO SQS queue')
  if (!/^arn:[^:]+:lambda:[^:]+:\d{12}:function:[\w-]+$/.test(functionArn))
    throw invalid('Invalid parameter: Lambda endpoint ARN')
  let deadLetterQueueArn: string | undefined
  for (const entry of list(params, 'Attributes') as readonly Params[]) {
    if (text(entry, 'key') !== 'RedrivePolicy')
      throw unsupported(`the attribute ${text(entry, 'key')} of a lambda subscription`)
    deadLetterQueueArn = redriveTarget(text(entry, 'value') ?? '')
  }
  return { topicArn, functionArn, deadLetterQueueArn }
}

/** The queue that a RedrivePolicy names. An empty one, or an empty object, takes it away. */
export const redriveTarget = (policy: string): string | undefined => {
  if (policy === '' || policy === '{}') return undefined
  const value = parseJson(policy)
  if (isRecord(value) && typeof value.deadLetterTargetArn === 'string') return value.deadLetterTargetArn
  throw invalid('Invalid parameter: RedrivePolicy: deadLetterTargetArn is missing')
}

const invalid = (message: string): AwsError => new AwsError('InvalidParameter', message)
