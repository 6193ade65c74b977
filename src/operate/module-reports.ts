// A module's reports with what was published for them, read from the tables.

import { type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb'
import { type PublishedRate, parsePublished } from './published-rate.ts'
import { parseCount, type WindowCount } from './window-count.ts'

export type ModuleReport = {
  readonly timestamp: bigint
  /** As the module reported them. */
  readonly attempts: number
  /** What was last published; undefined while nothing was. */
  readonly rate: PublishedRate | undefined
  /** Whether the module's counter fell since the report before it. */
  readonly fell: boolean
  /** What is kept of its window; undefined while nothing is. */
  readonly window: KeptWindow | undefined
}

/** A row of received_window. */
export type KeptWindow = {
  /** T of the report before it when it was counted. */
  readonly previous: bigint | undefined
  /** Undefined: it was not counted yet. */
  readonly count: WindowCount | undefined
  /** When it was counted, in ms since 1970. */
  readonly countedAt: number | undefined
  /** How often a message of it came a day or more after its timestamp, and after its report. */
  readonly late: number
  /** How many of those came after the count. */
  readonly uncounted: number
}

export type Range = { readonly module: string; readonly from: bigint; readonly to: bigint }

type Tables = { readonly reports: string; readonly windows: string }

/** The reports of a range, oldest first. The first of a range that does not begin at 0 never counts as fallen. */
export const moduleReports = async (
  client: DynamoDBClient,
  tables: Tables,
  range: Range,
): Promise<ModuleReport[]> => {
  const [reports, windows] = await Promise.all([
    rowsOf(client, tables.reports, range),
    rowsOf(client, tables.windows, range),
  ])
  const kept = new Map(windows.map(row => [row.timestamp?.N, row]))
  let before = 0
  return reports.map(row => {
    const attempts = Number(row.attempts?.N ?? 0)
    const fell = attempts < before
    before = attempts
    const window = kept.get(row.timestamp?.N)
    const text = window?.published?.S
    return {
      timestamp: BigInt(row.timestamp?.N ?? 0),
      attempts,
      rate: text === undefined ? undefined : parsePublished(text),
      fell,
      window: window && windowIn(window),
    }
  })
}

const windowIn = ({ previous, received, readings, counted_at: at, reopened, seen }: Row): KeptWindow => ({
  previous: previous?.N === undefined ? undefined : BigInt(previous.N),
  count: parseCount(received?.N, readings?.S),
  countedAt: at?.N === undefined ? undefined : Number(at.N),
  late: Number(reopened?.N ?? 0),
  uncounted: Number(reopened?.N ?? 0) - Number(seen?.N ?? 0),
})

type Row = Readonly<Record<string, { readonly N?: string; readonly S?: string }>>

const rowsOf = async (
  client: DynamoDBClient,
  TableName: string,
  { module, from, to }: Range,
): Promise<Row[]> => {
  const rows: Row[] = []
  const pages = paginateQuery(
    { client },
    {
      TableName,
      KeyConditionExpression: 'moduleId = :m AND #t BETWEEN :from AND :to',
      ExpressionAttributeNames: { '#t': 'timestamp' },
      ExpressionAttributeValues: { ':m': { S: module }, ':from': { N: `${from}` }, ':to': { N: `${to}` } },
    },
  )
  for await (const { Items = [] } of pages) rows.push(...(Items as Row[]))
  return rows
}
