// guac doctor against the local stack, and against endpoints that are none: each thing that may be wrong, provoked.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type DoctorOptions, doctor } from '../../src/commands/doctor.ts'
import { PersonError } from '../../src/errors.ts'
import type { Io } from '../../src/io.ts'
import { retentionFinding } from '../../src/operate/finding.ts'
import { changeService } from '../helpers/change-service.ts'
import { fakeIo } from '../helpers/fake-io.ts'
import { guac } from '../helpers/guac.ts'
import { startProxy } from '../helpers/proxy.ts'
import { type Service, startService } from '../helpers/service.ts'

const test = suite<{ service: Service }>('guac doctor')

test.before.each(async context => {
  context.service = await startService()
})
test.after.each(async ({ service }) => {
  assert.equal(service.bugs, [])
  await service.stop()
})

const run = async (
  endpoint: string,
  options: Partial<DoctorOptions> = {},
  given: Partial<Io> = {},
  node = '20.19.0',
) => {
  const world = fakeIo(process.cwd(), {
    env: { AWS_ENDPOINT_URL: endpoint },
    width: Number.POSITIVE_INFINITY,
    ...given,
  })
  const error = await doctor(world.io, { stackName: 'bookish-guacamole', ...options }, node).then(
    () => '',
    (reason: unknown) => {
      if (reason instanceof PersonError) return reason.message
      throw reason
    },
  )
  /** The line of a check. */
  const of = (check: string) => world.printed.find(line => line.slice(6).startsWith(`${check} `)) ?? ''
  return { lines: world.printed, error, of }
}
for (const [days, timeToLive, result] of [
  ['0', 'DISABLED', 'ok'],
  ['60', 'ENABLED', 'ok'],
  ['60', 'ENABLING', 'ok'],
  ['60', 'DISABLED', 'fail'],
  ['60', '', 'fail'],
] as const)
  test(`retention of ${days} days with a time to live that is ${timeToLive || 'absent'}: ${result}`, () =>
    assert.is(retentionFinding(days, timeToLive).result, result))

const seconds = () => Math.floor(Date.now() / 1000)

test('says of each check of a service in order that it is well', async ({ service }) => {
  await service.recvAll('m', [seconds() - 1])
  await service.weekly({ moduleid: 'm', timestamp: seconds(), attempts: 1 })
  await service.stack.idle()
  const { lines, error } = await run(service.stack.endpoint)
  assert.is(error, '')
  const { endpoint } = service.stack
  assert.equal(lines, [
    'ok    node         Node 20.19.0',
    'ok    checkout     service.yaml is what the sources give',
    'ok    region       us-east-1',
    `ok    endpoint     ${endpoint} answers`,
    'ok    clock        as that of the endpoint',
    'ok    credentials  none are needed for an endpoint on this machine',
    'ok    stack        bookish-guacamole is in CREATE_COMPLETE',
    `ok    template     version ${service.output('Version')}, code ${service.output('CodeHash')}, as this guac has it`,
    'ok    retention    messages are kept for ever',
    'ok    unit         TimestampUnit is s, and all of 2 sampled timestamps look like it',
    'ok    modules      no clock of a sampled module is far off',
    'ok    rights       all 8 that reading the service takes, of those that were tried',
  ])
  assert.equal((await run(endpoint, { quiet: true })).lines, [])
})

test('timestamps in another unit fail, with the command that mends it', async ({ service }) => {
  const now = Date.now()
  await service.recvAll('m', [now, now + 1, now + 2])
  const { of, error } = await run(service.stack.endpoint)
  assert.is(
    of('unit'),
    'fail  unit         TimestampUnit is s, but 3 of 3 sampled timestamps look like ms: rates stay exact, and cost more reads. guac deploy --parameter TimestampUnit=ms',
  )
  assert.is(error, 'One check failed.\n  Do what stands beside each, and run guac doctor again.')
})

test('in a terminal what goes on stands under its text, in a narrow one below its check', async ({
  service,
}) => {
  const now = Date.now()
  await service.recvAll('m', [now])
  // what is kept of a module as a whole, which is no event
  const Item = { moduleId: { S: 'm' }, timestamp: { N: '-1' }, version: { N: '1' } }
  const TableName = service.output('ReceivedWindowTableName')
  await service.dynamodb.send(new PutItemCommand({ TableName, Item }))
  const wide = await run(service.stack.endpoint, { quiet: true }, { width: 80 })
  assert.equal(wide.lines, [
    [
      'fail  unit         TimestampUnit is s, but 1 of 1 sampled timestamps look like',
      '                   ms: rates stay exact, and cost more reads. guac deploy',
      '                   --parameter TimestampUnit=ms',
    ].join('\n'),
  ])
  const narrow = await run(service.stack.endpoint, {}, { width: 40 })
  for (const line of narrow.lines.join('\n').split('\n')) assert.ok(line.length <= 40, line)
  assert.match(narrow.of('unit'), '\n      but 1 of 1 sampled timestamps')
})

