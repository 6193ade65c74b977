// `npm start`: the whole service on this machine, from its sources to one success rate, and out again.

import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { PublishBatchCommand, PublishCommand, type SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import { buildService } from '../bundle/build-service.ts'
import { grouped, limit } from '../bundle/size-by-part.ts'
import { writeService } from '../bundle/write-service.ts'
import { localClients } from '../deploy/clients.ts'
import { createStack } from '../deploy/create-stack.ts'
import { outputsOf } from '../deploy/follow-stack.ts'
import { errors } from '../errors.ts'
import type { Io } from '../io.ts'
import { openLocal } from '../local/open-local.ts'
import { parsePort } from '../parse-port.ts'

const moduleId = 'iAmAModule'
const messages = 40
const attempts = 42
const patienceSeconds = 20

type Topics = { readonly recv: string; readonly weekly: string; readonly rate: string }

/** Builds, starts the local stack, creates the stack, and follows one module's events to their rate. */
export const demo = async (io: Io, options: { readonly port: string }): Promise<void> => {
  const port = parsePort(options.port)
  const service = await buildService(io.home)
  await writeService(service, io.home)
  io.print(`Built service.yaml: ${grouped(service.sizes.total)} of ${grouped(limit)} bytes.`)

  const stack = await openLocal(io, { port })
  const stopped = new Promise<never>((_, reject) =>
    io.stopping.addEventListener('abort', () => reject(errors.stopped()), { once: true }),
  )
  try {
    io.print(`Started the local stack on ${stack.endpoint}.`)
    await Promise.race([stopped, play(io, stack, service.text)])
  } finally {
    await stack.stop()
  }
  io.print(`
What next:
  node bin/guac.js dev     keep this stack running for the AWS CLI and SDKs
  npm test                 check that everything here does what it says`)
}

type Running = { readonly endpoint: string; readonly region: string; readonly idle: () => Promise<void> }

const play = async (io: Io, stack: Running, templateBody: string): Promise<void> => {
  const { cloudformation, sns, sqs } = localClients(stack.endpoint, stack.region)
  const topics = await create(io, cloudformation, templateBody)
  const queueUrl = await subscribeQueue(sns, sqs, topics.rate)

  const now = Math.floor(io.now() / 1000)
  await sendMessages(sns, topics.recv, now)
  // a report counts what is stored: the weekly diagnostic of a real module comes long after its messages
  await stack.idle()
  io.print(`Sent ${messages} received messages of module ${moduleId} to recv_message.`)
  const weekly = { moduleid: moduleId, timestamp: now, attempts }
  const started = io.now()
  await sns.send(new PublishCommand({ TopicArn: topics.weekly, Message: JSON.stringify(weekly) }))
  io.print(`Sent its weekly diagnostic, ${attempts} attempts, to weekly_diagnostic.`)

  const { Message, MessageAttributes } = await receive(sqs, queueUrl)
  const facts = Object.entries(MessageAttributes).map(([name, { Value }]) => `${name} ${Value}`)
  io.print(`\nReceived from success_rate, ${io.now() - started} ms later:\n  ${Message}`)
  io.print(`with the attributes\n  ${facts.join(', ')}`)
}

const create = async (io: Io, client: CloudFormationClient, templateBody: string): Promise<Topics> => {
  const stackName = 'bookish-guacamole'
  const started = io.now()
  let resources = 0
  const stack = await createStack(client, {
    stackName,
    templateBody,
    pollMs: 20,
    onEvent: event => {
      if (event.ResourceStatus === 'CREATE_COMPLETE' && event.PhysicalResourceId !== event.StackId)
        resources += 1
    },
  })
  io.print(
    `Created the stack ${stackName} from service.yaml: ${resources} resources in ${io.now() - started} ms.`,
  )
  const outputs = outputsOf(stack)
  return {
    recv: outputs.RecvMessageTopicArn ?? '',
    weekly: outputs.WeeklyDiagnosticTopicArn ?? '',
    rate: outputs.SuccessRateTopicArn ?? '',
  }
}

/** A queue of our own that hears every success rate, as a consumer would make it. */
const subscribeQueue = async (sns: SNSClient, sqs: SQSClient, topicArn: string): Promise<string> => {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'demo-rates' }))
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  )
  await sns.send(
    new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: Attributes?.QueueArn }),
  )
  return QueueUrl ?? ''
}

const batchSize = 10 // the most that SNS takes

const sendMessages = async (sns: SNSClient, topicArn: string, last: number): Promise<void> => {
  const timestamps = Array.from({ length: messages }, (_, index) => last - messages + 1 + index)
  for (let from = 0; from < messages; from += batchSize)
    await sns.send(
      new PublishBatchCommand({
        TopicArn: topicArn,
        PublishBatchRequestEntries: timestamps.slice(from, from + batchSize).map(timestamp => ({
          Id: String(timestamp),
          Message: JSON.stringify({ moduleId, timestamp }),
        })),
      }),
    )
}

type Notification = { Message: string; MessageAttributes: Record<string, { Value: string }> }

const receive = async (sqs: SQSClient, queueUrl: string): Promise<Notification> => {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: queueUrl, WaitTimeSeconds: patienceSeconds }),
  )
  if (Messages[0]?.Body) return JSON.parse(Messages[0].Body)
  throw errors.noRate(patienceSeconds)
}
