// Tables as an earlier process left them in the database. One that was killed may have begun what it could not end:
// a creation that nobody was told of is taken back, a deletion is brought to its end, a change has been made.

import { rangeOf } from '../data/keep.ts'
import { isRecord } from '../protocol/json.ts'
import type { EngineDatabase } from './engine.ts'

/** Leaves each table active or gone. `known` are those whose creation was answered. Returns the names that are. */
export const mendTables = async (
  database: EngineDatabase,
  known: ReadonlySet<string>,
): Promise<ReadonlySet<string>> => {
  const there = new Set<string>()
  for await (const [key, table] of database.iterator(rangeOf('table~'))) {
    const name = key.slice('table~'.length)
    if (!isRecord(table)) throw new Error(`the table ${name} cannot be read`)
    if (table.TableStatus === 'DELETING' || (!known.has(name) && (await isEmpty(database, name))))
      await removeTable(database, name)
    else {
      there.add(name)
      if (table.TableStatus !== 'ACTIVE') await activate(database, key, table)
    }
  }
  return there
}

const isEmpty = async (database: EngineDatabase, name: string): Promise<boolean> => {
  for await (const _ of database.iterator(rangeOf(`item-${name}~`))) return false
  return true
}

const removeTable = async (database: EngineDatabase, name: string): Promise<void> => {
  for (const part of [`item-${name}~`, `tag-${name}~`, `index-local~${name}~`, `index-global~${name}~`])
    await database.clear(rangeOf(part))
  // last: until then a next start would go on here
  await database.batch([{ type: 'del', key: `table~${name}` }])
}

const activate = async (
  database: EngineDatabase,
  key: string,
  table: Readonly<Record<string, unknown>>,
): Promise<void> => {
  const indexes = table.GlobalSecondaryIndexes
  const value = {
    ...table,
    TableStatus: 'ACTIVE',
    ...(Array.isArray(indexes)
      ? { GlobalSecondaryIndexes: indexes.map(index => ({ ...index, IndexStatus: 'ACTIVE' })) }
      : {}),
  }
  await database.batch([{ type: 'put', key, value: JSON.stringify(value), valueEncoding: 'utf8' }])
}
