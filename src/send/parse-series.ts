import { errors } from '../errors.ts'
import type { Kind, Series } from './make-series.ts'

/** The options of guac send that say which events to make, as they are given. */
export type SeriesOptions = {
  readonly module: string
  readonly timestamp?: string
  readonly count: string
  readonly attempts?: string
  readonly txAttempts?: string
}

const maxUint64 = 2n ** 64n - 1n
const maxUint32 = 2n ** 32n - 1n

/** The events that options ask for; `now` stands in for a timestamp. Throws a PersonError for a wrong option. */
export const parseSeries = (kind: Kind, options: SeriesOptions, now: bigint): Series => {
  if (options.module === '') throw errors.noModule()
  const last = integer('--timestamp', options.timestamp, 0n, maxUint64) ?? now
  const count = integer('--count', options.count, 1n, BigInt(Number.MAX_SAFE_INTEGER)) ?? 1n
  const attempts = integer('--attempts', options.attempts, 0n, maxUint32)
  const txAttempts = integer('--tx-attempts', options.txAttempts, 0n, maxUint32)
  if (last - count + 1n < 0n) throw errors.countTooGreat(count, '--timestamp', last)
  if (txAttempts !== undefined && txAttempts - count + 1n < 0n)
    throw errors.countTooGreat(count, '--tx-attempts', txAttempts)
  return { kind, module: options.module, last, count: Number(count), attempts, txAttempts }
}

const integer = (name: string, text: string | undefined, least: bigint, most: bigint): bigint | undefined => {
  if (text === undefined) return undefined
  const value = /^\d{1,30}$/.test(text) ? BigInt(text) : -1n
  if (value >= least && value <= most) return value
  throw errors.badEventNumber(name, text, least, most)
}
