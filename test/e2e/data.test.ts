// `guac dev --data`: what a person finds again after Ctrl-C, after kill -9, on another port, with another template.

import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DescribeStackEventsCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import { PublishCommand, SubscribeCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { localClients } from '../../src/deploy/clients.ts'
import { outputsOf } from '../../src/deploy/follow-stack.ts'
import { startGuac } from '../helpers/guac.ts'
import { eventually } from '../local/helpers/eventually.ts'

const test = suite<{ folder: string }>('data, end to end')

const root = process.cwd()
// as an installed package is: a finished service.yaml, and nothing to build from at each start
const installed = mkdtempSync(join(tmpdir(), 'guac-installed-'))
const bin = join(installed, 'bin/guac.js')
const serviceYaml = join(installed, 'service.yaml')

test.before(() => {
  for (const part of ['bin', 'dist', 'package.json', 'service.yaml'])
    cpSync(join(root, part), join(installed, part), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(installed, 'node_modules'))
})
test.after(() => rmSync(installed, { recursive: true, force: true }))
test.before.each(context => {
  context.folder = mkdtempSync(join(tmpdir(), 'guac-data-'))
})
test.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))

const start = async (folder: string, ...more: readonly string[]) => {
  const guac = startGuac(['dev', '--port', '0', '--data', folder, ...more], bin)
  await guac.saw(more.includes('--no-deploy') ? 'In memory only' : 'CodeHash')
  const [endpoint = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(guac.output()) ?? []
  const region = 'us-east-1'
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const clients = localClients(endpoint, region)
  const dynamodb = new DynamoDBClient({ endpoint, region, credentials, maxAttempts: 1 })
  const { Stacks: [stack] = [] } = await clients.cloudformation
    .send(new DescribeStacksCommand({}))
    .catch(() => ({ Stacks: [] }))
  const outputs = stack ? outputsOf(stack) : {}
  const publish = (topic: string, message: object) =>
    clients.sns.send(new PublishCommand({ TopicArn: outputs[topic], Message: JSON.stringify(message) }))
  return {
    ...guac,
    ...clients,
    endpoint,
    stack,
    outputs,
    rows: async (name: string) => {
      const { Items = [] } = await dynamodb.send(
        new ScanCommand({ TableName: outputs[name], ConsistentRead: true }),
      )
      return Items
    },
    recv: (moduleId: string, timestamp: number) => publish('RecvMessageTopicArn', { moduleId, timestamp }),
    weekly: (moduleid: string, timestamp: number, attempts: number) =>
      publish('WeeklyDiagnosticTopicArn', { moduleid, timestamp, attempts }),
    end: async (signal: 'SIGINT' | 'SIGKILL') => {
      guac.child.kill(signal)
      return guac.ended
    },
  }
}

type Started = Awaited<ReturnType<typeof start>>

/** The counts that were published, by module. */
const computed = async (guac: Started): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries(
    (await guac.rows('ReceivedWindowTableName')).map(({ moduleId, published }) => [
      moduleId?.S ?? '',
      published?.S ?? '',
    ]),
  )

test('killed in the middle of traffic three times, nothing that was answered is lost, and every rate is exact', async ({
  folder,
}) => {
  const sent = new Map<string, number>()
  const now = Math.floor(Date.now() / 1000) - 10_000
  const rounds = ['a', 'b', 'c']
  for (const round of rounds) {
    const guac = await start(folder)
    let alive = true
    // several publishers at once, each of a module of its own, and a report in between
    const publishers = Array.from({ length: 4 }, async (_, lane) => {
      const module = `${round}${lane}`
      for (let n = 1; alive; n += 1) {
        await guac.recv(module, now + n)
        sent.set(module, n)
      }
    })
    const reporter = (async () => {
      for (let n = 1; alive; n += 1) {
        await guac.weekly(`r${round}${n}`, now, 1)
        sent.set(`r${round}${n}`, 0)
      }
    })()
    await eventually(
      () => [...sent.values()].reduce((sum, n) => sum + n, 0) > 60 * (rounds.indexOf(round) + 1),
    )
    const dead = guac.end('SIGKILL')
    const outcomes = await Promise.allSettled([...publishers, reporter])
    alive = false
    assert.ok(outcomes.every(({ status }) => status === 'rejected'))
    await dead
  }

  const guac = await start(folder)
  const lanes = [...sent].filter(([module]) => !module.startsWith('r'))
  const reports = [...sent.keys()].filter(module => module.startsWith('r'))
  assert.is(lanes.length, 12)
  assert.ok(reports.length > 3)
  const total = lanes.reduce((sum, [, n]) => sum + n, 0)
  // what was answered but not yet handled is handled now
  const count = async () => {
    const counts = new Map<string, number>()
    for (const { moduleId } of await guac.rows('MessageRecvTableName'))
      counts.set(moduleId?.S ?? '', (counts.get(moduleId?.S ?? '') ?? 0) + 1)
    return counts
  }
  const stored = await eventually(async () => {
    const counts = await count()
    return lanes.every(([module, n]) => (counts.get(module) ?? 0) >= n) && counts
  })
  // at most the one of each lane that was not answered is there besides
  const besides = [...stored.values()].reduce((sum, n) => sum + n, 0) - total
  assert.ok(besides >= 0 && besides <= 12, `${besides}`)
  for (const [module] of lanes) await guac.weekly(module, now + 5000, 10_000)
  const rates = await eventually(async () => {
    const found = await computed(guac)
    return [...lanes.map(([module]) => module), ...reports].every(module => found[module]) && found
  })
  // the one that was not answered may have come between the two
  const storedNow = await count()
  for (const [module] of lanes) {
    const received = Number(rates[module]?.split(' ')[0])
    const [least = 0, most = 0] = [stored.get(module), storedNow.get(module)]
    assert.ok(received >= least && received <= most, `${module}: ${received}, not ${least} to ${most}`)
  }
  for (const module of reports) assert.is(rates[module]?.split(' ')[0], '0')
  const { code, stderr } = await guac.end('SIGINT')
  assert.is(code, 0)
  assert.not.match(stderr, /bug/)
})

test('after Ctrl-C the stack is the same one on any port, and works', async ({ folder }) => {
  const first = await start(folder)
  await first.recv('m', 1)
  await first.weekly('m', 5, 4)
  await eventually(async () => (await computed(first)).m)
  const events = async ({ cloudformation, stack }: Started) =>
    (await cloudformation.send(new DescribeStackEventsCommand({ StackName: stack?.StackId }))).StackEvents
  const before = await events(first)
  assert.is((await first.end('SIGINT')).code, 0)

  const second = await start(folder)
  assert.match(second.output(), /The kept stack bookish-guacamole is what service\.yaml says/)
  assert.match(second.output(), /found there: bookish-guacamole \(CREATE_COMPLETE\)/)
  assert.equal(second.stack?.StackId, first.stack?.StackId)
  assert.equal(second.stack?.CreationTime, first.stack?.CreationTime)
  assert.equal(await events(second), before)
  const url = second.outputs.DeadLetterQueueUrl
  assert.is(url, `${second.endpoint}/000000000000/guac-dead-letters`)
  assert.equal({ ...second.outputs, DeadLetterQueueUrl: first.outputs.DeadLetterQueueUrl }, first.outputs)

  // what was counted stays, what comes is counted with it, and what is refused reaches the queue by its new URL
  await second.recv('m', 6)
  await second.recv('m', -1)
  await eventually(async () => (await second.rows('MessageRecvTableName')).length === 2)
  await second.weekly('m', 9, 4)
  await eventually(async () =>
    (await second.rows('ReceivedWindowTableName')).some(row => row.published?.S?.startsWith('2 ')),
  )
  const { Messages = [] } = await second.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 10 }),
  )
  assert.is(Messages.length, 1)
  const { code, stderr } = await second.end('SIGINT')
  assert.is(code, 0)
  assert.not.match(stderr, /bug|brought back/)
})

