// Nothing is lost: each hop is made to fail for good, the event is found where the README says, and giving it back
// ends as if nothing had ever failed: the same rows, the same rates, and an empty queue.

import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb'
import { DeleteFunctionConcurrencyCommand, PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda'
import { CreateTopicCommand, DeleteTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { DeadLetter } from '../../src/operate/dead-letter.ts'
import { changeService, withoutRight } from '../helpers/change-service.ts'
import { guac } from '../helpers/guac.ts'
import { letterOf, redeliver, withLambda } from '../helpers/redeliver.ts'
import { type Service, startService } from '../helpers/service.ts'

const test = suite('nothing lost, end to end')

const send = {
  'message 1': ({ recv }: Service) => recv({ moduleId: 'm', timestamp: 1 }),
  'message 3': ({ recv }: Service) => recv({ moduleId: 'm', timestamp: 3 }),
  'report 5': ({ weekly }: Service) => weekly({ moduleid: 'm', timestamp: 5, attempts: 4 }),
  'message 6': ({ recv }: Service) => recv({ moduleId: 'm', timestamp: 6 }),
  'report 7': ({ weekly }: Service) => weekly({ moduleid: 'm', timestamp: 7, attempts: 6 }),
} as const
type Event = keyof typeof send
const events = Object.keys(send) as Event[]

const sendAll = async (service: Service, wanted: readonly Event[]): Promise<void> => {
  for (const event of wanted) {
    await send[event](service)
    await service.stack.idle()
  }
}

/** What is to be the same in the end; only the times of computations may differ. */
const endOf = async (service: Service) => {
  const rows = async (output: string) => {
    const { Items = [] } = await service.dynamodb.send(new ScanCommand({ TableName: service.output(output) }))
    // the row before all times only spares reading again what the others hold
    const own = Items.filter(({ timestamp }) => timestamp?.N !== '-1')
    return own
      .map(({ counted_at: _, ...row }) => row)
      .sort((one, other) => Number(one.timestamp?.N) - Number(other.timestamp?.N))
  }
  const rates = new Map<number, object>()
  for (const { event, attributes } of await service.rates()) {
    const { computed_at: _, ...rest } = attributes
    rates.set(event.timestamp, { ...event, ...rest })
  }
  return {
    messages: await rows('MessageRecvTableName'),
    reports: await rows('WeeklyDiagnosticTableName'),
    windows: await rows('ReceivedWindowTableName'),
    rates: [...rates].sort(([one], [other]) => one - other),
    letters: (await service.deadLetters()).length,
  }
}

let healthy: Awaited<ReturnType<typeof endOf>>

const withService = async (run: (service: Service) => Promise<void>): Promise<void> => {
  // minutes of waiting become milliseconds
  const service = await startService({ haste: 10_000 })
  try {
    await run(service)
    assert.equal(service.bugs, [])
  } finally {
    await service.stop()
  }
}

test.before(() =>
  withService(async service => {
    await sendAll(service, events)
    healthy = await endOf(service)
    assert.is(healthy.rates.length, 2)
  }),
)

/** Switches a function off, or on again. */
const switched = (way: 'off' | 'on', name: string) => (service: Service) =>
  withLambda<unknown>(service, lambda => {
    const FunctionName = service.output(name)
    return way === 'on'
      ? lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }))
      : lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }))
  })

type Break = {
  readonly hop: string
  readonly why: string
  readonly event: Event
  /** Who writes the letter, by which guac and the README know its shape. */
  readonly from: DeadLetter['from']
  readonly broken: (service: Service) => Promise<unknown>
  /** What mends it, where updating the stack to service.yaml does not. */
  readonly mended?: (service: Service) => Promise<unknown>
}

const withoutPermission = (name: string) => (service: Service) =>
  changeService(service, properties => {
    properties(`${name}Permission`).SourceArn = { Ref: 'SuccessRateTopic' }
  })

const without = (role: string, action: string) => (service: Service) =>
  changeService(service, withoutRight(role, action))

/** Deletes a table, and makes another of the same name. */
const deleteTable = (name: string) => (service: Service) =>
  service.dynamodb.send(new DeleteTableCommand({ TableName: service.output(name) }))
const makeTable = (name: string, like: string) => async (service: Service) => {
  const { Table } = await service.dynamodb.send(new DescribeTableCommand({ TableName: service.output(like) }))
  await service.dynamodb.send(
    new CreateTableCommand({
      TableName: service.output(name),
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: Table?.AttributeDefinitions,
      KeySchema: Table?.KeySchema,
    }),
  )
}

