// The design on paper: what the README shows is what the code gives, and that is what sums by hand give.

import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { describeScale } from '../../src/cost/describe-scale.ts'
import { cellsOf, hopsOf, spreadsOf, timesQuota } from '../../src/cost/scale.ts'
import { waysOf } from '../../src/cost/ways.ts'

const test = suite('the design on paper')
const fleet = { modules: 1e8, messagesPerWeek: 1000, ageWeeks: 52, retentionWeeks: 6, late: 0.02 }
const near = (figure: number | undefined, wanted: number) =>
  assert.ok(Math.abs((figure ?? Number.NaN) / wanted - 1) < 1e-6, `${figure} is not ${wanted}`)
const rate = (what: string) => hopsOf(fleet).find(hop => hop.what === what)?.rate
const way = (name: string) => waysOf(fleet).find(each => each.name.startsWith(name))

test('the README shows it', () => {
  const command = '$ guac cost --modules 100000000 --messages-per-week 1000 --retention 6 --rates'
  const shown = readFileSync('README.md', 'utf8').split(`\`\`\`\n${command}\n`)[1]?.split('\n```')[0]
  assert.is(shown, describeScale(fleet))
  assert.equal(
    describeScale(fleet)
      .split('\n')
      .filter(line => line.length > 80),
    [],
  )
})

test('what flows is the fleet’s messages and reports, by the second', () => {
  const messages = 1e11 / 604_800
  const reports = 1e8 / 604_800
  near(rate('events and rates published'), messages + 2 * reports)
  near(rate('functions at work'), messages * 0.008 + reports * 0.048)
  near(rate('message_recv: writes'), messages)
  // each of 1000 rows of 52 bytes twice: 13 units of 4 KB each time
  near(rate('message_recv: reads'), reports * 26)
  near(rate('received_window: writes'), reports * 3 + 0.02 * messages * 2)
})

test('so many stacks keep within all quotas, and one less does not', () => {
  const cells = cellsOf(fleet)
  const most = (stacks: number) =>
    Math.max(...hopsOf({ ...fleet, modules: fleet.modules / stacks }).map(timesQuota))
  assert.is(cells, 6)
  assert.ok(most(cells) <= 1 && most(cells - 1) > 1)
})

test('reports that come together wait longest for the stream of a young table', () => {
  const [first, second] = spreadsOf(fleet)
  // 4 shards, 10 batches each, 25 reports a second in each
  near(first?.hours, 1e8 / 1000 / 3600)
  near(second?.perSecond, 40_000 / 26)
})

test('batches save the requests, a queue costs more than it saves, and provisioned tables save most', () => {
  const messages = 434_821.428571 // millions a month
  const asItIs = way('as it is, published by tens')
  // 1.2 requests of SQS a message at $0.40, instead of nine tenths of $0.20, and of most of 8 ms
  near(
    (way('a queue')?.service ?? 0) - (asItIs?.service ?? 0),
    messages * (1.2 * 0.4 - 0.9 * 0.2 - (8 - 1.4) * 1.25e-4 * 13.3334),
  )
  const sum = ({ service = 0, intake = 0 } = {}) => service + intake
  assert.ok(sum(way('Kafka, and')) < sum(way('Kafka, brokers')) / 2)
  assert.ok(sum(way('Kinesis')) < sum(asItIs) && sum(asItIs) < sum(way('a queue')))
  // 165,344 write units a second at 70 % of what is paid for, $0.00065 an hour
  const saved = sum(way('Kafka, brokers')) - sum(way('Kafka, and'))
  assert.ok(saved > messages * 0.625 - (165_344 / 0.7) * 730.5 * 0.00065)
})

test('a small fleet raises nothing', () => {
  const small = { modules: 1000, messagesPerWeek: 84, ageWeeks: 52 }
  assert.is(cellsOf(small), 1)
  assert.match(describeScale(small), 'No quota needs to be raised.')
})

test.run()
