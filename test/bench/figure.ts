/** One line of the table: what was measured, against what, and the target that it is held to. */
export type Figure = {
  readonly section: string
  readonly what: string
  /** In ms, or in `unit`. */
  readonly ms: number
  readonly unit?: 'ms' | 'MB' | 'bytes' | 'dollars' | 'units'
  /** What it is compared with, where the target is a ratio. */
  readonly baseMs?: number
  /** How many messages took that long. */
  readonly count?: number
  /** What nothing that does the same could go below, in words, with what was measured of it. */
  readonly floor?: string
  readonly target?:
    | { readonly ratio: number }
    /** Undefined: only told. */
    | { readonly timesFaster: number | undefined }
    /** The same of what is no time. */
    | { readonly timesLess: number }
    | { readonly ms: number }
    | { readonly msOverBase: number | undefined }
    | { readonly perSecond: number }
    /** In the figure's own unit, as in the next. */
    | { readonly most: number }
    | { readonly least: number }
}

type Verdict = { readonly shown: string; readonly limit: string; readonly met: boolean | undefined }

const verdict = ({
  ms,
  unit = 'ms',
  baseMs = Number.NaN,
  count = Number.NaN,
  target,
}: Figure): Verdict | undefined => {
  if (!target) return undefined
  const most = (value: number, limit: number | undefined, unit: string, digits = 1): Verdict => ({
    shown: `${value.toFixed(digits)} ${unit}`,
    limit: limit === undefined ? '' : `≤ ${limit} ${unit}`,
    met: limit === undefined ? undefined : value <= limit,
  })
  const least = (value: number, limit: number | undefined, unit: string, digits = 0): Verdict => ({
    shown: `${value.toFixed(digits)} ${unit}`,
    limit: limit === undefined ? '' : `≥ ${limit} ${unit}`,
    met: limit === undefined ? undefined : value >= limit,
  })
  if ('ratio' in target) return most(ms / baseMs, target.ratio, '×', 2)
  if ('ms' in target) return most(ms, target.ms, 'ms')
  if ('msOverBase' in target) return most(ms - baseMs, target.msOverBase, 'ms')
  if ('most' in target) return most(ms, target.most, unit, 2)
  if ('least' in target) return least(ms, target.least, unit, 2)
  if ('timesFaster' in target) return least(baseMs / ms, target.timesFaster, '× faster', 1)
  if ('timesLess' in target) return least(baseMs / ms, target.timesLess, '× less', 1)
  return least((1000 * count) / ms, target.perSecond, 'a second')
}

const word = (met: boolean | undefined): string => (met === undefined ? '' : met ? 'met' : 'MISSED')

/** The first lines of a table of Markdown. */
export const head =
  '| measured | figure | base | result | target | | physical floor |\n|---|---|---|---|---|---|---|'

/** The line of a figure in that table. */
export const row = (figure: Figure): string => {
  const { what, ms, unit = 'ms', baseMs, count, floor = '' } = figure
  const base =
    baseMs === undefined
      ? count
        ? `${count} messages`
        : ''
      : `${baseMs.toFixed(unit === 'dollars' ? 2 : 1)} ${unit}`
  const digits = ms < 10 ? 2 : 1
  const found = verdict(figure)
  const result = found ? `${found.shown} | ${found.limit} | ${word(found.met)}` : '| |'
  return `| ${what} | ${ms.toFixed(digits)} ${unit} | ${base} | ${result} | ${floor} |`
}
