// `guac query` and `guac fleet` as a person runs them, against a running stack.

import stringWidth from 'string-width'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fleet } from '../../src/commands/fleet.ts'
import { query } from '../../src/commands/query.ts'
import type { Io } from '../../src/io.ts'
import { fakeIo } from '../helpers/fake-io.ts'
import { guac } from '../helpers/guac.ts'
import { range, type Service, startService } from '../helpers/service.ts'

const test = suite<{ service: Service; at: readonly string[] }>('guac query and guac fleet')

const [t1, t2, t3] = [1700000600, 1700605400, 1701210200]

test.before(async context => {
  const service = await startService()
  await service.recvAll('m1', range(t1 - 40, t1 - 1))
  await service.weekly({ moduleid: 'm1', timestamp: t1, attempts: 42 })
  await service.stack.idle()
  await service.recvAll('m1', range(t2 - 30, t2 - 1))
  await service.weekly({ moduleid: 'm1', timestamp: t2, attempts: 100 })
  await service.stack.idle()
  // the counter falls
  await service.recvAll('m1', range(t3 - 5, t3 - 1))
  await service.weekly({ moduleid: 'm1', timestamp: t3, attempts: 10 })
  await service.recvAll('wide, "模块"', ['18446744073709551614'])
  await service.weekly('{"moduleid":"wide, \\"模块\\"","timestamp":18446744073709551615,"attempts":3}')
  await service.stack.idle()
  Object.assign(context, { service, at: ['--endpoint-url', service.stack.endpoint] })
})
test.after(async ({ service }) => {
  assert.equal(service.bugs, [])
  await service.stop()
})

const lines = (...all: readonly string[]): string => `${all.join('\n')}\n`

test('leaves out the column of lower bounds where there is none', async ({ service, at }) => {
  const { stdout } = await guac('query', 'm1', '--to', '1700000600', ...at)
  assert.is(
    stdout,
    lines(
      `Module m1 of the stack bookish-guacamole at ${service.stack.endpoint}`,
      '',
      ' timestamp  time                  attempts  received  rate %  quality',
      '1700000600  2023-11-14T22:23:20Z        42        40  95.238  assumed-start',
    ),
  )
})

test('shows a module’s reports as a table, and a plot under it', async ({ service, at }) => {
  const { code, stdout, stderr } = await guac('query', 'm1', ...at)
  assert.is(stderr, '')
  assert.is(code, 0)
  assert.is(
    stdout,
    lines(
      `Module m1 of the stack bookish-guacamole at ${service.stack.endpoint}`,
      '',
      ' timestamp  time                  attempts  received  rate %  at least  quality',
      '1700000600  2023-11-14T22:23:20Z        42        40  95.238            assumed-start',
      '1700605400  2023-11-21T22:23:20Z       100        70  70.000            assumed-start',
      '1701210200  2023-11-28T22:23:20Z      ↺ 10         5  50.000     0.000  upper-bound',
      '',
      '↺ the counter fell: a reset since the report before',
      '',
      '100 % ┤▆',
      '      ┤█▂',
      '      ┤██',
      '      ┤███',
      '      ┤███',
      '  0 % ┤███',
    ),
  )
})

test('takes a range of times or timestamps, both ends included', async ({ at }) => {
  const { stdout } = await guac('query', 'm1', '--csv', '--from', '2023-11-21', '--to', `${t2}`, ...at)
  assert.is(
    stdout,
    lines(
      'moduleid,timestamp,attempts,received,success_rate,lower_bound,quality,reset',
      'm1,1700605400,100,70,70,70,assumed-start,false',
    ),
  )
})

test('prints exact numbers for machines, digit for digit, and quotes what CSV needs quoted', async ({
  at,
}) => {
  const { stdout } = await guac('query', 'wide, "模块"', '--json', ...at)
  assert.is(
    stdout,
    lines(
      '{"moduleid":"wide, \\"模块\\"","timestamp":18446744073709551615,"attempts":3,"reset":false,"received":1,' +
        '"success_rate":33.333333333333336,"lower_bound":33.333333333333336,"quality":"assumed-start"}',
    ),
  )
  const csv = await guac('query', 'wide, "模块"', '--csv', ...at)
  assert.match(csv.stdout, /^"wide, ""模块""",18446744073709551615,3,1,33\.333333333333336,/m)
})

