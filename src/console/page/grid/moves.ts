// Where the keys lead in a grid, and which of its rows are in view. Pure.

export type Cell = { readonly row: number; readonly column: number }

type Size = {
  readonly rows: number
  readonly columns: number
  /** Rows that PageUp and PageDown go. */
  readonly page: number
}

/** Of a KeyboardEvent. */
type Press = {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

/** The cell that a key leads to; undefined for a key that leads nowhere. */
export const cellAfter = (
  press: Press,
  { row, column }: Cell,
  { rows, columns, page }: Size,
): Cell | undefined => {
  const { key, altKey, shiftKey } = press
  if (altKey || shiftKey || rows === 0) return undefined
  const ends = press.ctrlKey || press.metaKey
  const to = (nextRow: number, nextColumn: number): Cell => ({
    row: Math.max(0, Math.min(rows - 1, nextRow)),
    column: Math.max(0, Math.min(columns - 1, nextColumn)),
  })
  if (key === 'Home') return to(ends ? 0 : row, 0)
  if (key === 'End') return to(ends ? rows - 1 : row, columns - 1)
  if (ends) return undefined
  if (key === 'ArrowDown') return to(row + 1, column)
  if (key === 'ArrowUp') return to(row - 1, column)
  if (key === 'ArrowRight') return to(row, column + 1)
  if (key === 'ArrowLeft') return to(row, column - 1)
  if (key === 'PageDown') return to(row + page, column)
  if (key === 'PageUp') return to(row - page, column)
  return undefined
}

type View = {
  /** How far it is scrolled, and how high it is, in px. */
  readonly top: number
  readonly height: number
  readonly rowHeight: number
  readonly count: number
  readonly beyond: number
  /** A row that stays, for it may have the focus. */
  readonly also: number
}

/** The rows to have in the document, in their order. */
export const rowsInView = ({ top, height, rowHeight, count, beyond, also }: View): readonly number[] => {
  const first = Math.max(0, Math.min(Math.floor(top / rowHeight) - beyond, count - 1))
  const end = Math.min(count, Math.ceil((top + height) / rowHeight) + beyond)
  const rows = Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i)
  if (also < 0 || also >= count) return rows
  if (also < first) return [also, ...rows]
  return also >= end ? [...rows, also] : rows
}
