// Rows of a table, a page at a time. A module's are read by their key, the newest first; those of all modules, or of
// the modules whose names begin with something, in DynamoDB's own order, which has nothing to do with time.

import {
  type AttributeValue,
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
} from '@aws-sdk/client-dynamodb'
import { errors } from '../../errors.ts'
import { oneOf } from '../one-of.ts'
import { tableName } from '../outputs-of.ts'
import type { Source } from '../source.ts'
import { type TableName, tableNames } from '../wire-flow.ts'
import type { Row, RowKey, Rows } from '../wire-hops.ts'

export type Asked = {
  readonly table: TableName
  /** Empty for all modules. */
  readonly module: string
  /** Whether `module` is the name, or only what it begins with. */
  readonly match: 'is' | 'begins'
  readonly after: RowKey | undefined
}

/** What a request asks for. Throws a PersonError when it makes no sense. */
export const askedRows = (query: URLSearchParams): Asked => {
  const [module, timestamp] = [query.get('afterModule'), query.get('afterTimestamp') ?? '']
  // what received_window keeps of a module as a whole has the timestamp -1
  if (module !== null && !/^-?\d{1,20}$/.test(timestamp))
    throw errors.badRequest('its afterTimestamp is no timestamp')
  return {
    table: oneOf(query, 'table', tableNames),
    module: query.get('module') ?? '',
    match: oneOf(query, 'match', ['is', 'begins']),
    after: module === null ? undefined : { module, timestamp },
  }
}

const pageSize = 50
/** What a search by the beginning of a name reads at most before it says how far it has come: some ten read units. */
const scanned = { atATime: 500, most: 2000 }

type Item = Readonly<Record<string, AttributeValue>>
type Read = {
  readonly items: readonly Item[]
  readonly read: number
  readonly units: number
  readonly last: Item | undefined
}

/** One page of rows. */
export const readRows = async (source: Source, { table, module, match, after }: Asked): Promise<Rows> => {
  const client = await source.clients.dynamodb()
  const TableName = tableName(await source.outputs(), table)
  const ExclusiveStartKey = after && { moduleId: { S: after.module }, timestamp: { N: after.timestamp } }
  const common = { TableName, ExclusiveStartKey, ReturnConsumedCapacity: 'TOTAL' as const }
  if (module !== '' && match === 'is') return asRows(await query(client, common, module))
  return asRows(await scan(client, common, module))
}

type Common = Pick<QueryCommandInput, 'TableName' | 'ExclusiveStartKey' | 'ReturnConsumedCapacity'>

const query = async (client: DynamoDBClient, common: Common, module: string): Promise<Read> => {
  const { Items, ScannedCount, ConsumedCapacity, LastEvaluatedKey } = await client.send(
    new QueryCommand({
      ...common,
      KeyConditionExpression: 'moduleId = :m',
      ExpressionAttributeValues: { ':m': { S: module } },
      ScanIndexForward: false,
      Limit: pageSize,
    }),
  )
  const units = ConsumedCapacity?.CapacityUnits ?? 0
  return { items: Items ?? [], read: ScannedCount ?? 0, units, last: LastEvaluatedKey }
}

const scan = async (client: DynamoDBClient, common: Common, beginning: string): Promise<Read> => {
  const filter = beginning && {
    FilterExpression: 'begins_with(moduleId, :m)',
    ExpressionAttributeValues: { ':m': { S: beginning } },
  }
  const items: Item[] = []
  let [read, units, last] = [0, 0, common.ExclusiveStartKey]
  do {
    const page = await client.send(
      new ScanCommand({
        ...common,
        ...(filter || {}),
        ExclusiveStartKey: last,
        Limit: filter ? scanned.atATime : pageSize,
      }),
    )
    items.push(...(page.Items ?? []))
    read += page.ScannedCount ?? 0
    units += page.ConsumedCapacity?.CapacityUnits ?? 0
    last = page.LastEvaluatedKey
  } while (last && items.length < pageSize && read < scanned.most)
  return { items, read, units, last }
}

const asRows = ({ items, read, units, last }: Read): Rows => {
  // what a search has found beyond the page is found again by the next one
  const shown = items.slice(0, pageSize)
  const end = shown.length < items.length ? shown.at(-1) : last
  return {
    rows: shown.map(asRow),
    after: end && { module: end.moduleId?.S ?? '', timestamp: end.timestamp?.N ?? '' },
    read,
    units,
  }
}

const asRow = (item: Item): Row =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, textOf(value)]))

/** An attribute as a person reads it; numbers digit for digit. */
const textOf = (value: AttributeValue): string => {
  if (value.S !== undefined) return value.S
  if (value.N !== undefined) return value.N
  if (value.BOOL !== undefined) return `${value.BOOL}`
  if (value.M)
    return `{${Object.entries(value.M)
      .map(([name, each]) => `${name}: ${textOf(each)}`)
      .join(', ')}}`
  if (value.L) return `[${value.L.map(textOf).join(', ')}]`
  const [set] = [value.SS ?? value.NS]
  return set ? set.join(', ') : value.NULL ? 'null' : JSON.stringify(value)
}
