// `npm start`: the whole service on this machine, from its sources to one success rate, and out again.

import { setTimeout as pause } from 'node:timers/promises'
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import type { SNSClient } from '@aws-sdk/client-sns'
import { loadTemplate } from '../bundle/load-template.ts'
import { grouped, limit } from '../bundle/size-by-part.ts'
import { localClients } from '../deploy/clients.ts'
import { createStack } from '../deploy/create-stack.ts'
import { explaining } from '../deploy/explain.ts'
import { outputsOf } from '../deploy/follow-stack.ts'
import { errors } from '../errors.ts'
import type { Io } from '../io.ts'
import { openLocal } from '../local/open-local.ts'
import { parsePort } from '../parse-port.ts'
import { makeSeries, type Series } from '../send/make-series.ts'
import { nowIn } from '../send/now-in.ts'
import { publishAll } from '../send/publish-all.ts'
import { openRateQueue } from '../send/rate-queue.ts'
import { waitForRates } from '../send/wait-for-rates.ts'

const stackName = 'bookish-guacamole'
const module = 'iAmAModule'
const messages = 40
const attempts = 42n
const patienceSeconds = 20

type Topics = { readonly recv: string; readonly weekly: string; readonly rate: string }

/** Builds, starts the local stack, creates the stack, and follows one module's events to their rate. */
export const demo = async (io: Io, options: { readonly port: string }): Promise<void> => {
  const port = parsePort(options.port)
  const { text, sizes } = await loadTemplate(io.home)
  if (sizes) io.print(`Built service.yaml: ${grouped(sizes.total)} of ${grouped(limit)} bytes.`)

  const stack = await openLocal(io, { port })
  const stopped = new Promise<never>((_, reject) =>
    io.stopping.addEventListener('abort', () => reject(errors.stopped()), { once: true }),
  )
  try {
    io.print(`Started the local stack on ${stack.endpoint}.`)
    await Promise.race([stopped, play(io, stack, text)])
  } finally {
    await stack.stop()
  }
  io.print(`\nWhat next:\n${(sizes ? inCheckout : installed).join('\n')}`)
}

const inCheckout = [
  '  node bin/guac.js dev     keep this stack running for the AWS CLI and SDKs',
  '  npm test                 check that everything here does what it says',
]

const installed = [
  '  npx guac dev                           keep this stack running for the AWS CLI and SDKs',
  '  npx guac send weekly --wait --local    in another terminal: send a report, and print its rate',
]

type Running = { readonly endpoint: string; readonly region: string; readonly idle: () => Promise<void> }

const play = async (io: Io, stack: Running, templateBody: string): Promise<void> => {
  const { cloudformation, sns, sqs } = localClients(stack.endpoint, stack.region)
  const topics = await explaining({ stackName, ...stack }, () => create(io, cloudformation, templateBody))
  const queue = await openRateQueue(sns, sqs, topics.rate, {
    name: 'demo-rates',
    module,
    keepSeconds: 60,
    now: io.now,
  })

  const last = nowIn('s', io.now())
  await publish(io, sns, topics.recv, { kind: 'recv', module, last, count: messages })
  // a report counts what is stored: the weekly diagnostic of a real module comes long after its messages
  await stack.idle()
  io.print(`Sent ${messages} received messages of module ${module} to recv_message.`)
  const weekly: Series = { kind: 'weekly', module, last, count: 1, attempts }
  const started = io.now()
  await publish(io, sns, topics.weekly, weekly)
  io.print(`Sent its weekly diagnostic, ${attempts} attempts, to weekly_diagnostic.`)

  const missing = await waitForRates({
    queue,
    series: weekly,
    seconds: patienceSeconds,
    now: io.now,
    stopping: io.stopping,
    onRate: ({ message, attributes }) => {
      const facts = Object.entries(attributes).map(([name, value]) => `${name} ${value}`)
      io.print(`\nReceived from success_rate, ${io.now() - started} ms later:\n  ${message}`)
      io.print(`with the attributes\n  ${facts.join(', ')}`)
    },
  })
  if (missing > 0 && !io.stopping.aborted) throw errors.noRate(patienceSeconds)
}

/** Publishes a series. On a local stack nothing stands in the way: what fails is a bug, and thrown. */
const publish = async (io: Io, sns: SNSClient, topicArn: string, series: Series): Promise<void> => {
  const { failure } = await publishAll({
    sns,
    topicArn,
    portions: makeSeries(series),
    onRejected: ({ text, reason }) => {
      throw new Error(`${text} was rejected: ${reason}`)
    },
    onSent: () => {},
    stopping: io.stopping,
    pause,
  })
  if (failure && !io.stopping.aborted) throw failure
}

const create = async (io: Io, client: CloudFormationClient, templateBody: string): Promise<Topics> => {
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
