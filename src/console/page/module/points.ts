// A module's reports as a chart takes them. Pure.

import type { ModuleRow } from '../../wire-module.ts'

const year = 365 * 86_400

/** Longer than a fleet has reported for: some clock was wrong, and would press all others together. s */
const longest = 50 * year

/** How the reports lie beside each other: by their times, or each beside the one before it. */
export type Spacing = 'time' | 'place'

/** By their times, unless one has none, or they are too far apart for a picture. */
export const spacingOf = (reports: readonly ModuleRow[]): Spacing => {
  const first = reports[0]?.at
  const last = reports.at(-1)?.at
  const near = typeof first === 'number' && typeof last === 'number' && (last - first) / 1000 <= longest
  return near ? 'time' : 'place'
}

/** Where they lie: s since 1970, or 1, 2, 3 … */
export const placesOf = (reports: readonly ModuleRow[], spacing: Spacing): number[] =>
  reports.map(({ at }, i) => (spacing === 'time' ? (at ?? 0) / 1000 : i + 1))

export type Summary = {
  readonly last: ModuleRow | undefined
  readonly resets: number
  /** Messages that came after their report's rate was published, as far as it is known. */
  readonly late: number
}

/** What stands above the charts. `last` is the last report with a rate. */
export const summaryOf = (reports: readonly ModuleRow[]): Summary => ({
  last: reports.findLast(({ rate }) => rate !== null),
  resets: reports.filter(({ reset }) => reset).length,
  late: reports.reduce((sum, { late }) => sum + late, 0),
})
