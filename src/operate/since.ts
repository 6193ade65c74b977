import { errors } from '../errors.ts'

const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** The moment that a person gives as --since: 90s, 15m, 1h, 2d ago, or a time. In ms since 1970. */
export const parseSince = (text: string, now: number): number => {
  const [, number, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  if (number !== undefined) return now - Number(number) * (unitMs[unit] ?? 0)
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(time)) throw errors.badSince(text)
  return time
}
