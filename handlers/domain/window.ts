// The count of a window as it is kept: derived from messages and reports, and true until its row is reopened.

import type { Report } from './epoch.ts'
import { isSettled, type TimestampUnit } from './lateness.ts'
import type { Readings } from './readings.ts'

export type Window = {
  /** T of its report. */
  readonly timestamp: bigint
  /** T of the report before it when it was counted. */
  readonly previous?: bigint
  /** What was counted; undefined since it was reopened. */
  readonly readings?: Readings
  /** When the count began, in ms since 1970. */
  readonly countedAt?: number
  /** How often a late message reopened it; undefined: never. */
  readonly reopened?: number
  /** The rate of its report as it was last published. */
  readonly published?: string
}

/** A count to keep, if the window was not reopened since `reopened` was read. */
export type Counted = {
  readonly timestamp: bigint
  readonly previous: bigint | undefined
  readonly readings: Readings
  readonly countedAt: number
  readonly reopened: number | undefined
}

/** What is kept of a window if that can no longer change, else undefined: it is to be counted. */
export const sealed = (
  window: Window | undefined,
  previous: Report | undefined,
  unit: TimestampUnit,
): Readings | undefined =>
  window?.countedAt !== undefined &&
  window.previous === previous?.timestamp &&
  isSettled(window.countedAt, window.timestamp, unit)
    ? window.readings
    : undefined
