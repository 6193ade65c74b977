// The service as it is deployed, on a local stack of its own: service.yaml through CloudFormation's API, events
// in by SNS, rates and dead letters out by SQS.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { PublishBatchCommand, PublishCommand, SubscribeCommand } from '@aws-sdk/client-sns'
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs'
import { localClients } from '../../src/deploy/clients.ts'
import { createStack } from '../../src/deploy/create-stack.ts'
import { outputsOf } from '../../src/deploy/follow-stack.ts'
import type { FaultName, FaultPlan } from '../../src/local/faults/parse-faults.ts'
import { type LocalOptions, startLocal } from '../../src/local/start-local.ts'

export type Rate = {
  /** The text of the event, digit for digit. */
  readonly text: string
  readonly event: { readonly moduleid: string; readonly timestamp: number; readonly success_rate: number }
  readonly attributes: Readonly<Record<string, string>>
}

type Options = {
  readonly templateBody?: string
  readonly haste?: number
  readonly faults?: FaultPlan | undefined
  readonly onAsked?: LocalOptions['onAsked']
}

/** Starts a local stack with the service on it. Ask it to stop at the end of the suite. */
export const startService = async ({ templateBody, haste = 1000, faults, onAsked }: Options = {}) => {
  const bugs: unknown[] = []
  const happened: Partial<Record<FaultName, number>> = {}
  const stack = await startLocal({
    port: 0,
    runtimeClient: join(process.cwd(), 'dist/runtime-client.cjs'),
    now: Date.now,
    haste,
    faults,
    onAsked,
    onFault: name => {
      happened[name] = (happened[name] ?? 0) + 1
    },
    onBug: error => bugs.push(error),
  })
  const { cloudformation, sns, sqs } = localClients(stack.endpoint, stack.region)
  const body = templateBody ?? (await readFile(join(process.cwd(), 'service.yaml'), 'utf8'))
  const created = await createStack(cloudformation, {
    stackName: 'bookish-guacamole',
    templateBody: body,
    pollMs: 10,
  })
  const outputs = outputsOf(created)
  const output = (name: string): string => {
    const value = outputs[name]
    if (value === undefined) throw new Error(`the stack has no output ${name}`)
    return value
  }

  const { QueueUrl: rateQueue } = await sqs.send(new CreateQueueCommand({ QueueName: 'rates' }))
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: rateQueue, AttributeNames: ['QueueArn'] }),
  )
  await sns.send(
    new SubscribeCommand({
      TopicArn: output('SuccessRateTopicArn'),
      Protocol: 'sqs',
      Endpoint: Attributes?.QueueArn,
    }),
  )

  /** Everything in a queue now, each message taken out. */
  const drain = async (QueueUrl: string | undefined): Promise<readonly Message[]> => {
    const all: Message[] = []
    for (;;) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
      )
      if (Messages.length === 0) return all
      all.push(...Messages)
      for (const { ReceiptHandle } of Messages)
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
    }
  }

  const publish = async (topic: string, message: unknown): Promise<void> => {
    const text = typeof message === 'string' ? message : JSON.stringify(message)
    await sns.send(new PublishCommand({ TopicArn: output(topic), Message: text }))
  }

  return {
    stack,
    outputs,
    output,
    cloudformation,
    sns,
    sqs,
    dynamodb: new DynamoDBClient({
      endpoint: stack.endpoint,
      region: stack.region,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    }),
    bugs,
    /** How often each fault happened. */
    happened,
    /** Publishes one received message: an object, or the text of the event as it is. */
    recv: (message: unknown) => publish('RecvMessageTopicArn', message),
    /** Publishes one weekly diagnostic: an object, or the text of the event as it is. */
    weekly: (message: unknown) => publish('WeeklyDiagnosticTopicArn', message),
    /** Publishes received messages of a module by tens, and waits until they are stored. */
    recvAll: async (moduleId: string, timestamps: readonly (number | string)[]): Promise<void> => {
      for (let from = 0; from < timestamps.length; from += 10)
        await sns.send(
          new PublishBatchCommand({
            TopicArn: output('RecvMessageTopicArn'),
            PublishBatchRequestEntries: timestamps.slice(from, from + 10).map((timestamp, index) => ({
              Id: String(index),
              Message: `{"moduleId":${JSON.stringify(moduleId)},"timestamp":${timestamp}}`,
            })),
          }),
        )
      await stack.idle()
    },
    /** The rates published since the last call, in the order of their computation, once all is quiet. */
    rates: async (): Promise<readonly Rate[]> => {
      await stack.idle()
      const rates = (await drain(rateQueue)).map(({ Body = '' }) => {
        const { Message, MessageAttributes } = JSON.parse(Body)
        const attributes = Object.entries((MessageAttributes ?? {}) as Record<string, { Value: string }>)
        return {
          text: Message,
          event: JSON.parse(Message),
          attributes: Object.fromEntries(attributes.map(([name, { Value }]) => [name, Value])),
        }
      })
      return rates.sort((a, b) => Number(a.attributes.computed_at) - Number(b.attributes.computed_at))
    },
    /** Waits for one more rate, as a consumer does. Throws when none comes within 20 seconds. */
    nextRate: async (): Promise<void> => {
      const { Messages: [message] = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: rateQueue, WaitTimeSeconds: 20 }),
      )
      if (!message) throw new Error('no rate within 20 seconds')
      await sqs.send(new DeleteMessageCommand({ QueueUrl: rateQueue, ReceiptHandle: message.ReceiptHandle }))
    },
    /** The dead letters since the last call, once all is quiet. */
    deadLetters: async (): Promise<readonly Message[]> => {
      await stack.idle()
      return drain(output('DeadLetterQueueUrl'))
    },
    stop: () => stack.stop(),
  }
}

export type Service = Awaited<ReturnType<typeof startService>>

/** The whole numbers from one to another, both included. */
export const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index)