test('the stack of an earlier release is updated to the present template, with what it holds', async ({
  folder,
}) => {
  copyFileSync(join(root, 'test/fixtures/v0.1.0.yaml'), serviceYaml)
  const first = await start(folder)
  await first.recv('m', 1)
  await eventually(async () => (await first.rows('MessageRecvTableName')).length === 1)
  await first.end('SIGKILL')

  copyFileSync(join(root, 'service.yaml'), serviceYaml)
  const second = await start(folder)
  assert.match(second.output(), /Updated the kept stack bookish-guacamole from service\.yaml/)
  assert.is(second.stack?.StackId, first.stack?.StackId)
  await second.weekly('m', 5, 4)
  const { m } = await eventually(async () => {
    const found = await computed(second)
    return found.m ? found : undefined
  })
  assert.match(m ?? '', /^1 /)
  await second.end('SIGINT')
})

test('queues and subscriptions made by hand are there again, without what lay in them', async ({
  folder,
}) => {
  const first = await start(folder)
  const { QueueUrl } = await first.sqs.send(
    new CreateQueueCommand({ QueueName: 'rates', Attributes: { VisibilityTimeout: '7' } }),
  )
  const Endpoint = 'arn:aws:sqs:us-east-1:000000000000:rates'
  const TopicArn = first.outputs.SuccessRateTopicArn
  await first.sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }))
  await first.weekly('lost', 5, 4)
  await eventually(async () => (await computed(first)).lost)
  assert.ok(QueueUrl)
  await first.end('SIGKILL')

  const second = await start(folder, '--no-deploy')
  const url = `${second.endpoint}/000000000000/rates`
  const { Attributes } = await second.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
  )
  assert.is(Attributes?.VisibilityTimeout, '7')
  assert.is(second.stack?.StackStatus, 'CREATE_COMPLETE')
  await second.weekly('found', 5, 4)
  // a rate that the killed process had not marked as computed may come before it, once more
  let body = ''
  for (let tries = 0; tries < 3 && !body.includes('found'); tries += 1) {
    const { Messages: [message] = [] } = await second.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 10 }),
    )
    body = message?.Body ?? ''
  }
  assert.match(body, /found/)
  await second.end('SIGINT')
})

