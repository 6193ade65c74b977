// What is measured on this machine, in memory: by the minute of a day and a little, and by the second of some minutes.

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
  /**
   * What was measured from one moment up to another, in ms since 1970; undefined for nothing. To the second where both
   * are no whole minutes, else to the minute.
   */
  readonly read: (metric: Metric, from: number, to: number) => Measured | undefined
}

const secondMs = 1000
const minuteMs = 60_000
/** What is kept: a day, and the hour that some reader began it earlier; and what somebody who looks on has missed. */
const kept = { minutes: 25 * 60, seconds: 5 * 60 }

export const makeMetrics = (now: () => number): Metrics => {
  const minutes = makeSeries(now, minuteMs, kept.minutes)
  const seconds = makeSeries(now, secondMs, kept.seconds)
  return {
    add: (metric, value) => {
      const key = keyOf(metric)
      minutes.add(key, value)
      seconds.add(key, value)
    },
    read: (metric, from, to) =>
      (from % minuteMs === 0 && to % minuteMs === 0 ? minutes : seconds).read(keyOf(metric), from, to),
  }
}

/** Sums by spans of one length, of so many spans. */
const makeSeries = (now: () => number, spanMs: number, most: number) => {
  const series = new Map<string, Map<number, Measured>>()
  return {
    add: (key: string, value: number): void => {
      const span = Math.floor(now() / spanMs)
      const spans = series.get(key) ?? new Map<number, Measured>()
      series.set(key, spans)
      // the oldest come first
      if (!spans.has(span))
        for (const old of spans.keys()) {
          if (old > span - most) break
          spans.delete(old)
        }
      spans.set(span, both(spans.get(span), { count: 1, sum: value, least: value, most: value }))
    },
    read: (key: string, from: number, to: number): Measured | undefined => {
      const spans = series.get(key)
      if (!spans) return undefined
      // a short look at a long series, as whoever looks on takes each second, goes through the look
      const [first, end] = [Math.ceil(from / spanMs), Math.ceil(to / spanMs)]
      const looked =
        end - first < spans.size
          ? Array.from({ length: end - first }, (_, i) => spans.get(first + i))
          : [...spans].map(([span, measured]) => (span >= first && span < end ? measured : undefined))
      return looked.reduce((all, measured) => (measured ? both(all, measured) : all), undefined)
    },
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
