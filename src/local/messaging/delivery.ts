// What leaves SNS and Lambda for somewhere else here: notifications for functions, and records for the queue or
// topic that a dead letter goes to.

import type { Access } from '../iam/access.ts'
import type { Lambdas } from '../lambda/service.ts'
import { AwsError } from '../protocol/aws-error.ts'
import { queryCall, type Service } from '../protocol/call.ts'
import { textOf } from '../protocol/xml.ts'
import type { Fauxqs } from './fauxqs.ts'
import type { Deliver } from './lambda-subscriptions.ts'

export type Delivery = {
  readonly deliver: Deliver
  /** Sends text to a queue or a topic. Throws the AwsError of a target that does not take it. */
  readonly send: Send
  /** Names those who need `send` and `deliver` before they can be made. */
  readonly attach: (receivers: { readonly lambdas: Pick<Lambdas, 'accept'>; readonly sns: Service }) => void
}

type Attributes = Readonly<Record<string, { readonly DataType: 'String'; readonly StringValue: string }>>
type Send = (targetArn: string, body: string, attributes?: Attributes) => Promise<void>

export const makeDelivery = (
  queues: Fauxqs,
  forbiddenTo: Access['forbiddenTo'],
  log: (group: string, text: string) => void,
  failed: (error: unknown) => void,
): Delivery => {
  let receivers: Parameters<Delivery['attach']>[0] | undefined

  const send: Send = async (targetArn, body, attributes) => {
    const [, , service, , account, name] = targetArn.split(':')
    if (service === 'sns' && receivers) {
      const input = { TopicArn: targetArn, Message: body }
      // by way of the whole of SNS: a function may have subscribed
      const { status, body: answer } = await receivers.sns(queryCall('sns', 'Publish', input))
      if (status >= 400)
        throw new AwsError(textOf(answer, 'Code') ?? '', textOf(answer, 'Message') ?? answer, status)
      return
    }
    await queues.sqs('SendMessage', {
      QueueUrl: await queueUrl(queues, name ?? '', account ?? ''),
      MessageBody: body,
      ...(attributes ? { MessageAttributes: attributes } : {}),
    })
  }

  const deliver: Deliver = async (subscription, record) => {
    let kept: Promise<void> | undefined
    try {
      kept = receivers?.lambdas.accept(subscription.functionArn, JSON.stringify({ Records: [record] }), {
        principal: 'sns.amazonaws.com',
        sourceArn: subscription.topicArn,
      })
    } catch (error) {
      // a client error is not retried by SNS, but goes to the dead-letter queue of the subscription at once:
      // https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
      if (!(error instanceof AwsError)) return failed(error)
      const tell = (fate: string) => log(subscription.topicArn, `${error.message}: the message ${fate}.`)
      if (!subscription.deadLetterQueueArn)
        return tell('is lost, since its subscription has no RedrivePolicy')
      const { topicArn, deadLetterQueueArn } = subscription
      const why = forbiddenTo('sns.amazonaws.com', topicArn, 'sqs:SendMessage', deadLetterQueueArn)
      if (why !== undefined) return tell(`is lost: ${why}`)
      await send(deadLetterQueueArn, JSON.stringify(record.Sns), {
        ErrorCode: { DataType: 'String', StringValue: error.code },
        ErrorMessage: { DataType: 'String', StringValue: error.message },
      }).then(
        () => tell('is in the dead-letter queue of its subscription'),
        (unsent: unknown) => tell(`is lost: ${subscription.deadLetterQueueArn} does not take it (${unsent})`),
      )
    }
    await kept
  }

  return {
    send,
    deliver,
    attach: attached => {
      receivers = attached
    },
  }
}

const queueUrl = async (queues: Fauxqs, name: string, account: string): Promise<string> => {
  const { QueueUrl } = await queues.sqs<{ QueueUrl: string }>('GetQueueUrl', {
    QueueName: name,
    QueueOwnerAWSAccountId: account,
  })
  return QueueUrl
}
