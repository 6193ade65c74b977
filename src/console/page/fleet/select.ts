// Which modules are shown, and in which order. Pure.

import type { FleetRow, Quality } from '../../wire-fleet.ts'
import { ranked } from '../figures.ts'

export type Wanted = {
  /** A part of the name; letters of either case. */
  readonly search: string
  /** None for all. */
  readonly quality: Quality | null
  /** Percent; null for all. */
  readonly below: number | null
  readonly order: Order
  readonly descending: boolean
}

export type Order = 'module' | 'rate' | 'at'

/** The rows that are wanted. The name decides between equals, so that the same fleet shows the same. */
export const select = (rows: readonly FleetRow[], wanted: Wanted): readonly FleetRow[] => {
  const { quality, below, order, descending } = wanted
  const search = wanted.search.toLowerCase()
  const sign = descending ? -1 : 1
  return rows
    .filter(
      row =>
        (quality === null || row.quality === quality) &&
        (below === null || row.rate < below) &&
        (search === '' || row.module.toLowerCase().includes(search)),
    )
    .sort((a, b) => {
      const first = order === 'module' ? 0 : keyOf(a, order) - keyOf(b, order)
      if (first !== 0) return sign * first
      const named = a.module < b.module ? -1 : 1
      return order === 'module' ? sign * named : named
    })
}

// what lies beyond all calendars comes last
const keyOf = (row: FleetRow, order: 'rate' | 'at'): number =>
  order === 'rate' ? row.rate : (row.at ?? Number.MAX_SAFE_INTEGER)

/** How many classes a histogram has, each of 5 %. */
export const classes = 20

/** How many of the rates are in each class; 100 % belongs to the last one. */
export const histogram = (rates: readonly number[]): readonly number[] => {
  const counts = Array.from({ length: classes }, () => 0)
  for (const rate of rates) {
    const place = Math.min(classes - 1, Math.floor((rate * classes) / 100))
    counts[place] = (counts[place] ?? 0) + 1
  }
  return counts
}

export const classFrom = (place: number): number => (place * 100) / classes

export const qualities = ['exact', 'assumed-start', 'upper-bound', 'no-attempts'] as const

/** How many rows have each quality. */
export const byQuality = (rows: readonly FleetRow[]): Readonly<Record<Quality, number>> => {
  const counts = { exact: 0, 'assumed-start': 0, 'upper-bound': 0, 'no-attempts': 0 }
  for (const { quality } of rows) counts[quality] += 1
  return counts
}

export type Spread = { readonly p10: number; readonly p50: number; readonly p90: number }

/** Percentiles of the last rates; undefined for none. */
export const spreadOf = (rates: readonly number[]): Spread | undefined => {
  const sorted = [...rates].sort((a, b) => a - b)
  const [p10, p50, p90] = [ranked(sorted, 0.1), ranked(sorted, 0.5), ranked(sorted, 0.9)]
  return p10 === undefined || p50 === undefined || p90 === undefined ? undefined : { p10, p50, p90 }
}
