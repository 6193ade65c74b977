// What a report costs as its module grows old: in capacity units, by DynamoDB's own measure as dynalite has it, and in
// time. A module is played through ten years, week by week, by the handlers as they are. The plain design counts all of a
// module's messages for each report.

import { callJson, connect } from '../../../handlers/aws/connect.ts'
import { makeSuccessRate } from '../../../handlers/success-rate.ts'
import { makeWeekly } from '../../../handlers/weekly.ts'
import { startAws } from '../../handlers/local-aws.ts'
import { type Asked, answerQuery, type Clockwork, itemOf, type Page } from '../clockwork-messages.ts'
import type { Figure } from '../figure.ts'
import { median } from '../measure.ts'

const section = 'counting'
const week = 604_800
const tenMinutes = 600
const start = 1_763_800_000 - (1_763_800_000 % week)
const messageTable = 'message_recv'

const ages = [
  { weeks: 1, name: '1 week' },
  { weeks: 4, name: '4 weeks' },
  { weeks: 52, name: '1 year' },
  { weeks: 260, name: '5 years' },
  { weeks: 520, name: '10 years' },
] as const

/** What one report took. */
type Cost = {
  readonly read: number
  readonly written: number
  readonly ms: number
  readonly received: number
}
const unitsOf = ({ read, written }: Cost): number => read + written

type Aws = Awaited<ReturnType<typeof startAws>>

/** Has the endpoint answer for the messages of modules that send like clockwork. */
const serveClockworks = (aws: Aws, clockworks: readonly Clockwork[]): void => {
  const byModule = new Map(clockworks.map(each => [each.module, each]))
  aws.hooks.refuse = (operation, body, response) => {
    if (operation !== 'Query') return false
    const { TableName, ...asked } = JSON.parse(body) as Asked & { readonly TableName: string }
    const clockwork = byModule.get(asked.ExpressionAttributeValues[':m']?.S ?? '')
    if (TableName !== messageTable || !clockwork) return false
    const page = answerQuery(TableName, clockwork, asked)
    const { CapacityUnits: units } = page.ConsumedCapacity
    aws.capacity.push({ operation, table: TableName, units, rows: page.ScannedCount })
    response.end(JSON.stringify(page))
    return true
  }
}

/** What has been metered since the meter was set back. */
const metered = (aws: Aws) => {
  const sum = (reads: boolean): number =>
    aws.capacity
      .filter(({ operation }) => (operation === 'Query') === reads)
      // a query that finds nothing costs a unit as well, which dynalite does not count:
      // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
      .reduce((units, call) => units + (reads ? Math.max(1, call.units) : call.units), 0)
  return { read: sum(true), written: sum(false) }
}

/** The report of a week of a module's life, by the service's own handlers. */
const report = async (aws: Aws, { module }: Clockwork, number: number, attempts: number): Promise<Cost> => {
  const timestamp = start + number * week
  const world = { ...aws.world, now: () => (timestamp + 5) * 1000 }
  const Message = JSON.stringify({ moduleid: module, timestamp, attempts })
  const NewImage = { ...itemOf(module, timestamp), attempts: { N: `${attempts}` } }
  const dynamodb = { Keys: itemOf(module, timestamp), NewImage }
  aws.capacity.length = aws.published.length = aws.operations.length = 0
  const from = performance.now()
  await makeWeekly(world)({ Records: [{ Sns: { Message } }] })
  await makeSuccessRate(world)({ Records: [{ eventName: 'INSERT', dynamodb }] })
  const ms = performance.now() - from
  return { ...metered(aws), ms, received: Number(aws.published[0]?.attributes.received?.split(' ')[1]) }
}

