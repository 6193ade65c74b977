import stringWidth from 'string-width'

export type Align = 'left' | 'right'

/** What becomes of a table that is wider than the terminal. */
export type Yielding = {
  /** The columns that are left out, the first of these first, for as long as the table is too wide. */
  readonly leaveOut?: readonly number[]
  /** The column that is cut after that; the last unless given. */
  readonly cut?: number
  /** What the cut column keeps at least before another one is left out. */
  readonly least?: number
}

/** Spaces between two columns. */
const gap = '  '

/**
 * Rows of cells as lines of aligned columns that take at most `width` columns of the terminal, as far as `yielding`
 * allows it: what is still too wide is left to the terminal.
 */
export const columns = (
  rows: readonly (readonly string[])[],
  align: readonly Align[] = [],
  width = Number.POSITIVE_INFINITY,
  { leaveOut = [], cut: giving, least = 1 }: Yielding = {},
): string[] => {
  const widths: number[] = []
  for (const row of rows)
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, stringWidth(cell))
    })
  const cutAt = giving ?? widths.length - 1
  let shown = widths.map((_, i) => i)
  const room = () =>
    width -
    shown.reduce((sum, i) => sum + (i === cutAt ? 0 : (widths[i] ?? 0)), gap.length * (shown.length - 1))
  for (const column of leaveOut) {
    if (room() >= Math.min(least, widths[cutAt] ?? 0)) break
    shown = shown.filter(i => i !== column)
  }
  // a number that lost its end would be another number
  if (align[cutAt] !== 'right') widths[cutAt] = Math.min(widths[cutAt] ?? 0, Math.max(room(), 1))
  return rows.map(row =>
    shown
      .filter(i => i < row.length)
      .map(i => {
        const cell = cut(row[i] ?? '', widths[i] ?? 0)
        const space = ' '.repeat((widths[i] ?? 0) - stringWidth(cell))
        return align[i] === 'right' ? space + cell : cell + space
      })
      .join(gap)
      .trimEnd(),
  )
}

/** A text that takes at most so many columns, with an ellipsis where something was cut off. */
export const cut = (text: string, width: number): string => {
  if (stringWidth(text) <= width) return text
  let kept = ''
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (stringWidth(kept + segment) > width - 1) break
    kept += segment
  }
  return `${kept}…`
}
