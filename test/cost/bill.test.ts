// The bill is arithmetic: its figures are checked against sums done by hand.

import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { billOf } from '../../src/cost/bill.ts'
import { count, describeBill, describeTotal, money } from '../../src/cost/describe-bill.ts'
import { alarmCount } from '../../src/cost/this-design.ts'

const test = suite('the bill')
const fleet = { modules: 10_000, messagesPerWeek: 672, ageWeeks: 52, retentionWeeks: 6 }
const near = (figure: number, wanted: number) =>
  assert.ok(Math.abs(figure - wanted) < 0.005, `${figure} is not ${wanted}`)
const dollars = (group: string, label: string, of: 'this' | 'plain' = 'this') =>
  billOf(fleet).rows.find(row => row.group === group && row.label === label)?.dollars[of] ?? Number.NaN

test('a month has 30.4375 days', () => {
  const { receivedMessages, reports } = billOf(fleet)
  near(receivedMessages, (6_720_000 / 7) * 30.4375)
  near(reports, (10_000 / 7) * 30.4375)
})

test('each received message is one request and one write unit', () => {
  near(dollars('received messages', 'Lambda requests'), 29.22 * 0.2)
  near(dollars('received messages', 'DynamoDB writes'), 29.22 * 0.625)
})

test('only six weeks of messages are stored under a retention of six weeks', () => {
  // 52 bytes and 100 of DynamoDB's own a message; two rows a report for ever
  const bytes = 10_000 * (6 * 672 * 152 + 52 * (51 + 120 + 200))
  near(dollars('kept', 'DynamoDB storage'), (bytes / 1e9) * 0.25)
  near(dollars('kept', 'DynamoDB recovery'), (bytes / 1e9) * 0.2)
})

test('the plain design reads all of a module’s messages for each report', () => {
  near(
    dollars('reports', 'DynamoDB reads', 'plain'),
    (43_482.14 * Math.ceil((52 * 672 * 39) / 4096) * 0.125) / 1e6,
  )
})

test('a million messages cost at most a dollar here with six weeks kept, and nearly twice that in the plain design', () => {
  const { perMillion } = billOf(fleet)
  assert.ok(perMillion && perMillion.this <= 1 && perMillion.plain > 1.75, JSON.stringify(perMillion))
})

test('the sum leaves out what producers pay, and holds the rest', () => {
  const { rows, total } = billOf(fleet, { alarms: true, dashboard: true })
  const sum = rows.filter(row => row.group !== 'producers').reduce((all, row) => all + row.dollars.this, 0)
  near(total.this, sum)
  near(total.this - billOf(fleet).total.this, 9 * 0.1 + 2 * 0.3 + 3 + (43_482 * 300 * 0.5) / 1e9)
})

test('a fleet without messages has no price per million', () => {
  assert.is(billOf({ ...fleet, messagesPerWeek: 0 }).perMillion, null)
})

for (const [value, text] of [
  [0, '0'],
  [0.0123456, '0.0123'],
  [7, '7'],
  [999.4, '999'],
  [43_482.1, '43,482'],
  [29_220_000, '29.2 M'],
  [2.5e9, '2.50 bn'],
  [3e12, '3000 bn'],
] as const)
  test(`${value} reads ${text}`, () => assert.is(count(value), text))

for (const [value, text] of [
  [0, '-'],
  [0.004, '< $0.01'],
  [5.844, '$5.84'],
  [1234567.891, '$1,234,567.89'],
] as const)
  test(`${value} dollars read ${text}`, () => assert.is(money(value), text))

test('the bill of a great fleet fits narrow terminals without its quantities, and quiet is the total alone', () => {
  const great = billOf({ ...fleet, modules: 1_000_000 }, { alarms: true, dashboard: true })
  for (const width of [50, 40]) {
    const lines = describeBill(great, width).split('\n')
    assert.equal(
      lines.filter(line => line.length > width),
      [],
    )
    assert.not.match(lines.join('\n'), 'write units')
  }
  const { this: ours, plain } = great.total
  assert.is(describeTotal(great), `this service  ${money(ours)}\nplain design  ${money(plain)}`)
})

test('the table fits 80 columns, with every line of both designs once', () => {
  const bill = billOf(fleet, { alarms: true, dashboard: true })
  const lines = describeBill(bill, 80).split('\n')
  assert.equal(
    lines.filter(line => line.length > 80),
    [],
  )
  assert.is(lines.filter(line => line.startsWith('  CloudWatch logs')).length, 2)
  assert.is(readFileSync('service.yaml', 'utf8').match(/Type: AWS::CloudWatch::Alarm$/gm)?.length, alarmCount)
  assert.ok(lines.includes('  DynamoDB writes                29.2 M write units        $18.26        $18.26'))
})

test.run()
