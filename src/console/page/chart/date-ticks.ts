// What stands at an axis of time: dates as one reads them, in UTC, and what changes less often only where it does.

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const day = 86_400

/** Labels of times in s since 1970 that lie `step` seconds apart; a second line has the day or the year. */
export const dateTicks = (times: readonly number[], step: number): string[] => {
  let above = ''
  return times.map(time => {
    const date = new Date(time * 1000)
    const iso = Number.isNaN(date.getTime()) ? '' : date.toISOString()
    if (iso === '') return ''
    const year = `${date.getUTCFullYear()}`
    const inYear = `${date.getUTCDate()} ${months[date.getUTCMonth()]}`
    const [fine, coarse] =
      step < 60
        ? [iso.slice(11, 19), inYear]
        : step < day
          ? [iso.slice(11, 16), inYear]
          : step < 360 * day
            ? [inYear, year]
            : [year, '']
    const changed = coarse !== above
    above = coarse
    return changed && coarse !== '' ? `${fine}\n${coarse}` : fine
  })
}
