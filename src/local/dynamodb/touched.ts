// Which items a write names. Pure.

import { isRecord } from '../protocol/json.ts'
import type { Item, Stream } from './stream.ts'

export type Table = { readonly keys: readonly string[]; readonly stream: Stream | undefined }

/** A stream with the table that it is or was of; `open` while it takes records. */
export type TableStream = {
  readonly table: string
  readonly keys: readonly string[]
  readonly stream: Stream
  readonly open: boolean
}

export type Touched = { readonly name: string; readonly table: Table; readonly key: Item }

/** The items that a write names. What is malformed names none: the database will refuse it. */
export const touchedItems = (
  action: string,
  input: Item,
  tables: ReadonlyMap<string, Table>,
): readonly Touched[] => {
  const touch = (name: unknown, source: unknown): readonly Touched[] => {
    const table = tables.get(String(name))
    if (!table || !isRecord(source)) return []
    const key = Object.fromEntries(
      table.keys.map(attribute => [
        attribute,
        Object.hasOwn(source, attribute) ? source[attribute] : undefined,
      ]),
    )
    return [{ name: String(name), table, key }]
  }
  if (action !== 'BatchWriteItem') return touch(input.TableName, input.Item ?? input.Key)
  const requests = isRecord(input.RequestItems) ? Object.entries(input.RequestItems) : []
  return requests.flatMap(([name, list]) =>
    (Array.isArray(list) ? list : []).filter(isRecord).flatMap(({ PutRequest, DeleteRequest }) => {
      if (isRecord(PutRequest)) return touch(name, PutRequest.Item)
      return isRecord(DeleteRequest) ? touch(name, DeleteRequest.Key) : []
    }),
  )
}
