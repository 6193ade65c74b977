/** A moment, in ms since 1970, as a time of this day. */
export const clock = (ms: number): string => {
  const time = new Date(ms)
  const [h, m, s] = [time.getHours(), time.getMinutes(), time.getSeconds()].map(part =>
    `${part}`.padStart(2, '0'),
  )
  return `${h}:${m}:${s}.${`${time.getMilliseconds()}`.padStart(3, '0')}`
}

const perMs: Readonly<Record<string, bigint>> = { ms: 1n, us: 1000n, ns: 1_000_000n }

/** A timestamp in a unit as a date; undefined where it is none that a person would meet. */
export const dateOf = (timestamp: string, unit: string): string | undefined => {
  if (!/^\d+$/.test(timestamp)) return undefined
  const ms = unit === 's' ? BigInt(timestamp) * 1000n : BigInt(timestamp) / (perMs[unit] ?? 1n)
  // 2001 to 2100: an earlier one is a counter, or of another unit
  if (ms < 978_307_200_000n || ms > 4_133_980_800_000n) return undefined
  return new Date(Number(ms)).toISOString().slice(0, 19).replace('T', ' ')
}
