// What leaves SNS and Lambda for somewhere else here: notifications for functions, and records for the queue or
// topic that a dead letter goes to.

import type { Lambdas } from '../lambda/service.ts'
import { AwsError } from '../protocol/aws-error.ts'
import type { Fauxqs } from './fauxqs.ts'
import type { Deliver } from './lambda-subscriptions.ts'

export type Delivery = {
  readonly deliver: Deliver
  /** Sends text to a queue or a topic. Throws when the target is not there. */
  readonly send: (targetArn: string, body: string, attributes?: Attributes) => Promise<void>
  /** Names the functions; they need `send` before they can be made. */
  readonly attach: (lambdas: Pick<Lambdas, 'accept'>) => void
}

type Attributes = Readonly<Record<string, { readonly DataType: 'String'; readonly StringValue: string }>>

export const makeDelivery = (queues: Fauxqs, failed: (error: unknown) => void): Delivery => {
  let functions: Pick<Lambdas, 'accept'> | undefined

  const send: Delivery['send'] = async (targetArn, body, attributes) => {
    const [, , service, , account, name] = targetArn.split(':')
    if (service === 'sns') {
      await queues.sns('Publish', { TopicArn: targetArn, Message: body })
      return
    }
    await queues.sqs('SendMessage', {
      QueueUrl: await queueUrl(queues, name ?? '', account ?? ''),
      MessageBody: body,
      ...(attributes ? { MessageAttributes: attributes } : {}),
    })
  }

  const deliver: Deliver = (subscription, record) => {
    try {
      functions?.accept(subscription.functionArn, JSON.stringify({ Records: [record] }), {
        principal: 'sns.amazonaws.com',
        sourceArn: subscription.topicArn,
      })
    } catch (error) {
      // a client error is not retried by SNS, but goes to the dead-letter queue of the subscription at once:
      // https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
      if (!(error instanceof AwsError)) return failed(error)
      if (!subscription.deadLetterQueueArn) return
      send(subscription.deadLetterQueueArn, JSON.stringify(record.Sns), {
        ErrorCode: { DataType: 'String', StringValue: error.code },
        ErrorMessage: { DataType: 'String', StringValue: error.message },
      }).catch(failed)
    }
  }

  return {
    send,
    deliver,
    attach: lambdas => {
      functions = lambdas
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