/** The report of the same week, as most would write it: a count of all that the module has ever sent. */
const plainReport = async (aws: Aws, { module }: Clockwork, number: number): Promise<Cost> => {
  const send = connect(aws.world, { getRemainingTimeInMillis: () => 3_600_000 })
  const input = {
    TableName: messageTable,
    Select: 'COUNT',
    ConsistentRead: true,
    KeyConditionExpression: 'moduleId = :m AND #t <= :t',
    ExpressionAttributeNames: { '#t': 'timestamp' },
    ExpressionAttributeValues: { ':m': { S: module }, ':t': { N: `${start + number * week}` } },
  }
  aws.capacity.length = aws.operations.length = 0
  const from = performance.now()
  let received = 0
  let ExclusiveStartKey: object | undefined
  do {
    const asked = { ...input, ExclusiveStartKey }
    const page = await callJson<Page>(send, 'dynamodb', 'DynamoDB_20120810', 'Query', asked)
    received += page.Count
    ExclusiveStartKey = page.LastEvaluatedKey
  } while (ExclusiveStartKey)
  const ms = performance.now() - from
  // written is the report's own row
  return { read: metered(aws).read, written: 1, ms, received }
}

const first = start + 1
const clockwork = (module: string, secondsAt: Clockwork['secondsAt']): Clockwork => ({
  module: module.padEnd(16, '-'),
  first,
  secondsAt,
})
/** The week, from 1 on, that a message is part of. */
const weekAt = (time: number): number => Math.floor((time - first) / week) + 1

/** The two weeks up to each age, whose messages its report reads. */
const lastWeeks = new Set(ages.flatMap(({ weeks }) => [weeks - 1, weeks]))
const slow = clockwork('slow', () => tenMinutes)
const stored = clockwork('stored', () => tenMinutes)
const fast = clockwork('fast', () => 1)
const fastInTheEnd = clockwork('fast in the end', time => (lastWeeks.has(weekAt(time)) ? 1 : tenMinutes))

/** Plays a module up to a week. Gives the cost of each report; throws when one counts another number of messages. */
const play = async (aws: Aws, clockwork: Clockwork, weeks: number): Promise<readonly Cost[]> => {
  const costs: Cost[] = []
  let messages = 0
  for (let number = 1; number <= weeks; number += 1) {
    messages += week / clockwork.secondsAt(first + (number - 1) * week)
    const cost = await report(aws, clockwork, number, 2 * messages)
    if (cost.received !== messages)
      throw new Error(
        `${clockwork.module}: ${cost.received} of ${messages} messages counted in week ${number}`,
      )
    costs.push(cost)
  }
  return costs
}

const same = (what: string, one: Cost | undefined, other: Cost | undefined): void => {
  for (const name of ['read', 'written', 'received'] as const)
    if (one?.[name] !== other?.[name])
      throw new Error(`${what}: ${name} ${one?.[name]} as stored or played, ${other?.[name]} as computed`)
}

/** So many weeks are stored in dynalite, whose pages the last of them exceed, and played with rows computed. */
const storedWeeks = 26

const putRows = async (aws: Aws): Promise<void> => {
  const count = (storedWeeks * week) / tenMinutes
  for (let row = 0; row < count; row += 25) {
    const requests = Array.from({ length: Math.min(25, count - row) }, (_, offset) => ({
      PutRequest: { Item: itemOf(stored.module, first + (row + offset) * tenMinutes) },
    }))
    await aws.dynamo('BatchWriteItem', { RequestItems: { [messageTable]: requests } })
  }
}

type Line = { readonly rows: number; readonly here: Cost; readonly plain: Cost }

