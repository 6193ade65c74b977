// Figures that come late are waited for, and not made up.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { describeSpent, spentJson } from '../../src/cost/describe-spent.ts'
import { machine } from '../../src/cost/this-design.ts'
import { nothingUsed, usedLines, usedSince } from '../../src/cost/used.ts'
import { readUntil } from '../../src/play/read-used.ts'

const test = suite('what was used')

const used = { ...nothingUsed, recvRequests: 1000, recvMs: 8000, messageWrites: 1000, logBytes: 500_000 }

const reading = async (patience: number, ...shown: readonly number[]) => {
  let now = 0
  let looks = 0
  const read = async () => {
    const recvRequests = shown[Math.min(looks, shown.length - 1)] ?? 0
    looks += 1
    now += 10
    return { ...used, recvRequests }
  }
  const stopping = new AbortController().signal
  const waiting = { now: () => now, patience, pollMs: 1, stopping }
  const { lacking } = await readUntil(read, { recvRequests: 1000, messageWrites: 900 }, waiting)
  return { lacking, looks }
}

test('what is there is read once', async () => {
  assert.equal(await reading(0, 1000), { lacking: [], looks: 1 })
})

test('what comes late is waited for', async () => {
  assert.equal(await reading(1000, 0, 600, 1000), { lacking: [], looks: 3 })
})

test('what does not come is named, with how much of it there is', async () => {
  const { lacking } = await reading(20, 0, 600)
  assert.equal(lacking, [{ what: 'recvRequests', shown: 600, least: 1000 }])
})

test('only what was used since counts', () => {
  const since = usedSince({ ...nothingUsed, recvMs: 3000 }, used)
  assert.is(since.recvMs, 5000)
  assert.is(since.logBytes, 500_000)
})

const published = { events: 1010, requests: 100 }

test('is told as quantities, and in dollars for a million messages', () => {
  const spent = { lines: usedLines(used, machine), unknown: undefined, messages: 1000, published }
  const lines = describeSpent({ ...spent, ownClock: true })
  assert.equal(
    lines.filter(line => line.length > 80),
    [],
  )
  for (const line of [
    '  Lambda requests                      1,000 requests              $0.20',
    '  Lambda time                          1.06 GB-second              $0.01',
    '  DynamoDB writes                   1,000 write units              $0.63',
    '  CloudWatch logs                         0.000500 GB              $0.25',
    'the service                                                        $1.09',
    'the fleet: SNS publish                    100 batches              $0.05',
  ])
    assert.ok(lines.includes(line), `${line}\n\n${lines.join('\n')}`)
  assert.match(lines.at(-1) ?? '', 'those of this machine')
})

test('is no figure at all while it is not known', () => {
  const spent = { lines: undefined, unknown: 'it is late', messages: 1000, published, ownClock: false }
  assert.ok(describeSpent(spent).includes('not known: it is late'))
  assert.equal(spentJson(spent), {
    service: null,
    unknown: 'it is late',
    millisecondsOf: 'Lambda',
    published,
    dollars: { service: null, published: 100 * (0.5 / 1e6) },
    perMillion: null,
  })
})

test.run()
