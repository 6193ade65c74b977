// A received message: one write, and no read, unless it is late.

import { type Forgetting, forget } from './epoch-state.ts'
import type { Received } from './events.ts'
import { expiryOf, horizon } from './expiry.ts'
import { isLate, type TimestampUnit } from './lateness.ts'

/** The tables as receiving a message sees them, for one module. Each call is one step of the protocol. */
export type ReceiveTables = Forgetting & {
  /** Ms since 1970. */
  readonly now: () => number | Promise<number>
  /** Stores the message; again changes nothing but when it expires (s since 1970; undefined: never). */
  readonly putMessage: (message: Received, expires: number | undefined) => Promise<unknown>
  /** T of the first report from a timestamp on, if there is one. Strongly consistent. */
  readonly firstReport: (from: bigint) => Promise<bigint | undefined>
  /**
   * Has the window of the report at T counted again, whatever count of it is under way, unless some of its messages
   * expire by then (s since 1970); gives whether it did.
   */
  readonly reopen: (report: bigint, by: number) => Promise<boolean>
}

export type ReceiveRules = {
  readonly unit: TimestampUnit
  /** Days that a message is kept; 0: for ever. */
  readonly retention: number
}

/**
 * Stores a message and makes sure that it is counted. Gives whether it was late, or too late for that: of a window
 * whose messages expire nothing more is counted.
 *
 * Lateness is judged when the put is acknowledged: a count that begins `lateness` and the clocks' slack after the
 * window's end then sees every message that was judged on time. The window is looked for among the reports, not
 * among the counted windows, since a count of it may be under way that has written none yet.
 */
export const receive = async (
  tables: ReceiveTables,
  message: Received,
  { unit, retention }: ReceiveRules,
): Promise<'Late' | 'TooLate' | undefined> => {
  await tables.putMessage(message, retention > 0 ? expiryOf(await tables.now(), retention) : undefined)
  const now = await tables.now()
  if (!isLate(now, message.timestamp, unit)) return undefined
  const report = await tables.firstReport(message.timestamp)
  // No report yet: one that comes later counts what is there by then.
  if (report === undefined) return 'Late'
  if (!(await tables.reopen(report, horizon(now)))) return 'TooLate'
  // Only now: what is read after this is read of an open window.
  await forget(tables, message.timestamp)
  return 'Late'
}
