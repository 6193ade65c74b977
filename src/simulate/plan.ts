/** The units of timestamps, as the template's parameter TimestampUnit names them, by their number in a ms. */
export type Unit = 's' | 'ms' | 'us' | 'ns'

/** A fleet to be played, and what goes wrong with its messages. The same plan gives the same events. */
export type Plan = {
  readonly seed: number
  readonly modules: number
  readonly weeks: number
  /** Attempts of a module in a week. */
  readonly messagesPerWeek: number
  /** Mean share of attempts that never arrive. Each module has its own, drawn from an exponential distribution. */
  readonly loss: number
  /** Share of deliveries, of messages and of reports, that happen twice. */
  readonly duplicates: number
  /** Share of a module's weeks whose messages arrive in any order, as do the reports of weeks offline. */
  readonly outOfOrder: number
  /** Share of messages that arrive one to three weeks late. */
  readonly late: number
  /** Resets of the counter in a module's week: a share below 1. */
  readonly resets: number
  /** Share of weeks in which a module goes offline, for one to three weeks: it sends all that it has stored then. */
  readonly offline: number
  readonly txAttempts: 'none' | 'some' | 'all'
  readonly unit: Unit
  /** When the last week ends, in ms since 1970. */
  readonly end: number
}

/** The most weeks that a message is late, or a module offline. */
export const longest = 3
/** The most weeks between a message and its delivery: late, and its module offline then. */
export const mostWeeksLate = 2 * longest
export const weekMs = 604_800_000

/** A message that a gateway received. */
export type Message = {
  readonly module: string
  readonly timestamp: bigint
  readonly txAttempts?: number | undefined
  /** The week that it was sent in, from 0. */
  readonly week: number
}

/** A weekly diagnostic. */
export type Report = {
  readonly module: string
  readonly timestamp: bigint
  readonly attempts: number
  readonly week: number
}

const perMs: Record<Unit, (ms: number) => bigint> = {
  s: ms => BigInt(Math.floor(ms / 1000)),
  ms: ms => BigInt(Math.floor(ms)),
  us: ms => BigInt(Math.floor(ms)) * 1000n + BigInt(Math.floor((ms % 1) * 1000)),
  ns: ms => BigInt(Math.floor(ms)) * 1_000_000n + BigInt(Math.floor((ms % 1) * 1_000_000)),
}

/** A time in ms since 1970 as a timestamp in a unit. */
export const timestampIn = (unit: Unit, ms: number): bigint => perMs[unit](ms)

/** When a week of the plan ends, in ms since 1970. The report of that week carries this time. */
export const weekEnd = ({ end, weeks }: Plan, week: number): number => end - (weeks - 1 - week) * weekMs
