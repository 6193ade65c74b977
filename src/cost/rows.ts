// How many bytes the tables' rows have, by DynamoDB's own rules.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html

import type { Fleet } from './fleet.ts'

/** Bytes of a module's name: a UUID without its dashes has 32, a serial number about half of that. */
export const moduleName = 16
/** Bytes of a timestamp in seconds: one for each two digits, and one. */
const seconds = 6
const key = 'moduleId'.length + moduleName + 'timestamp'.length + seconds

/** Bytes of a row of message_recv, with its expiry where messages do not stay for ever. */
export const messageRow = (expires: boolean): number => key + (expires ? 'expires'.length + seconds : 0)
/** Bytes of a row of weekly_diagnostic. */
export const reportRow = key + 'attempts'.length + 4
/** Bytes of a row of received_window: counts, what was counted before it, and what was published. */
export const windowRow = 120

/** Bytes that DynamoDB adds to each row that it stores; not to what is read. */
export const overhead = 100
const readUnit = 4096

/** Bytes of a row of each table. */
export type RowBytes = { readonly message: number; readonly report: number; readonly window: number }

/** GB of a fleet that has run for some weeks, when messages are kept for so many of them. */
export const gigabytesKept = (fleet: Fleet, bytes: RowBytes, weeksKept: number): number => {
  const messages = weeksKept * fleet.messagesPerWeek * (bytes.message + overhead)
  const windows = bytes.window === 0 ? 0 : bytes.window + overhead
  return (fleet.modules * (messages + fleet.ageWeeks * (bytes.report + overhead + windows))) / 1e9
}

/** Read units of a strongly consistent query over so many rows of so many bytes. */
export const unitsToRead = (rows: number, bytes: number): number => Math.ceil((rows * bytes) / readUnit)
