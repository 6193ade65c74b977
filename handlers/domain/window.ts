// The count of a window as it is kept: derived from messages and reports, and true until its row is reopened.

import type { Report } from './epoch.ts'
import type { Found } from './expiry.ts'
import { isSettled, type TimestampUnit } from './lateness.ts'
import type { Readings } from './readings.ts'

export type Window = {
  /** T of its report. */
  readonly timestamp: bigint
  /** T of the report before it when it was counted. */
  readonly previous?: bigint | undefined
  /** What was counted. */
  readonly readings?: Readings | undefined
  /** When the count began, in ms since 1970. */
  readonly countedAt?: number | undefined
  /** How often a late message reopened it, as digits; undefined: never. */
  readonly reopened?: string | undefined
  /** The same when it was counted. */
  readonly seen?: string | undefined
  /** When the first of the messages counted expires, in s since 1970; undefined: none ever does. */
  readonly until?: number | undefined
  /** The rate of its report as it was last published. */
  readonly published?: string | undefined
}

/** A count to keep, if the window was not reopened since `reopened` was read. */
export type Counted = Found & {
  readonly timestamp: bigint
  readonly previous: bigint | undefined
  readonly countedAt: number
  readonly reopened: string | undefined
}

/** What is kept of a window if that can no longer change, else undefined: it is to be counted. */
export const sealed = (
  window: Window | undefined,
  previous: Report | undefined,
  unit: TimestampUnit,
): Readings | undefined =>
  window?.countedAt !== undefined &&
  window.seen === window.reopened &&
  window.previous === previous?.timestamp &&
  isSettled(window.countedAt, window.timestamp, unit)
    ? window.readings
    : undefined
