// Percentages as a small picture made of characters.

const eighths = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']

/**
 * Values from 0 to 100 as bars side by side, in so many lines, under an axis that names 100 and 0. Values that
 * are more than the width holds are thinned to the last ones. `undefined` leaves a gap.
 */
export const plot = (
  values: readonly (number | undefined)[],
  { width = 72, height = 6 }: { readonly width?: number; readonly height?: number } = {},
): string[] => {
  const shown = values.slice(-width)
  return Array.from({ length: height }, (_, line) => {
    const floor = ((height - 1 - line) * 100) / height
    const label = line === 0 ? '100 %' : line === height - 1 ? '  0 %' : '     '
    const bars = shown.map(value => {
      if (value === undefined) return ' '
      const filled = Math.round(((value - floor) / 100) * height * 8)
      // a rate of 0 is still a rate: a line at the bottom tells it from a gap
      return eighths[Math.max(line === height - 1 ? 1 : 0, Math.min(8, filled))]
    })
    return `${label} ┤${bars.join('')}`.trimEnd()
  })
}

/** How many of something there are in each class, as horizontal bars no longer than the width. */
export const histogram = (
  classes: readonly { readonly label: string; readonly count: number }[],
  { width = 40 }: { readonly width?: number } = {},
): string[] => {
  const most = Math.max(1, ...classes.map(({ count }) => count))
  const label = Math.max(...classes.map(each => each.label.length))
  return classes.map(each => {
    const length = Math.round((each.count / most) * width * 8)
    const bar = '█'.repeat(Math.floor(length / 8)) + (length % 8 ? horizontal[length % 8] : '')
    return `${each.label.padStart(label)}  ${each.count > 0 && bar === '' ? '▏' : bar} ${each.count}`
  })
}

const horizontal = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']
