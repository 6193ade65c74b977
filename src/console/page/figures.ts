// Figures as people read them.

const grouped = new Intl.NumberFormat('en')

/** 12,345 */
export const count = (value: number): string => grouped.format(value)

/** `1 module`, `2 modules`. */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`

/** As guac query writes it. */
export const percent = (value: number): string => value.toFixed(3)

/** 2026-01-05 08:00:00, in UTC; nothing for no time. */
export const time = (ms: number | null): string => {
  const iso = isoTime(ms)
  return iso.slice(0, -1).replace('T', ' ')
}

/** 2026-01-05T08:00:00Z */
export const isoTime = (ms: number | null): string =>
  ms === null ? '' : new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')

/** The time of day here, for what happened a moment ago. */
export const clock = (ms: number): string => new Date(ms).toLocaleTimeString('en-GB')

/** The least of sorted values that a share of them does not exceed, 0.5 for the median; undefined for none. */
export const ranked = (sorted: readonly number[], share: number): number | undefined =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
