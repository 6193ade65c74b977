// A local stack on a free port, with the SDK's clients, and what it logged and stumbled over.

import { join } from 'node:path'
import {
  CloudFormationClient,
  CreateStackCommand,
  type CreateStackCommandInput,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SNSClient } from '@aws-sdk/client-sns'
import { type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { type LocalOptions, startLocal } from '../../../src/local/start-local.ts'
import { eventually } from './eventually.ts'

export const account = '000000000000'

export const startTestStack = async (options: Partial<LocalOptions> = {}) => {
  const logs: string[] = []
  const bugs: unknown[] = []
  const local = await startLocal({
    port: 0,
    runtimeClient: join(process.cwd(), 'dist/runtime-client.cjs'),
    now: Date.now,
    // a minute is 30 ms
    haste: 2000,
    onLog: line => logs.push(line.text),
    onBug: error => bugs.push(error),
    ...options,
  })
  const config = {
    endpoint: local.endpoint,
    region: local.region,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  }
  const cloudformation = new CloudFormationClient(config)
  const dynamodb = new DynamoDBClient(config)
  const sns = new SNSClient(config)
  const sqs = new SQSClient(config)

  const settled = (StackName: string): Promise<Stack> =>
    eventually(async () => {
      const { Stacks = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName }))
      return Stacks.find(stack => !stack.StackStatus?.endsWith('_IN_PROGRESS'))
    })

  const queueUrl = (name: string) => `${local.endpoint}/${account}/${name}`

  return {
    ...local,
    cloudformation,
    dynamodb,
    sns,
    sqs,
    logs,
    /** What the stack took for its own bugs; none, if all is well. */
    bugs,
    queueUrl,
    /** The stack, once no operation on it is under way. */
    settled,
    topicArn: (name: string) => `arn:aws:sns:${local.region}:${account}:${name}`,
    /** Creates a stack and waits for its end, whatever it is. */
    create: async (TemplateBody: string, input: Partial<CreateStackCommandInput> = {}): Promise<Stack> => {
      const { StackId = '' } = await cloudformation.send(
        new CreateStackCommand({
          StackName: 'stack',
          TemplateBody,
          Capabilities: ['CAPABILITY_NAMED_IAM'],
          ...input,
        }),
      )
      return settled(StackId)
    },
    /** Deletes a stack by its id and waits for its end. */
    remove: async (StackName: string): Promise<Stack> => {
      await cloudformation.send(new DeleteStackCommand({ StackName }))
      return settled(StackName)
    },
    /** A stack's events as `logical id STATUS`, oldest first, and the reasons of those that failed. */
    events: async (StackName: string) => {
      const { StackEvents = [] } = await cloudformation.send(new DescribeStackEventsCommand({ StackName }))
      const oldestFirst = StackEvents.reverse()
      return {
        lines: oldestFirst.map(event => `${event.LogicalResourceId} ${event.ResourceStatus}`),
        failures: oldestFirst
          .filter(event => event.ResourceStatus?.endsWith('_FAILED'))
          .map(event => event.ResourceStatusReason ?? ''),
      }
    },
    /** The next message of a queue. */
    receive: (name: string): Promise<Message> =>
      eventually(async () => {
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({
            QueueUrl: queueUrl(name),
            WaitTimeSeconds: 1,
            MessageAttributeNames: ['All'],
          }),
        )
        return Messages[0]
      }),
    stop: async () => {
      for (const client of [cloudformation, dynamodb, sns, sqs]) client.destroy()
      await local.stop()
    },
  }
}

export type TestStack = Awaited<ReturnType<typeof startTestStack>>
