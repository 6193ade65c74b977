// guac status against the local stack: when all is well, and each thing that needs a person, provoked.

import { UpdateStackCommand, waitUntilStackUpdateComplete } from '@aws-sdk/client-cloudformation'
import { InvokeCommand, PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda'
import { DeleteQueueCommand } from '@aws-sdk/client-sqs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type StatusOptions, status } from '../../src/commands/status.ts'
import { lazyClients } from '../../src/deploy/lazy-clients.ts'
import { PersonError } from '../../src/errors.ts'
import type { Io } from '../../src/io.ts'
import { changeService, withoutRight } from '../helpers/change-service.ts'
import { fakeIo } from '../helpers/fake-io.ts'
import { guac } from '../helpers/guac.ts'
import { startProxy } from '../helpers/proxy.ts'
import { type Service, startService } from '../helpers/service.ts'

const test = suite<{ service: Service }>('guac status')

test.before.each(async context => {
  context.service = await startService()
})
test.after.each(async ({ service }) => {
  assert.equal(service.bugs, [])
  await service.stop()
})

const run = async (endpoint: string, options: Partial<StatusOptions> = {}, given: Partial<Io> = {}) => {
  const world = fakeIo(process.cwd(), {
    env: { AWS_ENDPOINT_URL: endpoint },
    width: Number.POSITIVE_INFINITY,
    ...given,
  })
  const error = await status(world.io, { stackName: 'bookish-guacamole', ...options }).then(
    () => '',
    (reason: unknown) => {
      if (reason instanceof PersonError) return reason.message
      throw reason
    },
  )
  return { lines: world.printed, error }
}
/** Leaves recv no concurrency, and invokes it. */
const throttleRecv = async ({ stack: { endpoint, region }, output }: Service): Promise<void> => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const lambda = await lazyClients({ endpoint, region, profile: undefined, credentials }).lambda()
  const FunctionName = output('RecvFunctionName')
  await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }))
  await lambda.send(new InvokeCommand({ FunctionName })).then(
    () => assert.unreachable('recv was invoked'),
    (error: Error) => assert.is(error.name, 'TooManyRequestsException'),
  )
}
const text = ({ lines }: { readonly lines: readonly string[] }): string => lines.join('\n')

test('shows a service that needs nobody, in a narrow terminal as well', async ({ service }) => {
  await service.recvAll('m', [1, 2, 3])
  await service.weekly({ moduleid: 'm', timestamp: 9, attempts: 4 })
  assert.is((await service.rates()).length, 1)
  const all = await run(service.stack.endpoint)
  assert.is(all.error, '')
  const shown = text(all)
    .replace(service.stack.endpoint, 'ENDPOINT')
    .replace(service.output('CodeHash'), 'HASH')
    .replace(service.output('Version'), 'VERSION')
    .replace(/up to \d+ s/, 'up to 0 s')
  assert.is(
    shown,
    [
      'The stack bookish-guacamole at ENDPOINT: CREATE_COMPLETE',
      'Version VERSION, code HASH, as this guac has it',
      '',
      'function      state   calls 1 h / 24 h  failed  throttled',
      'recv          Active  3 / 3             0 / 0   0 / 0',
      'weekly        Active  1 / 1             0 / 0   0 / 0',
      'success-rate  Active  1 / 1             0 / 0   0 / 0',
      '',
      'messages      3 / 3',
      'reports       1 / 1',
      'rates         1 / 1',
      'stream        Enabled, OK, reports waited up to 0 s',
      'dead letters  none',
      'alarms        none are set up: AlarmEmail or AlarmTopicArn',
      '',
      'Nothing needs a person.',
    ].join('\n'),
  )
  const narrow = await run(service.stack.endpoint, {}, { width: 40 })
  assert.ok(narrow.lines.includes('alarms        none are set up: AlarmEma…'), text(narrow))
  assert.ok(narrow.lines.includes('recv          3 / 3             0 / 0'), text(narrow))
  for (const line of text(narrow).split('\n')) assert.ok(line.length <= 40, line)
  assert.equal((await run(service.stack.endpoint, { quiet: true })).lines, [])
})

test('a function that fails, and the letters that come of it, need a person', async ({ service }) => {
  await changeService(service, withoutRight('RecvRole', 'dynamodb:PutItem'))
  await service.recv({ moduleId: 'm', timestamp: 1 })
  await service.stack.idle()
  const { lines, error } = await run(service.stack.endpoint)
  assert.is(error, '3 things need a person.\n  Do what stands above beside each, and run guac status again.')
  assert.ok(lines.includes('recv          Active  3 / 3             3 / 3   0 / 0'), lines.join('\n'))
  assert.match(lines.join('\n'), /\ndead letters {2}1, the oldest \d+ s old\n/)
  assert.match(lines.join('\n'), /\nLast errors\n\d\d:\d\d:\d\d {2}recv {2}.*PutItem/, lines.join('\n'))
  assert.equal(lines.slice(-3), [
    '! recv failed 3 times in the last hour: guac logs recv',
    '! 3 errors were logged in the last hour, the last by recv: guac logs --since 1h',
    '! a dead letter waits: guac dead list, then guac dead redrive or discard',
  ])
  assert.match(lines[1] ?? '', /as this guac has it$/)
  // the letter is not held back from others
  const { stdout } = await guac('dead', 'list', '--endpoint-url', service.stack.endpoint)
  assert.match(stdout, /^1 dead letter of/)
})

