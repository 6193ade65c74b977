// Timestamps of modules, in the unit that the stack's parameter TimestampUnit names, and the times that people read.

import { errors } from '../errors.ts'

const perSecond: Readonly<Record<string, bigint>> = { s: 1n, ms: 1000n, us: 1_000_000n, ns: 1_000_000_000n }

/** The last ms that JavaScript's dates know. https://tc39.es/ecma262/#sec-time-values-and-time-range */
const lastMs = 8_640_000_000_000_000n

/** A timestamp in ms since 1970; undefined for one that lies beyond all calendars. */
export const msOf = (timestamp: bigint, unit: string): number | undefined => {
  const ms = (timestamp * 1000n) / (perSecond[unit] ?? 1n)
  return ms > lastMs ? undefined : Number(ms)
}

/** A timestamp as UTC, to the second; nothing for one that lies beyond all calendars. */
export const timeOf = (timestamp: bigint, unit: string): string => {
  const ms = msOf(timestamp, unit)
  return ms === undefined ? '' : new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')
}

/**
 * What a person gives as --from or --to: a timestamp as it is, digits only, or a time such as 2026-11-22 or
 * 2026-11-22T08:00:00Z. Throws a PersonError for anything else.
 */
export const parseTimestamp = (option: string, text: string, unit: string): bigint => {
  if (/^\d{1,20}$/.test(text)) return BigInt(text)
  const ms = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(ms) || ms < 0) throw errors.badTime(option, text)
  return (BigInt(ms) * (perSecond[unit] ?? 1n)) / 1000n
}
