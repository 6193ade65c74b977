// The local stack at work: received messages from their publication over HTTP to their rows, where the time of one
// goes, and how MiniStack does with the same template.

import { readFile } from 'node:fs/promises'
import { localClients } from '../../../src/deploy/clients.ts'
import { createStack } from '../../../src/deploy/create-stack.ts'
import { outputsOf } from '../../../src/deploy/follow-stack.ts'
import { hasMiniStack, startMiniStack } from '../../helpers/ministack.ts'
import { startService } from '../../helpers/service.ts'
import type { Figure } from '../figure.ts'
import { call, form, json, publishAll, rows } from '../load.ts'
import { median } from '../measure.ts'

const section = 'pipeline'
const table = 'message_recv'

/** Start, messages a second, the comparison, and the stages of one message. */
export const pipeline = async (): Promise<readonly Figure[]> => {
  const started = performance.now()
  const service = await startService()
  const start = performance.now() - started
  const { endpoint } = service.stack
  const topicArn = service.output('RecvMessageTopicArn')
  const count = 4000
  let first = 1

  /** In ms: by the clock, and of processor time in the process of the stack, which other programs change less. */
  const time = async (batch: number): Promise<readonly [ms: number, cpu: number]> => {
    const before = await rows(endpoint, table)
    const from = performance.now()
    const cpuFrom = process.cpuUsage()
    await publishAll({ endpoint, topicArn, count, batch, first })
    await service.stack.idle()
    const ms = performance.now() - from
    const { user, system } = process.cpuUsage(cpuFrom)
    first += count
    const stored = (await rows(endpoint, table)) - before
    if (stored !== count) throw new Error(`${count} messages were published, and ${stored} are stored`)
    return [ms, (user + system) / 1000 / count]
  }

  // the first ones start the functions, and make the machine code
  await time(1)
  await time(10)
  const single: (readonly [number, number])[] = []
  const batched: (readonly [number, number])[] = []
  for (let round = 0; round < 3; round += 1) {
    single.push(await time(1))
    batched.push(await time(10))
  }
  const stages = await stageTimes(endpoint, topicArn, service.output('RecvFunctionName'), service.stack.idle)
  await service.stop()

  const what = (action: string) => `received messages by ${action} → rows`
  const clock = (times: typeof single) => median(times.map(([ms]) => ms))
  const cpu = (times: typeof single) => median(times.map(([, ms]) => ms))
  const ofStack = 'processor time of the stack for one message by'
  return [
    { section, what: 'start → CREATE_COMPLETE', ms: start, target: { ms: 2000 } },
    { section, what: what('Publish'), ms: clock(single), count, target: { perSecond: 800 } },
    { section, what: what('PublishBatch'), ms: clock(batched), count, target: { perSecond: 1000 } },
    { section, what: `${ofStack} Publish`, ms: cpu(single) },
    { section, what: `${ofStack} PublishBatch`, ms: cpu(batched) },
    ...(await comparison(clock(single) / count)),
    ...stages,
  ]
}

/** What one message costs with nothing else under way: each part with all that it needs, less what is HTTP. */
const stageTimes = async (
  endpoint: string,
  topicArn: string,
  functionName: string,
  idle: () => Promise<void>,
): Promise<readonly Figure[]> => {
  const message = (moduleId: string, index: number) =>
    JSON.stringify({ moduleId, timestamp: 4_000_000_000 + index })
  const publish = (index: number, topic: string) =>
    call(
      endpoint,
      'sns',
      form,
      `${new URLSearchParams({ Action: 'Publish', TopicArn: topic, Message: message('stage', index) })}`,
    )
  const item = (index: number) => ({ moduleId: { S: 'stage-put' }, timestamp: { N: `${index}` } })
  const put = json('DynamoDB_20120810.PutItem')
  const invocations = `${endpoint}/2015-03-31/functions/${functionName}/invocations`
  const times = async (work: (index: number) => Promise<unknown>): Promise<number> => {
    const all: number[] = []
    for (let index = 0; index < 330; index += 1) {
      const from = performance.now()
      await work(index)
      if (index >= 30) all.push(performance.now() - from)
    }
    return median(all)
  }
  // a topic without subscribers: what is published there ends in fauxqs
  const quiet = topicArn.replace('recv_message', 'quiet')
  await call(endpoint, 'sns', form, 'Action=CreateTopic&Name=quiet')
  const whole = await times(async index => {
    await publish(index, topicArn)
    await idle()
  })
  const http = await times(() => call(endpoint, undefined, form, 'Action=Publish'))
  const published = await times(index => publish(index, quiet))
  const invoked = await times(() => call(invocations, 'lambda', {}, '{"Records":[]}'))
  const stored = await times(index =>
    call(endpoint, 'dynamodb', put, JSON.stringify({ TableName: table, Item: item(index) })),
  )
  const parts = [
    ['HTTP to the front door, twice: Publish and PutItem', 2 * http],
    ['SNS: fauxqs', published - http],
    ['Lambda: to its process and back, and a handler with nothing to do', invoked - http],
    ['DynamoDB: dynalite', stored - http],
  ] as const
  const rest = whole - parts.reduce((sum, [, ms]) => sum + ms, 0)
  return [
    { section, what: 'one message alone, published → row', ms: whole },
    ...parts.map(([what, ms]) => ({ section, what: `… ${what}`, ms })),
    { section, what: '… the rest: decoding, signing, waiting for a turn', ms: rest },
  ]
}

/** MiniStack with the same template and publisher, where `npm run verify` has installed it. */
const comparison = async (ours: number): Promise<readonly Figure[]> => {
  if (!hasMiniStack) {
    console.log('MiniStack is skipped: npm run verify installs it.\n')
    return []
  }
  const { endpoint, stop } = await startMiniStack()
  try {
    const { cloudformation } = localClients(endpoint, 'us-east-1')
    const templateBody = await readFile('service.yaml', 'utf8')
    const stack = await createStack(cloudformation, { stackName: 'compared', templateBody, pollMs: 50 })
    const topicArn = outputsOf(stack).RecvMessageTopicArn ?? ''
    const time = async (count: number, first: number): Promise<number> => {
      const wanted = (await rows(endpoint, table)) + count
      const from = performance.now()
      await publishAll({ endpoint, topicArn, count, batch: 1, first })
      while ((await rows(endpoint, table)) < wanted) {
        if (performance.now() - from > 120_000) throw new Error(`MiniStack lost some of ${count} messages`)
        await new Promise(resolve => setTimeout(resolve, 20))
      }
      return (performance.now() - from) / count
    }
    await time(50, 1)
    const theirs = await time(200, 1000)
    const what = 'ms a message by Publish, here ÷ in MiniStack'
    return [{ section, what, ms: ours, baseMs: theirs, target: { timesFaster: 30 } }]
  } finally {
    await stop()
  }
}
