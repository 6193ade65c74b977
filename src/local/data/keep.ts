// What the services keep beyond their process: values under keys, beside the tables' own in one LevelDB. One file
// of it takes every write in order, so that whatever is found after a crash is what was there at one moment.
// LevelDB hands each write to the system before it answers: what is answered survives the end of the process,
// however it ends; only a power cut may take the last moments with it.
// https://github.com/google/leveldb/blob/main/doc/index.md#synchronous-writes

import { errors } from '../../errors.ts'
import { AwsError } from '../protocol/aws-error.ts'

export type Keep = {
  /** Writes a value. Resolves when no end of this process can take it back; writes stand in the order of the calls.
   * Rejects with the AwsError to answer; that is told as well, and who need not wait need not catch it. */
  readonly put: (key: string, value: unknown) => Promise<void>
  readonly remove: (key: string) => Promise<void>
  /** The values under the keys that start with a prefix, by the rest of the key and in its order. */
  readonly all: (prefix: string) => Promise<ReadonlyMap<string, unknown>>
}

const done = Promise.resolve()

/** For a stack that lives in memory alone. */
export const keepNothing: Keep = {
  put: () => done,
  remove: () => done,
  all: async () => new Map(),
}

type Operation =
  | { readonly type: 'put'; readonly key: string; readonly value: string; readonly valueEncoding: 'utf8' }
  | { readonly type: 'del'; readonly key: string }

export type Database = {
  readonly batch: (operations: readonly Operation[]) => Promise<void>
  readonly iterator: (range: {
    readonly gte: string
    readonly lt: string
  }) => AsyncIterable<readonly [string, unknown]>
}

/** The keys that start with a prefix. */
export const rangeOf = (prefix: string) => ({ gte: prefix, lt: `${prefix}\uffff` })

// the tables' own keys start otherwise: table~, item-, index-, tag-
const ours = 'guac~'

/** Keeps in a database; `folder` is named to a person when that fails. */
export const makeKeep = (database: Database, folder: string, failed: (error: unknown) => void): Keep => {
  let waiting: Operation[] = []
  let last: Promise<void> = done
  let next: Promise<void> | undefined

  const flush = async (): Promise<void> => {
    await last.catch(() => {})
    const operations = waiting
    waiting = []
    last = next ?? done
    next = undefined
    await database.batch(operations).catch(error => {
      failed(errors.dataUnwritable(folder, String(error)))
      throw new AwsError('InternalFailure', `The local stack cannot keep this: ${error}`, 500)
    })
  }

  // all that comes while a batch is being written goes with the next one
  const write = (operation: Operation): Promise<void> => {
    waiting.push(operation)
    if (!next) {
      next = flush()
      // who does not wait for it need not catch it
      next.catch(() => {})
    }
    return next
  }

  return {
    // as text at once: what is kept may be changed before it is written
    put: (key, value) =>
      write({ type: 'put', key: ours + key, value: JSON.stringify(value), valueEncoding: 'utf8' }),
    remove: key => write({ type: 'del', key: ours + key }),
    all: async prefix => {
      const found = new Map<string, unknown>()
      for await (const [key, value] of database.iterator(rangeOf(ours + prefix)))
        found.set(key.slice(ours.length + prefix.length), value)
      return found
    },
  }
}

/** A number as part of a key, so that the order of keys is that of numbers. */
export const ordinal = (position: number): string => String(position).padStart(16, '0')