const breaks: readonly Break[] = [
  {
    hop: 'SNS → guac-recv',
    why: 'has no permission',
    event: 'message 3',
    from: 'SNS',
    broken: withoutPermission('Recv'),
  },
  {
    hop: 'SNS → guac-weekly',
    why: 'has no permission',
    event: 'report 5',
    from: 'SNS',
    broken: withoutPermission('Weekly'),
  },
  {
    hop: 'SNS → guac-recv',
    why: 'is switched off by a reserved concurrency of 0',
    event: 'message 3',
    from: 'Lambda',
    broken: switched('off', 'RecvFunctionName'),
    mended: switched('on', 'RecvFunctionName'),
  },
  {
    hop: 'guac-recv → message_recv',
    why: 'may not write',
    event: 'message 3',
    from: 'Lambda',
    broken: without('RecvRole', 'dynamodb:PutItem'),
  },
  {
    hop: 'guac-recv → message_recv',
    why: 'finds no table',
    event: 'message 1',
    from: 'Lambda',
    broken: deleteTable('MessageRecvTableName'),
    mended: makeTable('MessageRecvTableName', 'ReceivedWindowTableName'),
  },
  {
    hop: 'guac-weekly → weekly_diagnostic',
    why: 'may not write',
    event: 'report 5',
    from: 'Lambda',
    broken: without('WeeklyRole', 'dynamodb:UpdateItem'),
  },
  {
    hop: 'stream → guac-success-rate',
    why: 'finds no handler',
    event: 'report 5',
    from: 'stream',
    broken: service =>
      changeService(service, properties => {
        properties('SuccessRateFunction').Handler = 'index.gone'
        // each attempt is a process that dies
        properties('SuccessRateMapping').MaximumRetryAttempts = 2
      }),
  },
  {
    hop: 'guac-success-rate → tables',
    why: 'may not read',
    event: 'report 5',
    from: 'stream',
    broken: without('SuccessRateRole', 'dynamodb:Query'),
  },
  {
    hop: 'guac-success-rate → SNS',
    why: 'may not publish',
    event: 'report 5',
    from: 'stream',
    broken: without('SuccessRateRole', 'sns:Publish'),
  },
]

const breakOf = (hop: string): Break => {
  const found = breaks.find(each => each.hop === hop)
  if (!found) throw new Error(`no hop ${hop}`)
  return found
}

/** Sends an event into a broken hop. Returns the one letter that comes of it; the hop is whole again then. */
const lose = async (
  service: Service,
  { event, from, broken, mended = changeService }: Break,
): Promise<DeadLetter> => {
  await broken(service)
  await sendAll(service, [event])
  const [letter, ...more] = (await service.deadLetters()).map(message => letterOf(service, message))
  assert.equal(more, [])
  assert.ok(letter)
  assert.is(letter.from, from)
  await mended(service)
  return letter
}

for (const each of breaks)
  test(`${each.hop}, which ${each.why}: ${each.event} is in a letter of ${each.from}, and given back`, () =>
    withService(async service => {
      const at = events.indexOf(each.event)
      await sendAll(service, events.slice(0, at))
      const letter = await lose(service, each)
      await redeliver(service, letter)
      await sendAll(service, events.slice(at + 1))
      assert.equal(await endOf(service), healthy)
    }))

for (const each of breaks.filter(({ event }) => event === 'report 5'))
  test(`${each.hop}, which ${each.why}: ${each.event} is given back after ${events.at(-1)}, to the same end`, () =>
    withService(async service => {
      const at = events.indexOf(each.event)
      await sendAll(service, events.slice(0, at))
      const letter = await lose(service, each)
      await sendAll(service, events.slice(at + 1))
      await redeliver(service, letter)
      assert.equal(await endOf(service), healthy)
    }))

test('guac-success-rate → SNS: when the stream has forgotten a report, guac recount computes it', () =>
  withService(async service => {
    await sendAll(service, events.slice(0, 2))
    await lose(service, breakOf('guac-success-rate → SNS'))
    await sendAll(service, events.slice(3))
    const { stdout, code } = await guac('recount', '--all', '--endpoint-url', service.stack.endpoint)
    assert.is(stdout, 'm  5  not published → 50.000 % (2 of 4, assumed-start)\n')
    assert.is(code, 0)
    assert.equal(await endOf(service), healthy)
  }))

test('publisher → SNS, whose topic is gone: the publisher is told, and publishes again', () =>
  withService(async service => {
    const TopicArn = service.output('RecvMessageTopicArn')
    await service.sns.send(new DeleteTopicCommand({ TopicArn }))
    const refused = await send['message 1'](service).then(
      () => 'taken',
      (error: Error) => error.name,
    )
    assert.is(refused, 'NotFoundException')
    await service.sns.send(new CreateTopicCommand({ Name: TopicArn.split(':').at(-1) }))
    const Endpoint = service.output('RecvFunctionArn')
    await service.sns.send(new SubscribeCommand({ TopicArn, Protocol: 'lambda', Endpoint }))
    await sendAll(service, events)
    assert.equal(await endOf(service), healthy)
  }))

for (const [why, broken, mended] of [
  ['may not be read', without('SuccessRateRole', 'dynamodb:GetRecords'), changeService],
  [
    'finds its function switched off',
    switched('off', 'SuccessRateFunctionName'),
    switched('on', 'SuccessRateFunctionName'),
  ],
] as const)
  test(`stream → guac-success-rate: one that ${why} waits, and goes on where it was`, () =>
    withService(async service => {
      await sendAll(service, events.slice(0, 2))
      await broken(service)
      await send['report 5'](service)
      await mended(service)
      await sendAll(service, events.slice(3))
      assert.equal(await endOf(service), healthy)
    }))

test('a handler’s refusal: the event is in its letter with the reason, is mended, and published again', () =>
  withService(async service => {
    await sendAll(service, events.slice(0, 1))
    await service.recv('{"moduleId":"m","timestamp":"three"}')
    const [letter] = (await service.deadLetters()).map(message => letterOf(service, message))
    assert.is(letter?.from, 'handler')
    assert.match(letter?.reason ?? '', /timestamp is "three"/)
    await service.recv(letter?.event?.replace('"three"', '3'))
    await sendAll(service, events.slice(2))
    assert.equal(await endOf(service), healthy)
  }))

test('a letter that is given back twice changes nothing more', () =>
  withService(async service => {
    await sendAll(service, events.slice(0, 2))
    const letter = await lose(service, breakOf('SNS → guac-weekly'))
    await redeliver(service, letter)
    await redeliver(service, letter)
    await sendAll(service, events.slice(3))
    assert.equal(await endOf(service), healthy)
  }))

test.run()
