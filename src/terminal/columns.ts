import stringWidth from 'string-width'

export type Align = 'left' | 'right'

/** Spaces between two columns. */
const gap = '  '

/**
 * Rows of cells as lines of aligned columns. With a width, in columns of the terminal, the last column is cut to fit,
 * and what is still too wide is left to the terminal.
 */
export const columns = (
  rows: readonly (readonly string[])[],
  align: readonly Align[] = [],
  width = Number.POSITIVE_INFINITY,
): string[] => {
  const widths: number[] = []
  for (const row of rows)
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, stringWidth(cell))
    })
  const before = widths.slice(0, -1).reduce((sum, each) => sum + each + gap.length, 0)
  return rows.map(row =>
    row
      .map((cell, i) => {
        const last = i === widths.length - 1
        if (last && align[i] !== 'right') return cut(cell, Math.max(width - before, 1))
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