test('one process at a time, and the second says whom to ask', async ({ folder }) => {
  const first = await start(folder, '--no-deploy')
  const { code, stderr } = await startGuac(['dev', '--port', '0', '--no-deploy', '--data', folder], bin).ended
  assert.is(code, 1)
  assert.match(stderr, `The data in ${folder} are in use (process ${first.child.pid}, ${first.endpoint}).`)
  // a process that was killed holds nothing
  await first.end('SIGKILL')
  const third = await start(folder, '--no-deploy')
  assert.is((await third.end('SIGINT')).code, 0)
})

test('a folder of another format, and one that is not guac’s, are refused and left alone', async ({
  folder,
}) => {
  const run = () => startGuac(['dev', '--port', '0', '--no-deploy', '--data', folder], bin).ended
  const notes = join(folder, 'notes.txt')
  writeFileSync(notes, 'mine')
  const foreign = await run()
  assert.is(foreign.code, 1)
  assert.match(foreign.stderr, /holds files that are not guac's\. Nothing in it was touched/)
  rmSync(notes)

  const marker = join(folder, 'guac-data.json')
  const text = JSON.stringify({ format: 99, createdBy: '9.9.9' })
  writeFileSync(marker, text)
  const newer = await run()
  assert.is(newer.code, 1)
  assert.match(newer.stderr, /made by guac 9\.9\.9 in format 99; this one knows format 1 only/)
  assert.is(readFileSync(marker, 'utf8'), text)
})

test.run()