/** Capacity units and time of a report at each age, and how they grow. */
export const counting = async (): Promise<readonly Figure[]> => {
  const aws = await startAws()
  try {
    serveClockworks(aws, [slow, fast, fastInTheEnd])
    await putRows(aws)
    const asStored = await play(aws, stored, storedWeeks)
    const tenYears = await play(aws, slow, 520)
    for (const [index, cost] of asStored.entries()) same(`week ${index + 1}`, cost, tenYears[index])
    for (const weeks of [1, 4, storedWeeks]) {
      const [read, computed] = [await plainReport(aws, stored, weeks), await plainReport(aws, slow, weeks)]
      same(`all of ${weeks} weeks`, read, computed)
      if (weeks === storedWeeks) tellBasis(read, computed)
    }
    const mixed = await play(aws, fastInTheEnd, 520)
    const month = await play(aws, fast, 4)
    same(
      '4 weeks at 1 a second',
      month[3] && { ...month[3], received: 0 },
      mixed[3] && { ...mixed[3], received: 0 },
    )

    const lines = async (
      clockwork: Clockwork,
      perWeek: number,
      at: (weeks: number) => Cost | undefined,
    ): Promise<readonly Line[]> => {
      const all: Line[] = []
      for (const { weeks } of ages) {
        const plain = await plainReport(aws, clockwork, weeks)
        const here = at(weeks)
        if (!here || plain.received !== weeks * perWeek)
          throw new Error(`${plain.received} messages counted in ${weeks} weeks`)
        all.push({ rows: plain.received, here, plain })
      }
      return all
    }
    const slowLines = await lines(slow, week / tenMinutes, weeks => dearest(tenYears.slice(0, weeks)))
    const fastLines = await lines(fast, week, weeks => mixed[weeks - 1])
    print('1 in 10 minutes', slowLines)
    print('1 a second', fastLines)
    console.log('')
    return [...figures('1 message in 10 minutes', slowLines), ...figures('1 a second', fastLines)]
  } finally {
    aws.close()
  }
}

const tellBasis = (read: Cost, computed: Cost): void =>
  console.log(
    [
      'Messages are computed where a query asks for them. Those of 26 weeks, one in 10 minutes, were stored in dynalite too:',
      'the same units, pages and counts for each report of either design. To count them took the plain one',
      `${read.ms.toFixed(0)} ms as stored and ${computed.ms.toFixed(1)} ms as computed: its time below is that of its requests alone.`,
      'One a second is played in the two weeks up to each age, all that its report reads; four weeks of nothing',
      'else cost the same.\n',
    ].join('\n'),
  )

/** Of the last ten reports, between two of which the service keeps the state of an epoch anew: the units of the dearest,
 * and the median time. */
const dearest = (costs: readonly Cost[]): Cost | undefined => {
  const last = costs.slice(-10)
  const [most] = last.toSorted((a, b) => unitsOf(b) - unitsOf(a))
  return most && { ...most, ms: median(last.map(({ ms }) => ms)) }
}

const print = (cadence: string, lines: readonly Line[]): void => {
  console.log(
    `| ${cadence}, after | rows, computed | a report here, units | ms | the plain design, units | ms | × |`,
  )
  console.log('|---|---|---|---|---|---|---|')
  for (const [index, { rows, here, plain }] of lines.entries()) {
    const units = ({ read, written }: Cost): string => `${read} read, ${written} written`
    const cells = [
      ages[index]?.name,
      rows,
      units(here),
      here.ms.toFixed(1),
      units(plain),
      plain.ms.toFixed(1),
    ]
    console.log(`| ${cells.join(' | ')} | ${(unitsOf(plain) / unitsOf(here)).toFixed(1)} |`)
  }
}

const figures = (cadence: string, lines: readonly Line[]): readonly Figure[] => {
  const [, young, , , old] = lines
  if (!young || !old) return []
  const weekOnly = Math.ceil(lines[0]?.plain.read ?? 0)
  const of = `of a report, ${cadence}`
  return [
    {
      section,
      what: `capacity units ${of}: at ten years ÷ at four weeks`,
      ms: unitsOf(old.here),
      baseMs: unitsOf(young.here),
      unit: 'units',
      floor: `${weekOnly} units: the week’s own messages, read once`,
      target: { ratio: 2 },
    },
    {
      section,
      what: '… at ten years, here and in the plain design',
      ms: unitsOf(old.here),
      baseMs: unitsOf(old.plain),
      unit: 'units',
      target: { timesLess: 100 },
    },
    {
      section,
      what: `time ${of} at ten years, here and in the plain design`,
      ms: old.here.ms,
      baseMs: old.plain.ms,
    },
  ]
}