test('says that there is no report of a module, and what to do', async ({ service, at }) => {
  const { code, stdout, stderr } = await guac('query', 'M1', ...at)
  assert.is(code, 1)
  assert.is(stdout, '')
  assert.is(
    stderr,
    lines(
      `guac: There is no report of the module M1 in the stack bookish-guacamole at ${service.stack.endpoint}.`,
      '  Is the name right? It is case-sensitive. guac fleet lists the modules that have reported.',
    ),
  )
})

test('refuses a time that is none', async ({ at }) => {
  const { code, stderr } = await guac('query', 'm1', '--from', 'yesterday', ...at)
  assert.is(code, 2)
  assert.match(stderr, /--from is "yesterday"\.\n {2}Give a timestamp/)
})

test('shows the fleet, worst first, with its histogram and qualities', async ({ service, at }) => {
  const { code, stdout } = await guac('fleet', ...at)
  assert.is(code, 0)
  assert.is(
    stdout,
    lines(
      `2 modules of the stack bookish-guacamole at ${service.stack.endpoint}`,
      '',
      'module        rate %  received  quality        last report',
      'wide, "模块"  33.333    1 of 3  assumed-start  18446744073709551615',
      'm1            50.000   5 of 10  upper-bound    2023-11-28T22:23:20Z',
      '',
      '90 to 100 %   0',
      ' 80 to 90 %   0',
      ' 70 to 80 %   0',
      ' 60 to 70 %   0',
      ` 50 to 60 %  ${'█'.repeat(40)} 1`,
      ' 40 to 50 %   0',
      ` 30 to 40 %  ${'█'.repeat(40)} 1`,
      ' 20 to 30 %   0',
      ' 10 to 20 %   0',
      '  0 to 10 %   0',
      '',
      'Quality: assumed-start 1, upper-bound 1',
    ),
  )
})

test('lists only those below a rate, for machines all of them', async ({ at }) => {
  const { stdout } = await guac('fleet', '--below', '40', '--json', '--limit', '0', ...at)
  assert.is(
    stdout,
    '{"moduleid":"wide, \\"模块\\"","timestamp":18446744073709551615,"success_rate":33.333333333333336,' +
      '"lower_bound":33.333333333333336,"received":1,"attempts":3,"quality":"assumed-start"}\n',
  )
})

test('narrow terminals show what fits them, and no line is longer', async ({ service }) => {
  const shown = async (act: (io: Io) => Promise<void>, width: number): Promise<readonly string[]> => {
    const world = fakeIo('/', { env: { AWS_ENDPOINT_URL: service.stack.endpoint }, width })
    await act(world.io)
    const all = world.printed.join('\n').split('\n')
    for (const line of all) assert.ok(stringWidth(line) <= width, line)
    return all
  }
  const options = { stackName: 'bookish-guacamole', limit: '20' }
  const reports = (width: number) => shown(io => query(io, 'm1', options), width)
  const modules = (width: number) => shown(io => fleet(io, options), width)
  const line = (all: readonly string[], found: string) => all.find(each => each.includes(found))
  assert.is(
    line(await reports(80), '50.000'),
    '2023-11-28T22:23:20Z      ↺ 10         5  50.000     0.000  upper-bound',
  )
  assert.is(line(await reports(50), '50.000'), '2023-11-28T22:23:20Z         5  50.000  upper-bou…')
  // without the column that has the mark nothing explains it
  assert.is(line(await reports(50), 'the counter fell'), undefined)
  assert.is(line(await reports(40), '50.000'), '2023-11-28T22:23:20Z  50.000  upper-bou…')
  assert.is(line(await modules(50), 'm1'), 'm1            50.000   5 of 10  upper-bound')
  assert.is(line(await modules(40), 'm1'), 'm1            50.000  upper-bound')
})

test('says how many lines the limit keeps back', async ({ at }) => {
  const { stdout } = await guac('fleet', '--limit', '1', '--quiet', ...at)
  assert.match(stdout, /\n\n… and 1 more: --limit 2 shows all\n$/)
})

for (const [option, value] of [
  ['--below', '101'],
  ['--below', 'half'],
  ['--limit', '-1'],
] as const)
  test(`refuses ${option} ${value}`, async ({ at }) => {
    const { code, stderr } = await guac('fleet', `${option}=${value}`, ...at)
    assert.is(code, 2)
    assert.match(stderr, `${option} is "${value}"`)
  })

test.run()
