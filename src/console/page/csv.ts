// https://www.rfc-editor.org/rfc/rfc4180, with line ends as clipboards have them

/** Lines of cells as CSV. */
export const csv = (lines: readonly (readonly (string | number | boolean | null)[])[]): string =>
  `${lines.map(cells => cells.map(cell).join(',')).join('\n')}\n`

const cell = (value: string | number | boolean | null): string => {
  const text = value === null ? '' : `${value}`
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
