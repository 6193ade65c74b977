// What axes of the console's charts have in common.

import type uPlot from 'uplot'
import { dateTicks } from './date-ticks.ts'
import type { Palette } from './palette.ts'

const plain = ({ quiet, line, font }: Palette) => ({
  stroke: quiet,
  font,
  grid: { stroke: line, width: 1 },
  ticks: { show: false },
})

/** Times in s since 1970, in UTC. */
export const timeAxis = (palette: Palette): uPlot.Axis => ({
  ...plain(palette),
  grid: { show: false },
  space: 72,
  size: 40,
  values: (_, splits, __, ___, step) => dateTicks(splits, step),
})

/** Whole numbers: the places of reports. */
export const placeAxis = (palette: Palette): uPlot.Axis => ({
  ...plain(palette),
  grid: { show: false },
  space: 56,
  size: 40,
  incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 50_000, 100_000],
})

export const percentAxis = (palette: Palette): uPlot.Axis => ({
  ...plain(palette),
  size: 52,
  space: 32,
  values: (_, splits) => splits.map(split => (split > 100 ? '' : `${Number(split.toFixed(3))} %`)),
})

const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })

export const countAxis = (palette: Palette): uPlot.Axis => ({
  ...plain(palette),
  size: 52,
  space: 32,
  values: (_, splits) => splits.map(split => (Number.isInteger(split) ? short.format(split) : '')),
})

/** From a whole number below the least up to 100 %, with room for a line at 100. */
export const percentRange = (_: uPlot, least: number | null): uPlot.Range.MinMax => {
  const step = (least ?? 0) >= 95 ? 1 : (least ?? 0) >= 80 ? 5 : 10
  const from = Math.max(0, Math.floor(((least ?? 0) - step / 4) / step) * step)
  return [from, 100 + (100 - from) / 40]
}

/** From 0 up, with room above. */
export const countRange = (_: uPlot, __: number | null, most: number | null): uPlot.Range.MinMax => [
  0,
  Math.max(1, (most ?? 0) * 1.06),
]
