// What flows through the pipeline, as the console reads it: by the second here, by the minute on AWS.

import { LambdaClient, PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readFlow } from '../../src/console/api/flow.ts'
import type { Source } from '../../src/console/source.ts'
import type { Figures, Flow, Series } from '../../src/console/wire-flow.ts'
import { onTarget } from '../../src/deploy/target.ts'
import { range, type Service, startService } from '../helpers/service.ts'

const test = suite<{ service: Service; target: Omit<Source, 'now'> }>('what flows')

test.before(async context => {
  const service = await startService()
  const options = { stackName: 'bookish-guacamole', endpointUrl: service.stack.endpoint }
  const target = await onTarget({ env: {} }, options, async found => found)
  Object.assign(context, { service, target })
  await service.recvAll('m', range(1, 30))
  await service.recv({ moduleId: 'm' })
  await service.weekly({ moduleid: 'm', timestamp: 50, attempts: 42 })
  await service.stack.idle()
})
test.after(async ({ service }) => {
  await service.stop()
  assert.equal(service.bugs, [])
})

const firstLook = async (source: Source): Promise<Flow> => {
  const over = new AbortController()
  for await (const flow of readFlow(source, over.signal)) {
    over.abort()
    return flow
  }
  throw new Error('no look')
}

const figuresIn = ({ figures }: Flow): Figures => {
  if ('why' in figures) throw new Error(figures.why)
  return figures.value
}

const sum = (series: Series): number => series.reduce<number>((all, value) => all + (value ?? 0), 0)
const most = (series: Series): number => Math.max(...series.map(value => value ?? 0))

for (const [where, loopback, ahead, values, pace] of [
  [
    'here, by the second for two minutes',
    true,
    1000,
    120,
    { every: 1, period: 1, late: 0, dollarsAnHour: 0 },
  ],
  [
    'on AWS, by the minute for an hour, at a price',
    false,
    180_000,
    60,
    { every: 60, period: 60, late: 120, dollarsAnHour: 0.0132 },
  ],
] as const)
  test(`${where}`, async ({ target }) => {
    // a little later, when what has happened is whole seconds or minutes ago
    const now = Date.now() + ahead
    const flow = await firstLook({ ...target, loopback, now: () => now })
    const { topics, functions, tables, streamAge } = figuresIn(flow)
    assert.equal({ ...flow.pace, dollarsAnHour: Number(flow.pace.dollarsAnHour.toFixed(6)) }, pace)
    assert.is(flow.at % (pace.period * 1000), 0)
    assert.ok(flow.at <= now - pace.late * 1000)
    assert.is(topics.recv_message.length, values)
    assert.equal(
      [sum(topics.recv_message), sum(topics.weekly_diagnostic), sum(topics.success_rate)],
      [31, 1, 1],
    )
    assert.equal(
      [sum(functions.recv.invocations), sum(functions.recv.errors), sum(functions.recv.throttles)],
      [31, 0, 0],
    )
    assert.ok(most(functions.recv.duration) > 0)
    assert.ok(most(functions.recv.running) >= 1 && most(functions.recv.running) <= 4)
    assert.equal([sum(tables.message_recv), sum(tables.weekly_diagnostic)], [30, 1])
    assert.ok(most(streamAge) > 0)
    assert.equal(flow.deadLetters, { value: { visible: 1, inFlight: 0 } })
  })

test('throttles are told, and are no runs', async ({ service, target }) => {
  const lambda = new LambdaClient({
    endpoint: service.stack.endpoint,
    region: service.stack.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
  const FunctionName = service.output('RecvFunctionName')
  await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }))
  await service.recv({ moduleId: 'm', timestamp: 99 })
  await service.stack.idle()
  lambda.destroy()
  const now = Date.now() + 1000
  const { recv } = figuresIn(await firstLook({ ...target, now: () => now })).functions
  assert.ok(sum(recv.throttles) >= 1)
  assert.is(sum(recv.invocations), 31)
})

test('what cannot be read says why, and the rest goes on', async ({ target }) => {
  const cloudwatch: Source['clients']['cloudwatch'] = async () => {
    throw Object.assign(new Error('User u is not authorized to perform: cloudwatch:GetMetricData'), {
      name: 'AccessDeniedException',
    })
  }
  const flow = await firstLook({ ...target, clients: { ...target.clients, cloudwatch }, now: Date.now })
  assert.match('why' in flow.figures ? flow.figures.why : '', /GetMetricData/)
  assert.ok('value' in flow.deadLetters)
})

test.run()
