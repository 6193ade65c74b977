// `guac simulate` as a person runs it, against the service as it is built, and against one that is wrong on purpose.

import { readFileSync, rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { guac } from '../helpers/guac.ts'
import { startService } from '../helpers/service.ts'

const test = suite('guac simulate')

const rough = [
  ...['--modules', '5', '--weeks', '5', '--messages-per-week', '25', '--late', '0.2', '--reset-rate', '0.3'],
  ...['--offline', '0.2', '--out-of-order', '0.5', '--duplicates', '0.2'],
]

test('judges every rate of a rough fleet, and finds none wrong', async () => {
  const service = await startService()
  try {
    const at = ['--endpoint-url', service.stack.endpoint]
    const { code, stdout, stderr } = await guac('simulate', ...rough, '--seed', '7', '--json', ...at)
    assert.is(stderr, `Playing seed 7 against the stack bookish-guacamole at ${service.stack.endpoint} …\n`)
    const { exact, within, hidden, wrong, missing, plan, messages, reports, cost } = JSON.parse(stdout)
    assert.is(code, 0)
    assert.equal([exact + within + hidden, wrong, missing], [25, 0, 0])
    assert.ok(exact > 0 && within > 0, stdout)
    assert.is(plan.unit, 's')
    type Line = { readonly group: string; readonly label: string; readonly quantity: number }
    const used = (group: string, label: string): number =>
      cost.service.find((line: Line) => line.group === group && line.label === label)?.quantity
    assert.is(used('received messages', 'Lambda requests'), messages)
    assert.is(used('received messages', 'DynamoDB writes'), messages)
    assert.ok(used('reports', 'SNS publish') >= 25)
    // a report reads what it counts, and looking whether messages are stored is no cost of the service
    const reads = used('reports', 'DynamoDB reads')
    assert.ok(reads >= messages && reads < 3 * messages, `${reads} reads of ${messages} late messages`)
    assert.ok(used('received messages', 'Lambda time') > 0)
    assert.is(cost.published.events, messages + reports)
    assert.ok(cost.dollars.service > 0 && cost.perMillion > 0.8, JSON.stringify(cost))
    const again = await guac('simulate', ...rough, '--seed', '7', ...at)
    assert.is(again.code, 1)
    assert.match(again.stderr, 'The fleet of seed 7 has been played against this stack before')

    const paced = await guac(
      'simulate',
      '--modules',
      '1',
      '--weeks',
      '2',
      '--seed',
      '8',
      '--speed',
      '604800',
      ...at,
    )
    assert.is(paced.code, 0)
    const [, seconds = ''] = /^Played seed 8: .* in ([\d.]+) s/.exec(paced.stdout) ?? []
    assert.ok(Number(seconds) >= 2, `two weeks, a second each, took ${seconds} s`)
    assert.match(paced.stdout, /^exact +2 {2}the true rate$/m)
    assert.match(paced.stdout, /^missing +0$/m)
    assert.match(paced.stdout, /^the service +\$\d/m)
    assert.equal(service.bugs, [])
  } finally {
    await service.stop()
  }
})

test('finds the rates that a service does not publish, and those that are wrong', async () => {
  // its function keeps to another definition, in which a first report is no report
  const template = readFileSync(join(process.cwd(), 'service.yaml'), 'utf8')
  const changed = template.replace(/(FirstReport:\n(?: {4}.*\n)*? {4}Default: )contract/, '$1baseline')
  assert.is.not(changed, template)
  const service = await startService({ templateBody: changed })
  try {
    const { code, stdout, stderr } = await guac(
      ...['simulate', '--modules', '3', '--weeks', '3', '--messages-per-week', '20', '--reset-rate', '0'],
      ...['--late', '0', '--offline', '0', '--patience', '5', '--endpoint-url', service.stack.endpoint],
    )
    assert.is(code, 1)
    assert.match(stdout, /^missing +3$/m)
    assert.match(stdout, /^missing: sim-1-1 1766361600, no rate; truth: \d+ of 20$/m)
    assert.match(stderr, /\d rates are wrong, and 3 are missing\./)
  } finally {
    await service.stop()
  }
})

test('only writes the events, the same for the same seed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'guac-'))
  try {
    const write = async (name: string, seed: string) => {
      const { code, stdout } = await guac('simulate', ...rough, '--seed', seed, '--out', join(folder, name))
      assert.is(code, 0)
      assert.match(stdout, `events of seed ${seed} to ${join(folder, name)}.`)
      return readFileSync(join(folder, name), 'utf8')
    }
    const first = await write('a', '1')
    assert.is(first, await write('b', '1'))
    assert.is.not(first, await write('c', '2'))
    const events = first
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    const reports = new Set(
      events.filter(event => 'attempts' in event).map(event => `${event.moduleid} ${event.timestamp}`),
    )
    assert.is(reports.size, 25)
    const gone = await guac('simulate', '--out', join(folder, 'no', 'folder'))
    assert.is(gone.code, 1)
    assert.match(gone.stderr, /cannot be written/)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

for (const [option, value, message] of [
  ['--modules', '0', '--modules is "0".\n  Give a whole number from 1 to 1000000.'],
  ['--loss', '5%', '--loss is "5%".\n  Give a share from 0 to 1, such as 0.05.'],
  ['--tx-attempts', 'few', "argument 'few' is invalid. Allowed choices are none, some, all."],
  ['--messages-per-week', '400000', '--messages-per-week is "400000".'],
  ['--speed', 'fast', '--speed is "fast".'],
  ['--end', 'tomorrow', '--end is "tomorrow".'],
] as const)
  test(`refuses ${option} ${value}`, async () => {
    const { code, stderr } = await guac('simulate', option, value)
    assert.is(code, 2)
    assert.match(stderr, message)
  })

test.run()
