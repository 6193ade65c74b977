// The scenario played to an endpoint, whoever's it is: the stack by the AWS CLI, events in by SNS, rates out by SQS.

import { setTimeout as wait } from 'node:timers/promises'
import { DynamoDBClient, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { PublishCommand, SubscribeCommand } from '@aws-sdk/client-sns'
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs'
import { localClients } from '../../src/deploy/clients.ts'
import { aws } from '../helpers/aws-cli.ts'
import { type Held, makeConsumer } from './consumer.ts'
import type { Published, Round } from './scenario.ts'

const region = 'us-east-1'
const patience = 30_000

/** What there is in the end, each list in a fixed order. */
export type Seen = {
  /** After each round, by module and timestamp. */
  readonly held: readonly Readonly<Record<string, Held>>[]
  readonly letters: readonly string[]
  readonly messageRows: readonly string[]
  readonly reportRows: readonly string[]
  /** The tables that are left when the stack is deleted. */
  readonly left: readonly string[]
}

/** Creates the stack from service.yaml, as the README says, for timestamps in nanoseconds. Returns its outputs. */
const create = async (endpoint: string): Promise<Readonly<Record<string, string>>> => {
  const name = ['--stack-name', 'verified']
  await aws(
    endpoint,
    ...['cloudformation', 'create-stack', ...name, '--template-body', `file://${process.cwd()}/service.yaml`],
    ...['--capabilities=CAPABILITY_NAMED_IAM', '--parameters'],
    'ParameterKey=TimestampUnit,ParameterValue=ns',
  )
  // the CLI's own waiter would sleep 30 seconds between two looks
  for (const from = Date.now(); Date.now() - from < patience; ) {
    const [stack] = (await aws(endpoint, 'cloudformation', 'describe-stacks', ...name)).Stacks
    const outputs = (stack.Outputs ?? []) as readonly { OutputKey: string; OutputValue: string }[]
    if (stack.StackStatus === 'CREATE_COMPLETE')
      return Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]))
    if (stack.StackStatus !== 'CREATE_IN_PROGRESS')
      throw new Error(`${stack.StackStatus}: ${stack.StackStatusReason}`)
  }
  throw new Error('the stack was not created in time')
}

export const play = async (endpoint: string, rounds: readonly Round[]): Promise<Seen> => {
  const outputs = await create(endpoint)
  const { sns, sqs } = localClients(endpoint, region)
  const dynamodb = new DynamoDBClient({
    endpoint,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
  const { QueueUrl: rates } = await sqs.send(new CreateQueueCommand({ QueueName: 'rates' }))
  const queueArn = `arn:aws:sqs:${region}:000000000000:rates`
  await sns.send(
    new SubscribeCommand({ TopicArn: outputs.SuccessRateTopicArn, Protocol: 'sqs', Endpoint: queueArn }),
  )

  const publish = async (all: readonly Published[]) => {
    for (const [topic, Message] of all)
      await sns.send(new PublishCommand({ TopicArn: outputs[topic], Message }))
  }
  const drain = async (QueueUrl: string | undefined): Promise<readonly string[]> => {
    const bodies: string[] = []
    for (;;) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
      )
      if (Messages.length === 0) return bodies
      for (const { Body = '', ReceiptHandle } of Messages) {
        bodies.push(Body)
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
      }
    }
  }
  const rows = async (output: string) => {
    const { Items = [] } = await dynamodb.send(
      new ScanCommand({ TableName: outputs[output], ConsistentRead: true }),
    )
    return Items
  }
  /** Until it is so, or nobody waits any longer: what is compared afterwards tells. */
  const until = async (so: () => Promise<boolean>) => {
    for (const from = Date.now(); Date.now() - from < patience && !(await so()); ) await wait(50)
    // and whatever is still under way
    await wait(1000)
  }

  const consumer = makeConsumer()
  const consume = async () => consumer.take(await drain(rates))

  const letters: string[] = []
  const held: Record<string, Held>[] = []
  for (const round of rounds) {
    await publish(round.messages)
    await until(async () => {
      letters.push(...(await drain(outputs.DeadLetterQueueUrl)))
      return letters.length >= round.invalid && (await rows('MessageRecvTableName')).length >= round.rows
    })
    await publish(round.reports)
    await until(async () => {
      await consume()
      return [...round.held].every(([key, { text }]) => consumer.text(key) === text)
    })
    await consume()
    held.push(consumer.held())
  }
  const sortedRows = async (output: string) =>
    (await rows(output)).map(row => JSON.stringify(Object.entries(row).sort())).sort()
  const [messageRows, reportRows] = [
    await sortedRows('MessageRecvTableName'),
    await sortedRows('WeeklyDiagnosticTableName'),
  ]
  await aws(endpoint, 'cloudformation', 'delete-stack', '--stack-name', 'verified')
  await until(async () => (await sqs.send(new ListQueuesCommand())).QueueUrls?.length === 1)
  return {
    held,
    messageRows,
    reportRows,
    left: (await dynamodb.send(new ListTablesCommand())).TableNames ?? [],
    letters: letters
      .map(body => JSON.parse(body))
      .map(({ reason, hop, record }) => `${hop}: ${reason} ${record.Sns.Message}`)
      .sort(),
  }
}
