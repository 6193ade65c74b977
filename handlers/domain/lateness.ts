// When the messages of a window are all there. A message that is stored before its timestamp is `lateness` old is on
// time, and costs nothing more. From then on it says so itself, by reopening its window.

/** The unit of a fleet's timestamps; a wrong one costs more reads, but no message. */
export type TimestampUnit = 's' | 'ms' | 'us' | 'ns'

const nanoseconds = { s: 1_000_000_000n, ms: 1_000_000n, us: 1000n, ns: 1n }

// A day: long enough for gateways that lost their uplink overnight, short enough that a week's window is counted
// twice and then never again.
export const lateness = 86_400_000n * nanoseconds.ms

// How far the clocks of two hosts may be apart. Lambda's are within milliseconds; a minute is plenty.
export const slack = 60_000n * nanoseconds.ms

/** How old a timestamp is at `now` (ms since 1970), in ns; negative if it lies ahead. */
const age = (now: number, timestamp: bigint, unit: TimestampUnit): bigint =>
  BigInt(Math.floor(now)) * nanoseconds.ms - timestamp * nanoseconds[unit]

/** Whether a message that is stored by `now` has to reopen its window. */
export const isLate = (now: number, timestamp: bigint, unit: TimestampUnit): boolean =>
  age(now, timestamp, unit) >= lateness

/** Whether a count that began at `countedAt` has seen all messages up to `end` that are not late. */
export const isSettled = (countedAt: number, end: bigint, unit: TimestampUnit): boolean =>
  age(countedAt, end, unit) >= lateness + slack
