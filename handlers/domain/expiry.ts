// With retention on, a message's row goes some days after its arrival. So a window's count says until when all that it
// counted is surely there; from then on the window is final: what is gone is not counted again.

import type { Readings } from './readings.ts'
import type { Window } from './window.ts'

/** What a count of messages found. */
export type Found = {
  readonly readings: Readings
  /** When the first of them expires, in s since 1970; undefined: none ever does. */
  readonly until: number | undefined
}

// A count ends long before, and clocks differ by less.
const hour = 3600

/** When a message that arrives at `now` (ms) expires, in s since 1970; undefined without retention. */
export const expiryOf = (now: number, days: number): number | undefined =>
  days > 0 ? Math.floor(now / 1000) + days * 86_400 : undefined

/** What expires by then, in s since 1970, may be gone before a count that begins at `now` (ms) has ended. */
export const horizon = (now: number): number => Math.ceil(now / 1000) + hour

/** What is kept of a window some of whose messages may be gone, and since when they may. */
export const finalIn = (window: Window | undefined, now: number) =>
  window?.until !== undefined && window.until <= horizon(now)
    ? { whole: window.readings, until: window.until }
    : { whole: undefined, until: window?.until }

/** How many late messages have reopened a window since it was counted. */
export const unseen = ({ reopened, seen }: Window): number => Number(reopened ?? 0) - Number(seen ?? 0)

/**
 * The part of a final window that is left when reports come into it, given what was kept of the whole: no message that
 * was counted is lost, though none can tell any more on which side of those reports it was.
 */
export const rest = (whole: Readings | undefined, before: number, found: Readings): Readings => ({
  ...found,
  received: Math.max(found.received, (whole?.received ?? 0) - before),
})
