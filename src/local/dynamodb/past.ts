// What DynamoDB here knows beside its database, as it is kept, and as the next process finds it.

import type { Keep } from '../data/keep.ts'
import type { Engine } from './engine.ts'
import { mendTables } from './mend-tables.ts'
import type { Settings } from './settings.ts'
import {
  arnOfStream,
  type Item,
  makeStream,
  recordsKey,
  type Stream,
  type StreamPast,
  type StreamRecord,
  streamKey,
} from './stream.ts'
import type { Table, TableStream } from './touched.ts'

export const tablesKey = 'table~'
export const endedKey = 'ended'
export const writingKey = 'writing~'

export type Past = {
  readonly tables: ReadonlyMap<string, Table>
  readonly settings: ReadonlyMap<string, Settings>
  readonly ended: readonly TableStream[]
}

/** An item that is about to be written, kept before it is. */
export type Intent = {
  readonly name: string
  readonly key: Item
  readonly before?: Item | undefined
  readonly expired: boolean
}

type Kept = {
  readonly table: string
  readonly keys: readonly string[]
  readonly label?: string | undefined
  readonly settings?: Settings | undefined
}

export const keptTable = (
  {
    table,
    keys,
    stream,
  }: { readonly table: string; readonly keys: readonly string[]; readonly stream: Stream | undefined },
  settings?: Settings,
): Kept => ({ table, keys, label: stream?.label, settings })

/** An item as it is now. */
export const itemAt = async (engine: Engine, TableName: string, Key: Item): Promise<Item | undefined> =>
  (await engine.call<{ Item?: Item }>('GetItem', { TableName, Key, ConsistentRead: true })).Item

/** What an earlier process kept. What it had begun and could not end has an end then: no change of a table with a
 * stream is without its record. */
export const loadPast = async (engine: Engine, now: () => number, keep: Keep): Promise<Past> => {
  const kept = [...((await keep.all(tablesKey)).values() as Iterable<Kept>)]
  const there = await mendTables(engine.database, new Set(kept.map(({ table }) => table)))
  for (const { table } of kept) if (!there.has(table)) void keep.remove(tablesKey + table)

  const streamOf = async ({ table, label }: Kept): Promise<Stream | undefined> => {
    if (label === undefined) return undefined
    const streamArn = arnOfStream(table, label)
    const about = (await keep.all(streamKey(streamArn))).get('') as Omit<StreamPast, 'records'>
    const found = await keep.all(recordsKey(streamArn))
    const records = [...found].filter(([position]) => Number(position) >= about.trimmed)
    const past = { ...about, records: records.map(([, record]) => record as StreamRecord) }
    return makeStream(table, about.viewType, now, keep, past)
  }

  const tables = new Map<string, Table>()
  for (const each of kept.filter(({ table }) => there.has(table)))
    tables.set(each.table, { keys: each.keys, stream: await streamOf(each) })
  for (const name of there)
    if (!tables.has(name)) tables.set(name, { keys: await keysOf(engine, name), stream: undefined })

  const ended: TableStream[] = []
  const gone = kept.filter(({ table, label }) => label !== undefined && !there.has(table))
  for (const each of [...(((await keep.all(endedKey)).get('') ?? []) as Kept[]), ...gone]) {
    const stream = await streamOf(each)
    if (stream) ended.push({ table: each.table, keys: each.keys, stream, open: false })
  }

  await record(engine, keep, tables)
  const settings = new Map(kept.flatMap(({ table, settings: of }) => (of ? [[table, of] as const] : [])))
  return { tables, settings, ended }
}

const keysOf = async (engine: Engine, TableName: string): Promise<readonly string[]> => {
  type Described = { Table: { KeySchema: readonly { AttributeName: string }[] } }
  const { Table } = await engine.call<Described>('DescribeTable', { TableName })
  return Table.KeySchema.map(({ AttributeName }) => AttributeName)
}

/** Makes the records of what was being written; if one is made twice, it is only delivered twice. */
const record = async (engine: Engine, keep: Keep, tables: ReadonlyMap<string, Table>): Promise<void> => {
  for (const [name, intents] of await keep.all(writingKey)) {
    for (const { name: table, key, before, expired } of intents as readonly Intent[]) {
      const stream = tables.get(table)?.stream
      stream?.append({ keys: key, before, after: await itemAt(engine, table, key), expired })
    }
    await keep.remove(writingKey + name)
  }
}
