// Items whose time has come, deleted for the table as DynamoDB deletes them: one by one, by the path of all writes,
// in pages small enough that nobody waits for them.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html

import { setImmediate } from 'node:timers/promises'
import { pause } from '../../pause.ts'
import { AwsError } from '../protocol/aws-error.ts'
import type { Item } from './stream.ts'

/** A table with expiry, and the attribute that says when an item expires, in seconds since 1970. */
export type ExpiringTable = {
  readonly name: string
  readonly keys: readonly string[]
  readonly attribute: string
}

type Page = { readonly Items?: readonly Item[]; readonly LastEvaluatedKey?: Item }

export type ExpiryWorld = {
  readonly tables: () => readonly ExpiringTable[]
  readonly scan: (input: object) => Promise<Page>
  /** DeleteItem on the path of all writes. Throws AwsError when it is refused. */
  readonly remove: (input: object) => Promise<void>
  readonly now: () => number
}

const pageItems = 100
// "DynamoDB does not delete items with TTL timestamps older than five years"
const oldestSeconds = 5 * 365.25 * 86_400
/** AWS "typically deletes expired items within a few days". */
const everyMs = 10_000
/** A pass over a large table takes a tenth of the time, and leaves the rest to others. */
const restFor = 9

/** What shall be done between two pages that took so many ms. */
type Rest = (ms: number) => Promise<unknown>

const gone = (error: unknown): undefined => {
  // changed meanwhile, or the whole table deleted
  const known = ['ConditionalCheckFailedException', 'ResourceNotFoundException']
  if (error instanceof AwsError && known.includes(error.code)) return undefined
  throw error
}

/** One pass over every table with expiry. Returns how many items it deleted. */
export const expireItems = async (
  world: ExpiryWorld,
  stopping: AbortSignal,
  rest: Rest = () => setImmediate(),
): Promise<number> => {
  let deleted = 0

  const remove = async ({ name, keys, attribute }: ExpiringTable, item: Item): Promise<void> => {
    const input = {
      TableName: name,
      Key: Object.fromEntries(keys.map(key => [key, item[key]])),
      // whoever has given it more time meanwhile keeps it
      ConditionExpression: '#expires = :expires',
      ExpressionAttributeNames: { '#expires': attribute },
      ExpressionAttributeValues: { ':expires': item[attribute] },
    }
    const done = await world.remove(input).then(() => true, gone)
    if (done) deleted += 1
  }

  for (const table of world.tables()) {
    let ExclusiveStartKey: Item | undefined
    do {
      const from = performance.now()
      const seconds = Math.floor(world.now() / 1000)
      const page = await world
        .scan({
          TableName: table.name,
          Limit: pageItems,
          ExclusiveStartKey,
          // items without the attribute, or with another type of it, never expire
          FilterExpression: '#expires < :now AND #expires >= :oldest',
          ExpressionAttributeNames: { '#expires': table.attribute },
          ExpressionAttributeValues: {
            ':now': { N: String(seconds) },
            ':oldest': { N: String(seconds - oldestSeconds) },
          },
        })
        .catch(gone)
      for (const item of page?.Items ?? []) await remove(table, item)
      ExclusiveStartKey = page?.LastEvaluatedKey
      await rest(performance.now() - from)
    } while (ExclusiveStartKey && !stopping.aborted)
  }
  return deleted
}

/** Passes again and again, at rest in between. Returns what ends that. `failed` is told of bugs. */
export const startExpiry = (world: ExpiryWorld, failed: (error: unknown) => void): (() => Promise<void>) => {
  const stopping = new AbortController()
  const { signal } = stopping
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      await pause(everyMs, signal)
      if (!signal.aborted) await expireItems(world, signal, ms => pause(restFor * ms, signal)).catch(failed)
    }
  }
  const running = run()
  return () => {
    stopping.abort()
    return running
  }
}
