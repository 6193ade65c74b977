/** The units of a stack's timestamps, as its parameter TimestampUnit names them, by their number in a ms. */
const perMillisecond = { ms: 1n, us: 1000n, ns: 1_000_000n }

/** A time in ms since 1970 as a timestamp in a unit: seconds, unless the unit is `ms`, `us` or `ns`. */
export const nowIn = (unit: string | undefined, milliseconds: number): bigint => {
  const time = BigInt(Math.floor(milliseconds))
  return unit === 'ms' || unit === 'us' || unit === 'ns' ? time * perMillisecond[unit] : time / 1000n
}
