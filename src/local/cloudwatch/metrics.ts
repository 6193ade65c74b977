// What is measured on this machine: by the minute, of a day and a little, in memory.

export type Metric = {
  readonly namespace: string
  readonly name: string
  readonly dimensions: Readonly<Record<string, string>>
}

/** What was measured within a span of time. */
export type Measured = {
  readonly count: number
  readonly sum: number
  readonly least: number
  readonly most: number
}

export type Metrics = {
  /** Adds a value, now. */
  readonly add: (metric: Metric, value: number) => void
  /** What was measured from one moment up to another, in ms since 1970 and to the minute; undefined for nothing. */
  readonly read: (metric: Metric, from: number, to: number) => Measured | undefined
}

const minuteMs = 60_000
/** A day, and the hour that some reader began it earlier. */
const keptMinutes = 25 * 60

export const makeMetrics = (now: () => number): Metrics => {
  const series = new Map<string, Map<number, Measured>>()
  return {
    add: (metric, value) => {
      const minute = Math.floor(now() / minuteMs)
      const key = keyOf(metric)
      const minutes = series.get(key) ?? new Map<number, Measured>()
      series.set(key, minutes)
      if (!minutes.has(minute))
        for (const old of minutes.keys()) if (old <= minute - keptMinutes) minutes.delete(old)
      minutes.set(minute, both(minutes.get(minute), { count: 1, sum: value, least: value, most: value }))
    },
    read: (metric, from, to) =>
      [...(series.get(keyOf(metric)) ?? [])]
        .filter(([minute]) => minute * minuteMs >= from && minute * minuteMs < to)
        .reduce<Measured | undefined>((all, [, measured]) => both(all, measured), undefined),
  }
}

const both = (one: Measured | undefined, other: Measured): Measured =>
  one
    ? {
        count: one.count + other.count,
        sum: one.sum + other.sum,
        least: Math.min(one.least, other.least),
        most: Math.max(one.most, other.most),
      }
    : other

const keyOf = ({ namespace, name, dimensions }: Metric): string =>
  JSON.stringify([namespace, name, Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))])
