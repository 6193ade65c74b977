// `guac recount` as a person runs it, on what late messages, damage and expiry leave.

import { DeleteItemCommand, PutItemCommand, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { DeleteTopicCommand } from '@aws-sdk/client-sns'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { recount } from '../../src/commands/recount.ts'
import { fakeIo } from '../helpers/fake-io.ts'
import { guac } from '../helpers/guac.ts'
import { range, type Service, startService } from '../helpers/service.ts'

const test = suite<{ service: Service; at: readonly string[] }>('guac recount')

test.before.each(async context => {
  const service = await startService()
  Object.assign(context, { service, at: ['--endpoint-url', service.stack.endpoint] })
})
test.after.each(async ({ service }) => {
  assert.equal(service.bugs, [])
  await service.stop()
})

const lines = (...all: readonly string[]): string => all.map(line => `${line}\n`).join('')

const weekly = async (service: Service, moduleid: string, reports: readonly [number, number][]) => {
  for (const [timestamp, attempts] of reports) {
    await service.weekly({ moduleid, timestamp, attempts })
    await service.stack.idle()
  }
}

const rowsOf = async ({ dynamodb, output }: Service): Promise<unknown> => {
  const { Items } = await dynamodb.send(new ScanCommand({ TableName: output('ReceivedWindowTableName') }))
  return Items
}

/** Changes the kept row of a window. */
const damage = ({ dynamodb, output }: Service, module: string, timestamp: number, values: object) => {
  const entries = Object.entries(values)
  return dynamodb.send(
    new UpdateItemCommand({
      TableName: output('ReceivedWindowTableName'),
      Key: { moduleId: { S: module }, timestamp: { N: `${timestamp}` } },
      UpdateExpression: `SET ${entries.map(([name], i) => `${name} = :v${i}`)}`,
      ExpressionAttributeValues: Object.fromEntries(entries.map(([, value], i) => [`:v${i}`, { N: value }])),
    }),
  )
}

test('shows what would change and writes nothing, then has it published, and then finds nothing', async ({
  service,
  at,
}) => {
  const place = `the stack bookish-guacamole at ${service.stack.endpoint}`
  await service.recvAll('m', range(1, 10))
  await weekly(service, 'm', [
    [20, 20],
    [40, 30],
    [60, 5],
  ])
  await service.rates()
  // late for the first report: the second one has been computed, too
  await service.recvAll('m', [11, 12])
  const before = await rowsOf(service)
  const changes = lines(
    'm  20  50.000 → 60.000 % (10 → 12 of 20, assumed-start)',
    'm  40  33.333 → 40.000 % (10 → 12 of 30, assumed-start)',
  )
  const dry = await guac('recount', 'm', '--dry-run', ...at)
  assert.is(dry.stdout, changes)
  assert.is(dry.stderr, `Counted 1 module of ${place}: 2 rates would change. Nothing was written.\n`)
  assert.equal(await rowsOf(service), before)
  assert.equal(await service.rates(), [])

  const real = await guac('recount', 'm', ...at)
  assert.equal(real, {
    code: 0,
    stdout: changes,
    stderr: `Recounted 1 module of ${place}: 2 rates changed.\n`,
  })
  const rates = (await service.rates()).map(({ event }) => [event.timestamp, event.success_rate])
  assert.equal(rates.toSorted(), [
    [20, 60],
    [40, 40],
  ])
  const again = await guac('recount', 'm', ...at)
  assert.equal(again, {
    code: 0,
    stdout: '',
    stderr: `Recounted 1 module of ${place}: no rate changed.\n`,
  })
  assert.equal(await service.rates(), [])
})

test('puts right what is kept wrongly, too high or too low, for all modules', async ({ service, at }) => {
  for (const module of ['a', 'b', 'c "模块"']) {
    await service.recvAll(module, range(1, 10))
    await weekly(service, module, [[20, 20]])
  }
  await damage(service, 'a', 20, { received: '999' })
  await damage(service, 'b', 20, { received: '1' })
  for (const module of ['a', 'b', 'c "模块"']) await weekly(service, module, [[40, 40]])
  // a row that no event has written, and that is no report
  await service.dynamodb.send(
    new PutItemCommand({
      TableName: service.output('WeeklyDiagnosticTableName'),
      Item: { moduleId: { S: 'd' }, timestamp: { N: '5' }, attempts: { S: 'many' } },
    }),
  )
  await service.stack.idle()
  const { stdout, stderr, code } = await guac('recount', '--all', '--json', '--quiet', ...at)
  assert.equal([stderr, code], ['', 0])
  const is = { success_rate: 25, lower_bound: 25, received: 10, attempts: 40, quality: 'assumed-start' }
  const found = stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  assert.equal(found.map(({ moduleid, timestamp, was }) => [moduleid, timestamp, was?.received]).toSorted(), [
    ['a', 40, 999],
    ['b', 40, 1],
  ])
  for (const each of found) assert.equal(each.is, is)
  const clean = await guac('recount', '--all', '--dry-run', ...at)
  assert.match(clean.stderr, 'Counted 4 modules of ')
  assert.is(clean.stdout, '')
})

test('lets the count of a window stand whose messages have expired, and says so', async ({ service, at }) => {
  await service.recvAll('m', range(1, 10))
  await weekly(service, 'm', [
    [20, 20],
    [40, 40],
  ])
  await damage(service, 'm', 20, { whole_until: '1700000000' })
  for (const timestamp of range(1, 9))
    await service.dynamodb.send(
      new DeleteItemCommand({
        TableName: service.output('MessageRecvTableName'),
        Key: { moduleId: { S: 'm' }, timestamp: { N: `${timestamp}` } },
      }),
    )
  await service.recvAll('m', [30])
  const { stdout, stderr } = await guac('recount', 'm', ...at)
  assert.is(stdout, 'm  40  25.000 → 27.500 % (10 → 11 of 40, assumed-start)\n')
  assert.match(
    stderr,
    '1 rate changed.\n1 window keeps its count: messages of it have expired, or do so within the hour.\n',
  )
})

test('keeps every digit of a timestamp', async ({ service, at }) => {
  await service.recv('{"moduleId":"m","timestamp":18446744073709551614}')
  await service.stack.idle()
  await service.weekly('{"moduleid":"m","timestamp":18446744073709551615,"attempts":4}')
  await service.stack.idle()
  await service.recv('{"moduleId":"m","timestamp":18446744073709551613}')
  await service.stack.idle()
  const { stdout } = await guac('recount', 'm', '--json', ...at)
  assert.match(stdout, '{"moduleid":"m","timestamp":18446744073709551615,"was":{"success_rate":25,')
})

test('says that the function failed, and goes on where it left off once that is mended', async ({
  service,
  at,
}) => {
  for (const module of ['a', 'b']) {
    await service.recvAll(module, [1])
    await weekly(service, module, [[5, 2]])
    await service.recvAll(module, [2])
  }
  const TopicArn = service.output('SuccessRateTopicArn')
  await service.sns.send(new DeleteTopicCommand({ TopicArn }))
  const { code, stdout, stderr } = await guac('recount', '--all', ...at)
  assert.equal([code, stdout], [1, ''])
  assert.match(
    stderr,
    'The module a was not recounted to its end: the function failed on it: its log says why',
  )
  assert.match(stderr, 'guac: 2 modules were not recounted to the end, for the reasons above.')
})

test('after Ctrl-C says where to go on, and goes on there', async ({ service, at }) => {
  const modules = range(1, 20).map(n => `m ${n}`)
  for (const module of modules) {
    await service.weekly({ moduleid: module, timestamp: 5, attempts: 2 })
    await service.recv({ moduleId: module, timestamp: 4 })
  }
  await service.stack.idle()
  await Promise.all(modules.map(module => service.recv({ moduleId: module, timestamp: 3 })))
  await service.stack.idle()
  const endpointUrl = service.stack.endpoint
  const printed: string[] = []
  const { io, stop } = fakeIo(process.cwd(), {
    print: line => {
      printed.push(line)
      if (printed.length === 9) stop.abort()
    },
  })
  const options = { stackName: 'bookish-guacamole', endpointUrl, all: true }
  const stopped = await recount(io, undefined, options).catch((error: Error) => error.message)
  const [, after = ''] = /guac recount --all --after '(m \d+)' goes on from there\./.exec(stopped ?? '') ?? []
  assert.ok(after, stopped ?? 'it was not stopped')
  assert.ok(printed.length < modules.length)
  const rest = await guac('recount', '--all', '--after', after, ...at)
  assert.is(rest.code, 0)
  const both = new Set([...printed, ...rest.stdout.trimEnd().split('\n')].map(line => line.split('  ')[0]))
  assert.equal([...both].sort(), [...modules].sort())
})

for (const [args, code, message] of [
  [[], 2, 'guac recount needs to know what to recount: one module, or all.'],
  [['m', '--all'], 2, 'guac recount needs to know what to recount: one module, or all.'],
  [['m', '--after', 'l'], 2, '--after is for --all only.'],
  [['m'], 1, 'There is no report of the module m in the stack bookish-guacamole at '],
] as const)
  test(`guac recount ${args.join(' ')} says what is wrong`, async ({ at }) => {
    const ended = await guac('recount', ...args, ...at)
    assert.is(ended.code, code)
    assert.match(ended.stderr, message)
  })

test.run()