test('clocks of modules that are far off are a warning', async ({ service }) => {
  const now = seconds()
  await service.recvAll('fast', [now + 3 * 86_400])
  await service.weekly({ moduleid: 'slow', timestamp: now - 90 * 86_400, attempts: 1 })
  await service.weekly({ moduleid: 'well', timestamp: now - 90 * 86_400, attempts: 1 })
  await service.weekly({ moduleid: 'well', timestamp: now, attempts: 2 })
  await service.stack.idle()
  const { of, error } = await run(service.stack.endpoint)
  assert.is(error, '')
  assert.match(
    of('modules'),
    /^warn {2}modules {6}Clocks are off, more than a day ahead: "fast"; more than 30 days behind when counted: "slow"\./,
  )
})

test('a template that differs from this one is told', async ({ service }) => {
  await changeService(service, properties => {
    properties('RecvFunction').Timeout = 7
  })
  assert.match(
    (await run(service.stack.endpoint)).of('template'),
    /^warn .* the rest of the template is not\. guac diff/,
  )
})

test('a right that is missing is named, and hides no other check', async ({ service }) => {
  const proxy = await startProxy(service.stack.endpoint, body =>
    body.includes('logGroupName')
      ? {
          status: 400,
          body: JSON.stringify({
            __type: 'AccessDeniedException',
            message: 'User: me is not authorized to perform: logs:FilterLogEvents on resource: all',
          }),
        }
      : undefined,
  )
  const { of, error } = await run(proxy.endpoint)
  await proxy.stop()
  assert.is(error, '')
  assert.match(
    of('rights'),
    /^warn {2}rights {7}These credentials may not logs:FilterLogEvents\. Let an administrator/,
  )
  assert.match(of('unit'), /^ok /)
})

test('a stack that is not there yet is a warning', async ({ service }) => {
  const { of } = await run(service.stack.endpoint, { stackName: 'absent' })
  assert.is(of('stack'), 'warn  stack        There is no stack absent yet. guac deploy makes it.')
})

test('credentials that are none are told, as is a Node that is too old', async ({ service }) => {
  const { of, lines } = await run(
    service.stack.endpoint,
    { profile: 'absent', region: 'us-east-1' },
    { env: { AWS_ENDPOINT_URL: service.stack.endpoint } },
    '18.20.4',
  )
  assert.match(lines[0] ?? '', /^fail {2}node {9}Node 18\.20\.4 is too old\. Install Node 20\.19 or later/)
  assert.match(of('stack'), /^fail .*profile absent/)
})

test('nobody at the endpoint ends the checks there', async () => {
  const { lines, error } = await run('http://127.0.0.1:9')
  assert.match(error, /^One check failed/)
  assert.match(
    lines.at(-1) ?? '',
    /^fail {2}endpoint {5}Nothing answers at http:\/\/127\.0\.0\.1:9\. Start the local stack/,
  )
  const { code, stdout } = await guac('doctor', '--json', '--quiet', '--endpoint-url', 'http://127.0.0.1:9')
  assert.is(code, 1)
  const found = stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  assert.equal(Object.keys(found.at(-1)), ['check', 'result', 'text', 'next'])
  assert.is(found.at(-1).check, 'endpoint')
})

for (const [ahead, result] of [
  [600, 'fail  clock        600 s ahead of that of the endpoint: signatures are refused'],
  [-600, 'fail  clock        600 s behind that of the endpoint: signatures are refused'],
  [120, 'warn  clock        120 s ahead of that of the endpoint. Set the clock'],
  [30, 'ok    clock        30 s ahead of that of the endpoint'],
] as const)
  test(`a clock that is off by ${ahead} s`, async () => {
    const begun = Date.parse('2026-11-22T08:00:00Z')
    const server = createServer((_, response) =>
      response.writeHead(403, { date: new Date(begun - ahead * 1000).toUTCString() }).end(),
    )
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const { of } = await run(endpoint, {}, { now: () => begun + 500 })
    await new Promise<void>(resolve => server.close(() => resolve()).closeAllConnections())
    assert.ok(of('clock').startsWith(result), of('clock'))
  })

test.run()
