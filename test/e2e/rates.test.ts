// The rows of semantics.md's table of cases, end to end: service.yaml as it is deployed, on the local stack.

import { QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { range, type Service, startService } from '../helpers/service.ts'

const test = suite<{ service: Service }>('rates, end to end')

test.before(async context => {
  context.service = await startService()
})
test.after(async ({ service }) => {
  assert.equal(service.bugs, [])
  await service.stop()
})

/** What a test compares of the published rates: timestamp, rate, received, quality, lower bound. */
const facts = async (service: Service) =>
  (await service.rates()).map(({ event, attributes }) => [
    event.timestamp,
    event.success_rate,
    Number(attributes.received),
    attributes.quality,
    Number(attributes.lower_bound),
  ])

test('40 messages and 42 attempts give 95.238…', async ({ service }) => {
  await service.recvAll('plain', range(1, 40))
  await service.weekly({ moduleid: 'plain', timestamp: 100, attempts: 42 })
  const [rate, ...more] = await service.rates()
  assert.equal(more, [])
  assert.is(rate?.text, '{"moduleid":"plain","timestamp":100,"success_rate":95.23809523809524}')
  const { computed_at, ...attributes } = rate?.attributes ?? {}
  assert.ok(Math.abs(Number(computed_at) - Date.now()) < 60_000)
  assert.equal(attributes, {
    moduleid: 'plain',
    quality: 'assumed-start',
    success_rate: '95.23809523809524',
    received: '40',
    attempts: '42',
    lower_bound: '95.23809523809524',
  })
})

test('received event delivered twice: stored once, counted once', async ({ service }) => {
  await service.recvAll('twice', [1, 2, 2, 1, 2])
  await service.weekly({ moduleid: 'twice', timestamp: 9, attempts: 4 })
  assert.equal(await facts(service), [[9, 50, 2, 'assumed-start', 50]])
})

test('report delivered twice, same attempts: published once', async ({ service }) => {
  await service.weekly({ moduleid: 'again', timestamp: 9, attempts: 4 })
  await service.stack.idle()
  await service.weekly({ moduleid: 'again', timestamp: 9, attempts: 4 })
  assert.equal(await facts(service), [[9, 0, 0, 'assumed-start', 0]])
})

test('report with the same key and other attempts: the greater stands, in either order', async ({
  service,
}) => {
  await service.recvAll('corrected', range(1, 3))
  for (const attempts of [4, 6, 5]) {
    await service.weekly({ moduleid: 'corrected', timestamp: 9, attempts })
    await service.stack.idle()
  }
  assert.equal(await facts(service), [
    [9, 75, 3, 'assumed-start', 75],
    [9, 50, 3, 'assumed-start', 50],
  ])
})

test('attempts = 0: published as 100, no-attempts, and the epoch starts there', async ({ service }) => {
  await service.recvAll('zero', [1, 2, 11])
  await service.weekly({ moduleid: 'zero', timestamp: 9, attempts: 0 })
  await service.stack.idle()
  await service.weekly({ moduleid: 'zero', timestamp: 19, attempts: 2 })
  assert.equal(await facts(service), [
    [9, 100, 0, 'no-attempts', 100],
    [19, 50, 1, 'exact', 50],
  ])
})

test('received > attempts: clamped to 100, upper-bound to the end of the epoch', async ({ service }) => {
  await service.recvAll('clamped', range(1, 15))
  for (const [timestamp, attempts] of [
    [10, 5],
    [20, 20],
  ]) {
    await service.weekly({ moduleid: 'clamped', timestamp, attempts })
    await service.stack.idle()
  }
  assert.equal(await facts(service), [
    [10, 100, 10, 'upper-bound', 0],
    [20, 75, 15, 'upper-bound', 25],
  ])
})

test('reset, moment unknown: its window is counted whole, upper-bound for the epoch', async ({ service }) => {
  await service.recvAll('reset', [...range(1, 8), ...range(11, 13), ...range(21, 24)])
  for (const [timestamp, attempts] of [
    [10, 16],
    [20, 6],
    [30, 10],
  ]) {
    await service.weekly({ moduleid: 'reset', timestamp, attempts })
    await service.stack.idle()
  }
  assert.equal(await facts(service), [
    [10, 50, 8, 'assumed-start', 50],
    [20, 50, 3, 'upper-bound', 0],
    [30, 70, 7, 'upper-bound', 40],
  ])
})

test('message later than its report: in the next report’s sum', async ({ service }) => {
  await service.recvAll('late', [1, 2])
  await service.weekly({ moduleid: 'late', timestamp: 10, attempts: 4 })
  await service.stack.idle()
  await service.recvAll('late', [3, 11])
  await service.weekly({ moduleid: 'late', timestamp: 20, attempts: 8 })
  assert.equal(await facts(service), [
    [10, 50, 2, 'assumed-start', 50],
    [20, 50, 4, 'assumed-start', 50],
  ])
})

test('message with timestamp = T is counted, with timestamp > T not', async ({ service }) => {
  await service.recvAll('edge', [9, 10, 11])
  await service.weekly({ moduleid: 'edge', timestamp: 10, attempts: 4 })
  assert.equal(await facts(service), [[10, 50, 2, 'assumed-start', 50]])
})

test('report out of order: computed at its own place, and a later rate that changes is published again', async ({
  service,
}) => {
  await service.recvAll('disorder', [...range(1, 4), ...range(11, 14)])
  await service.weekly({ moduleid: 'disorder', timestamp: 20, attempts: 10 })
  assert.equal(await facts(service), [[20, 80, 8, 'assumed-start', 80]])
  // its attempts are greater than those of the report after it: there was a reset between the two
  await service.weekly({ moduleid: 'disorder', timestamp: 10, attempts: 16 })
  assert.equal(await facts(service), [
    [10, 25, 4, 'assumed-start', 25],
    [20, 40, 4, 'upper-bound', 0],
  ])
})

test('timestamps survive digit for digit up to 18446744073709551615', async ({ service }) => {
  const neighbours = ['18446744073709551613', '18446744073709551614', '"18446744073709551612"']
  await service.recvAll('far', neighbours)
  await service.weekly('{"moduleId":"far","timestamp":18446744073709551615,"attempts":4294967295}')
  const [rate] = await service.rates()
  assert.match(rate?.text ?? '', /^\{"moduleid":"far","timestamp":18446744073709551615,"success_rate":/)
  assert.is(rate?.attributes.received, '3')
  assert.is(rate?.attributes.attempts, '4294967295')
  assert.not.match(rate?.attributes.success_rate ?? '', /e/, 'SNS takes no exponents in a Number')
  const { Items = [] } = await service.dynamodb.send(
    new QueryCommand({
      TableName: service.output('MessageRecvTableName'),
      KeyConditionExpression: 'moduleId = :m',
      ExpressionAttributeValues: { ':m': { S: 'far' } },
    }),
  )
  assert.equal(
    Items.map(item => item.timestamp?.N),
    ['18446744073709551612', '18446744073709551613', '18446744073709551614'],
  )
})

test('either spelling of the module’s name is the same module, and odd names survive', async ({
  service,
}) => {
  const name = 'Модуль "7" <&> \\ 🥑'
  await service.recv({ moduleid: name, timestamp: 1 })
  await service.recv({ moduleId: name, timestamp: 2 })
  await service.stack.idle()
  await service.weekly({ moduleId: name, timestamp: 3, attempts: 2 })
  const [rate] = await service.rates()
  assert.equal(rate?.event, { moduleid: name, timestamp: 3, success_rate: 100 })
  assert.is(rate?.attributes.moduleid, name)
})

test('the tables hold the attributes of the contract and no other', async ({ service }) => {
  await service.recv({ moduleId: 'schema', timestamp: 1, tx_attempts: 7, more: true })
  await service.weekly({ moduleId: 'schema', timestamp: 2, attempts: 7, more: true })
  await service.rates()
  const rows = async (output: string) => {
    const { Items = [] } = await service.dynamodb.send(
      new ScanCommand({ TableName: service.output(output), ConsistentRead: true }),
    )
    return Items.filter(item => item.moduleId?.S === 'schema')
  }
  assert.equal(await rows('MessageRecvTableName'), [
    { moduleId: { S: 'schema' }, timestamp: { N: '1' }, tx_attempts: { N: '7' } },
  ])
  assert.equal(await rows('WeeklyDiagnosticTableName'), [
    { moduleId: { S: 'schema' }, timestamp: { N: '2' }, attempts: { N: '7' } },
  ])
})

test.run()
