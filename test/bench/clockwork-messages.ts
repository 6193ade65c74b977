// The messages of a module that sends like clockwork, as a table of DynamoDB would answer for them: computed where they
// are asked for, since 315 million rows are stored nowhere here. Bytes, and where a page ends, are dynalite's own; the
// section that uses this has both answer the same queries, and compares what they say.

import { createRequire } from 'node:module'

type Item = Readonly<Record<string, { readonly S: string } | { readonly N: string }>>
type Sizes = {
  readonly itemSize: (item: Item, compress?: boolean, addMetaSize?: boolean, rangeKey?: string) => number
}
const { itemSize }: Sizes = createRequire(import.meta.url)('dynalite/db')

/** A module that sends its first message at a time, and the next so many seconds after each. Those change only at ends
 * of whole weeks after the first, and divide a week. */
export type Clockwork = {
  readonly module: string
  readonly first: number
  readonly secondsAt: (time: number) => number
}

/** A strongly consistent query for a module's messages: how many there are, or what they carry, which is nothing. */
export type Asked = {
  readonly Select?: 'COUNT'
  readonly ExpressionAttributeValues: Readonly<Record<string, { readonly S?: string; readonly N?: string }>>
  readonly ExclusiveStartKey?: { readonly timestamp: { readonly N: string } }
}

export type Page = {
  readonly Count: number
  readonly ScannedCount: number
  readonly Items?: readonly Record<string, never>[]
  readonly LastEvaluatedKey?: Item
  readonly ConsumedCapacity: { readonly TableName: string; readonly CapacityUnits: number }
}

const pageBytes = 1024 * 1024
const unitBytes = 4096

export const itemOf = (module: string, time: number): Item => ({
  moduleId: { S: module },
  timestamp: { N: `${time}` },
})

/** One page of the answer to a query for the rows from `:a`, if it is given, up to `:t`. */
export const answerQuery = (TableName: string, clockwork: Clockwork, asked: Asked): Page => {
  const { module, first, secondsAt } = clockwork
  const { ':a': from, ':t': upTo } = asked.ExpressionAttributeValues
  const last = Number(upTo?.N)
  const after = asked.ExclusiveStartKey?.timestamp.N
  let time = first
  if (after !== undefined) time = Number(after) + secondsAt(Number(after))
  else if (Number(from?.N) > first) time = nextFrom(clockwork, Number(from?.N))

  const bytesAt = sizesOf(module)
  let [count, bytes, kept] = [0, 0, 0]
  let reached = time
  while (time <= last && kept < pageBytes) {
    const size = bytesAt(time)
    bytes += size.read
    kept += size.kept
    count += 1
    reached = time
    time += secondsAt(time)
  }
  return {
    Count: count,
    ScannedCount: count,
    ...(asked.Select !== 'COUNT' && { Items: Array.from({ length: count }, () => ({})) }),
    ...(kept >= pageBytes && { LastEvaluatedKey: itemOf(module, reached) }),
    ConsumedCapacity: { TableName, CapacityUnits: Math.ceil(bytes / unitBytes) },
  }
}

/** The first message at a time or later. */
const nextFrom = ({ first, secondsAt }: Clockwork, time: number): number => {
  const seconds = secondsAt(time)
  return first + Math.ceil((time - first) / seconds) * seconds
}

/** Bytes of a row, which depend on how many zeros its timestamp ends in: read, and of the page that it is part of. */
const sizesOf = (module: string) => {
  const known = new Map<number, { readonly read: number; readonly kept: number }>()
  return (time: number) => {
    let zeros = 0
    for (let rest = time; rest % 10 === 0; rest /= 10) zeros += 1
    const found = known.get(zeros)
    if (found) return found
    const item = itemOf(module, time)
    const sizes = { read: itemSize(item), kept: itemSize(item, true, true, 'timestamp') }
    known.set(zeros, sizes)
    return sizes
  }
}
