// `guac logs` as a person runs it, on what the functions themselves have written.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readLogLine } from '../../src/operate/log-line.ts'
import { parseSince } from '../../src/operate/since.ts'
import { guac, startGuac } from '../helpers/guac.ts'
import { type Service, startService } from '../helpers/service.ts'

const test = suite<{ service: Service; at: readonly string[] }>('guac logs')

test.before(async context => {
  const service = await startService()
  await service.recv('not json')
  await service.stack.idle()
  await service.weekly('[]')
  await service.stack.idle()
  Object.assign(context, { service, at: ['--endpoint-url', service.stack.endpoint] })
})
test.after(async ({ service }) => {
  assert.equal(service.bugs, [])
  await service.stop()
})

const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`

test('shows what all functions logged, in the order of time', async ({ service, at }) => {
  const { code, stdout, stderr } = await guac('logs', ...at)
  assert.is(code, 0)
  assert.match(
    stderr,
    new RegExp(`^Logs since ${time} of the stack bookish-guacamole at ${service.stack.endpoint}\n$`),
  )
  const lines = stdout.trimEnd().split('\n')
  assert.equal([...lines].sort(), lines)
  const letters = lines.filter(line => line.includes('An event was sent to the dead-letter queue.'))
  assert.match(
    letters[0] ?? '',
    new RegExp(
      `^${time} recv         WARN  An event was sent to the dead-letter queue. hop=recv_message reason=`,
    ),
  )
  assert.match(letters[1] ?? '', / weekly {7}WARN .* hop=weekly_diagnostic reason=/)
  assert.ok(
    lines.some(line => / recv {15,}metrics Invalid=1$/.test(line)),
    stdout,
  )
})

test('shows one function alone, by its short or its whole name, for machines as it was written', async ({
  at,
}) => {
  for (const name of ['weekly', 'guac-weekly']) {
    const { stdout } = await guac('logs', name, '--json', ...at)
    const events = stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    assert.ok(events.length > 0 && events.every(event => event.function === 'weekly'))
    assert.ok(events.some(event => JSON.parse(event.message).hop === 'weekly_diagnostic'))
  }
})

test('follows until Ctrl-C, each event once', async ({ service, at }) => {
  const { child, ended, saw } = startGuac(['logs', '--follow', '--quiet', ...at])
  await saw('hop=weekly_diagnostic')
  await service.recv('{"moduleId":"later"}')
  await saw('timestamp is missing')
  // another look finds nothing new
  await new Promise(resolve => setTimeout(resolve, 600))
  child.kill('SIGINT')
  const { code, stdout, stderr } = await ended
  assert.is(stderr, '')
  assert.is(code, 0)
  assert.is(stdout.split('timestamp is missing').length, 2)
})

test('refuses a function that is none, and a time that is none', async ({ at }) => {
  const name = await guac('logs', 'rcv', ...at)
  assert.is(name.code, 2)
  assert.match(
    name.stderr,
    'There is no function rcv.\n  Give one of recv, weekly, success-rate, or none for all.',
  )
  const since = await guac('logs', '--since', 'today', ...at)
  assert.match(since.stderr, '--since is "today".')
})

for (const [text, ms] of [
  ['90s', 90_000],
  ['15m', 900_000],
  ['1h', 3_600_000],
  ['2d', 172_800_000],
] as const)
  test(`--since ${text} is so long ago`, () => assert.is(parseSince(text, 1e12), 1e12 - ms))

for (const [line, level, text, facts] of [
  ['START RequestId: 1 Version: $LATEST\n', undefined, 'START RequestId: 1 Version: $LATEST', {}],
  ['{"level":"WARN","message":"m","a":1,"b":"x"}', 'WARN', 'm', { a: '1', b: 'x' }],
  ['{"_aws":{},"FunctionName":"f","Late":3}', undefined, 'metrics', { Late: '3' }],
  [
    '{"time":"t","type":"platform.report","record":{"status":"timeout"}}',
    undefined,
    'platform.report',
    { status: 'timeout' },
  ],
  ['{"level":"ERROR","errorType":"E","errorMessage":"m"}', 'ERROR', 'm', { errorType: 'E' }],
  ['{"half', undefined, '{"half', {}],
  ['{"other":1}', undefined, '{"other":1}', {}],
] as const)
  test(`reads ${line.trim()}`, () => assert.equal(readLogLine(line), { level, text, facts }))

test.run()
