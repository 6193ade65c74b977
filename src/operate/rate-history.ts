// A fleet's rates over time, gathered in one pass over rates in any order: how they lie in each hour, day, week or
// more. Whenever there are too many such spans, neighbours are put together, so that it takes no more than some 24 MB
// for however many rates.

import { makeRateCounts, type RateCounts } from './rate-counts.ts'

export type HistoryPoint = {
  /** The beginning of the span, in ms since 1970. */
  readonly at: number
  readonly reports: number
  /** Percent, cut to 0.01. */
  readonly p10: number
  readonly p50: number
  readonly p90: number
}

export type History = {
  /** How long each span is, in ms. */
  readonly width: number
  readonly points: readonly HistoryPoint[]
  /** Reports so far from all others that they are left out: a clock that was wrong. */
  readonly outside: number
}

export type RateHistory = {
  /** A rate of a report at a time, in ms since 1970. `times` is −1 to take it back. */
  readonly add: (at: number, percent: number, times?: number) => void
  readonly read: () => History
}

export const hourMs = 3_600_000
export const dayMs = 24 * hourMs
export const weekMs = 7 * dayMs

/** Weeks begin on Mondays; 1970 began on a Thursday. */
const firstMonday = 4 * dayMs

const wider = (width: number): number => (width === hourMs ? dayMs : width === dayMs ? weekMs : width * 4)

// Each width is a multiple of the one before and begins where that one does, so that spans can be put together.
const startOf = (at: number, width: number): number => {
  const zero = width < weekMs ? 0 : firstMonday
  return Math.floor((at - zero) / width) * width + zero
}

type Spans = Map<number, RateCounts>

const countsAt = (spans: Spans, start: number): RateCounts => {
  const counts = spans.get(start) ?? makeRateCounts()
  spans.set(start, counts)
  return counts
}

/** The same in wider spans. */
const widened = (spans: Iterable<readonly [number, RateCounts]>, width: number): Spans => {
  const all: Spans = new Map()
  for (const [start, counts] of spans) countsAt(all, startOf(start, width)).addAll(counts)
  return all
}

/** A history of no rates yet, of at most so many spans. */
export const makeRateHistory = (most = 600): RateHistory => {
  let width = hourMs
  let spans: Spans = new Map()
  return {
    add: (at, percent, times = 1) => {
      countsAt(spans, startOf(at, width)).add(percent, times)
      while (spans.size > most) {
        width = wider(width)
        spans = widened(spans, width)
      }
    },
    read: () => {
      const all = [...spans].filter(([, counts]) => counts.total() > 0).sort(([a], [b]) => a - b)
      const { from, to, outside } = bulk(all.map(([at, counts]) => ({ at, reports: counts.total() })))
      const inside = all.slice(from, to)
      const shown = widthFor((inside.at(-1)?.[0] ?? 0) - (inside[0]?.[0] ?? 0), width)
      const points = [...(shown === width ? inside : widened(inside, shown))].map(([at, counts]) => ({
        at,
        reports: counts.total(),
        p10: counts.percentile(0.1),
        p50: counts.percentile(0.5),
        p90: counts.percentile(0.9),
      }))
      return { width: shown, points, outside }
    },
  }
}

/** A fleet reports by the week: below a week are only fleets that have just begun, and those of a test. */
const widthFor = (span: number, least: number): number => {
  const suits = (width: number): boolean =>
    width === hourMs ? span <= 2 * dayMs : width === dayMs ? span <= 4 * weekMs : span <= 520 * width
  let width = hourMs
  while (width < least || !suits(width)) width = wider(width)
  return width
}

/**
 * Where most of the reports lie: without those at either end that are no more than a hundredth of all, and farther from
 * the rest than the rest is long.
 */
export const bulk = (spans: readonly { readonly at: number; readonly reports: number }[]) => {
  const at = (i: number): number => spans[i]?.at ?? 0
  let left = spans.reduce((sum, { reports }) => sum + reports, 0) / 100
  let [from, to] = [0, spans.length]
  let outside = 0
  const cut = (i: number, rest: number, gap: number): boolean => {
    const { reports = 0 } = spans[i] ?? {}
    if (to - from < 2 || reports > left || gap <= Math.max(rest, 4 * weekMs)) return false
    left -= reports
    outside += reports
    return true
  }
  for (;;) {
    if (cut(from, at(to - 1) - at(from + 1), at(from + 1) - at(from))) from += 1
    else if (cut(to - 1, at(to - 2) - at(from), at(to - 1) - at(to - 2))) to -= 1
    else return { from, to, outside }
  }
}
