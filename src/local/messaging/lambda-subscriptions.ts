// SNS → Lambda. fauxqs keeps a subscription of a function but delivers nothing to it, so the front door keeps
// its own list of them and hands each published message over in process.
// https://docs.aws.amazon.com/sns/latest/dg/sns-lambda-as-subscriber.html

import { AwsError, unsupported } from '../protocol/aws-error.ts'
import type { Answer, Call } from '../protocol/call.ts'
import { type Params, parseQuery } from '../protocol/query.ts'
import { textOf } from '../protocol/xml.ts'
import type { Fauxqs } from './fauxqs.ts'
import { notificationsOf, type SnsRecord } from './notification.ts'

export type LambdaSubscription = {
  readonly arn: string
  readonly topicArn: string
  readonly functionArn: string
  readonly deadLetterQueueArn: string | undefined
}

/** Hands one notification to a function. */
export type Deliver = (subscription: LambdaSubscription, record: SnsRecord) => void

type Attributes = Readonly<Record<string, string | undefined>>

/** SNS's API: fauxqs, with the subscriptions of functions served. */
export const makeSns = (fauxqs: Fauxqs, deliver: Deliver, now: () => number) => {
  const subscriptions = new Map<string, LambdaSubscription>()

  return async (call: Call): Promise<Answer> => {
    const params = parseQuery(call.body)
    const subscribing = call.action === 'Subscribe' && params.Protocol === 'lambda'
    const attributes = subscribing ? supportedAttributes(params) : {}
    refuseChangeOfFunction(call, params, subscriptions)
    const answer = await fauxqs.pass(call)
    if (answer.status !== 200) return answer

    if (subscribing) {
      const arn = textOf(answer.body, 'SubscriptionArn') ?? ''
      subscriptions.set(arn, {
        arn,
        topicArn: String(params.TopicArn),
        functionArn: String(params.Endpoint),
        deadLetterQueueArn: redriveTarget(attributes.RedrivePolicy),
      })
    }
    if (call.action === 'Unsubscribe') subscriptions.delete(String(params.SubscriptionArn))
    if (call.action === 'DeleteTopic')
      for (const subscription of subscriptions.values())
        if (subscription.topicArn === params.TopicArn) subscriptions.delete(subscription.arn)
    if (call.action === 'Publish' || call.action === 'PublishBatch') {
      const receivers = [...subscriptions.values()].filter(each => each.topicArn === params.TopicArn)
      if (receivers.length > 0)
        for (const record of notificationsOf(params, answer.body, now()))
          for (const subscription of receivers)
            deliver(subscription, { ...record, EventSubscriptionArn: subscription.arn })
    }
    return answer
  }
}

const supportedAttributes = (params: Params): Attributes => {
  const entries = Array.isArray(params.Attributes) ? (params.Attributes as readonly Params[]) : []
  const attributes = Object.fromEntries(entries.map(entry => [String(entry.key), String(entry.value)]))
  for (const name of Object.keys(attributes))
    if (name !== 'RedrivePolicy') throw unsupported(`the attribute ${name} of a lambda subscription`)
  return attributes
}

const refuseChangeOfFunction = (
  call: Call,
  params: Params,
  subscriptions: ReadonlyMap<string, LambdaSubscription>,
): void => {
  if (call.action !== 'SetSubscriptionAttributes' || !subscriptions.has(String(params.SubscriptionArn)))
    return
  throw unsupported('SetSubscriptionAttributes of a lambda subscription')
}

const redriveTarget = (policy: string | undefined): string | undefined => {
  if (policy === undefined) return undefined
  try {
    const target = JSON.parse(policy).deadLetterTargetArn
    if (typeof target === 'string') return target
  } catch {
    // said below
  }
  throw new AwsError('InvalidParameter', 'Invalid parameter: RedrivePolicy: deadLetterTargetArn is missing')
}