test('machines get one object, and the exit code 1', async ({ service }) => {
  await service.recv('not json')
  await service.stack.idle()
  const { code, stdout, stderr } = await guac('status', '--json', '--endpoint-url', service.stack.endpoint)
  assert.is(code, 1)
  assert.match(stderr, /^guac: One thing needs a person\./)
  const shown = JSON.parse(stdout)
  assert.equal(Object.keys(shown), [
    'stack',
    'functions',
    'errors',
    'deadLetters',
    'stream',
    'flow',
    'alarms',
    'unknown',
    'concerns',
  ])
  assert.equal(shown.stack, {
    status: 'CREATE_COMPLETE',
    version: service.output('Version'),
    codeHash: service.output('CodeHash'),
    current: true,
  })
  assert.equal(shown.functions[0], {
    name: 'recv',
    state: 'Active',
    lastHour: { invocations: 1, errors: 0, throttles: 0 },
    lastDay: { invocations: 1, errors: 0, throttles: 0 },
  })
  assert.equal(shown.flow.messages, { lastHour: 1, lastDay: 1 })
  assert.equal(shown.stream, { state: 'Enabled', lastResult: 'No records processed', ageMs: null })
  assert.equal(shown.concerns, [
    { what: 'a dead letter waits', next: 'guac dead list, then guac dead redrive or discard' },
  ])
})

test('a disabled stream mapping and a throttled function need a person', async ({ service }) => {
  await changeService(service, properties => {
    properties('SuccessRateMapping').Enabled = false
  })
  await throttleRecv(service)
  const { lines } = await run(service.stack.endpoint, { quiet: true })
  assert.is(
    lines[1],
    'the stream mapping is disabled: no rate is computed, and after a day reports are lost to it: guac deploy, or aws lambda update-event-source-mapping --enabled',
  )
  assert.match(lines[0] ?? '', /^recv was throttled .* in the last hour: raise ReservedConcurrency /)
})

test('alarms show their states, and one that has gone off needs a person', async ({ service }) => {
  await service.cloudformation.send(
    new UpdateStackCommand({
      StackName: 'bookish-guacamole',
      UsePreviousTemplate: true,
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      Parameters: [
        { ParameterKey: 'AlarmTopicArn', ParameterValue: 'arn:aws:sns:us-east-1:000000000000:people' },
      ],
    }),
  )
  await waitUntilStackUpdateComplete(
    { client: service.cloudformation, maxWaitTime: 30, minDelay: 0.05, maxDelay: 0.1 },
    { StackName: 'bookish-guacamole' },
  )
  const calm = await run(service.stack.endpoint)
  assert.ok(calm.lines.includes('alarms        2 INSUFFICIENT_DATA, 7 OK'), text(calm))
  await throttleRecv(service)
  const { lines } = await run(service.stack.endpoint)
  assert.ok(lines.includes('alarms        1 ALARM, 2 INSUFFICIENT_DATA, 6 OK'), lines.join('\n'))
  assert.match(
    lines.at(-1) ?? '',
    /^! the alarm bookish-guacamole-RecvThrottlesAlarm-\w+ has gone off: Threshold Crossed: \[\d\] against 0\.: guac logs$/,
  )
})

test('what may not be read is a line, and the rest is shown', async ({ service }) => {
  const proxy = await startProxy(service.stack.endpoint, body =>
    body.includes('MetricDataQueries')
      ? {
          status: 400,
          body: JSON.stringify({
            __type: 'AccessDenied',
            message:
              'User: arn:aws:iam::123456789012:user/me is not authorized to perform: cloudwatch:GetMetricData',
          }),
        }
      : undefined,
  )
  const { lines, error } = await run(proxy.endpoint)
  await proxy.stop()
  assert.is(error, '')
  assert.ok(lines.includes('figures: these credentials may not cloudwatch:GetMetricData'), lines.join('\n'))
  assert.ok(lines.includes('recv          Active  ?                 ?       ?'), lines.join('\n'))
  assert.is(lines.at(-1), 'Nothing needs a person.')
})

for (const [what, status, body] of [
  ['has no CloudWatch', 501, 'no such service'],
  ['does not know the call', 400, '{"__type":"UnknownOperationException","message":"no"}'],
  ['answers with a page', 404, '<html></html>'],
] as const)
  test(`an endpoint that ${what} is judged by the rest`, async ({ service }) => {
    await service.recv('not json')
    await service.stack.idle()
    const proxy = await startProxy(service.stack.endpoint, request =>
      request.includes('MetricDataQueries') ? { status, body } : undefined,
    )
    const { lines, error } = await run(proxy.endpoint)
    await proxy.stop()
    assert.match(error, /^One thing needs a person/)
    assert.match(text({ lines }), `\nfigures: ${proxy.endpoint} does not offer it (`)
    assert.ok(lines.includes('messages      ?'), text({ lines }))
    assert.match(lines.at(-1) ?? '', /^! a dead letter waits: /)
  })

test('a part of the stack that somebody has deleted needs a person', async ({ service }) => {
  const QueueUrl = service.output('DeadLetterQueueUrl')
  await service.sqs.send(new DeleteQueueCommand({ QueueUrl }))
  const { lines, error } = await run(service.stack.endpoint)
  assert.match(error, /^One thing needs a person/)
  assert.match(lines.at(-1) ?? '', /^! dead letters cannot be read: .*guac destroy and guac deploy/)
})

test('no stack, and nobody at the endpoint, are said', async ({ service }) => {
  const absent = await run(service.stack.endpoint, { stackName: 'absent' })
  assert.match(absent.error, /^There is no stack absent/)
  const nobody = await run('http://127.0.0.1:9')
  assert.match(nobody.error, /^Nothing answers at http:\/\/127\.0\.0\.1:9\./)
})

test.run()
