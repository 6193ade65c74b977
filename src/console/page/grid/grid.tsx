// A table of any length: only the rows in view are in the document. One stop of the tab key; arrows go from cell to
// cell, Enter follows a link or copies a figure. https://www.w3.org/WAI/ARIA/apg/patterns/grid/

import { Component, type ComponentChildren } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { copyText } from '../copy.tsx'
import { type Cell, cellAfter, rowsInView } from './moves.ts'

export type Column<Row> = {
  readonly title: string
  /** The least width in rem; what is left is shared out likewise. */
  readonly width: number
  readonly number?: boolean
  readonly shows: (row: Row) => ComponentChildren
  /** What a click copies: the figure with all its digits. Nothing for an empty cell. */
  readonly copies: (row: Row) => string
  /** Where the cell leads instead. */
  readonly href?: (row: Row) => string
  readonly hint?: string
  /** The column can put the rows in its order. */
  readonly sorts?: boolean
}

type Props<Row> = {
  /** What its place is remembered under. */
  readonly name: string
  readonly label: string
  readonly rows: readonly Row[]
  readonly columns: readonly Column<Row>[]
  readonly sorted?: { readonly column: number; readonly descending: boolean }
  readonly onSort?: (column: number) => void
  /** A row to bring into view, and to mark. */
  readonly marked?: number | undefined
}

const rowHeight = 34
/** Rows beyond either end of the view, so that scrolling has something to show before the next frame. */
const beyond = 8
/** Rows that it is scrolled by until others are drawn; fewer than there are beyond the view. */
const step = 4 * rowHeight

/** Where each grid was scrolled to, for whoever comes back to it. */
const places = new Map<string, number>()

export const Grid = <Row,>({ name, label, rows, columns, sorted, onSort, marked }: Props<Row>) => {
  const box = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(places.get(name) ?? 0)
  const [active, setActive] = useState<Cell>({ row: 0, column: 0 })
  const moving = useRef(false)
  const focused = useRef(false)
  const at: Cell = { row: Math.min(active.row, rows.length - 1), column: active.column }
  const height = box.current?.clientHeight ?? 600
  const view = rowsInView({ top, height, rowHeight, count: rows.length, beyond, also: at.row })

  useLayoutEffect(() => {
    if (box.current) box.current.scrollTop = places.get(name) ?? 0
  }, [])

  const reveal = (row: number): void => {
    const element = box.current
    if (!element) return
    const space = element.clientHeight - 2 * rowHeight
    const wanted = Math.min(row * rowHeight, Math.max(element.scrollTop, row * rowHeight - space))
    if (wanted !== element.scrollTop) element.scrollTop = wanted
    setTop(element.scrollTop)
  }

  useLayoutEffect(() => {
    if (marked !== undefined) reveal(marked)
  }, [marked])

  useLayoutEffect(() => {
    const cell = box.current?.querySelector<HTMLElement>('[data-active]')
    // a row that is put elsewhere in the document loses the focus
    if (moving.current || (focused.current && document.activeElement === document.body))
      cell?.focus({ preventScroll: true })
    if (moving.current) cell?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    moving.current = false
  })

  const onKeyDown = (event: KeyboardEvent): void => {
    if (!(event.target as HTMLElement).closest('td')) return
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / rowHeight) - 2)
    const next = cellAfter(event, at, { rows: rows.length, columns: columns.length, page })
    if (!next) return
    event.preventDefault()
    moving.current = true
    setActive(next)
    reveal(next.row)
  }

  return (
    <div
      ref={box}
      class="grid"
      onScroll={({ currentTarget }) => {
        places.set(name, currentTarget.scrollTop)
        setTop(Math.floor(currentTarget.scrollTop / step) * step)
      }}
    >
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: as the pattern above has it
        role="grid"
        aria-label={label}
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length}
        style={{ minWidth: `${columns.reduce((sum, { width }) => sum + width, 0)}rem` }}
        onKeyDown={onKeyDown}
        onFocusIn={() => {
          focused.current = true
        }}
        onFocusOut={({ relatedTarget }) => {
          if (relatedTarget) focused.current = false
        }}
      >
        <colgroup>
          {columns.map(({ title, width }) => (
            <col key={title} style={{ width: `${width}rem` }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column, place) => (
              <Head
                key={column.title}
                column={column}
                sorted={sorted?.column === place ? sorted : undefined}
                onSort={() => onSort?.(place)}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {view.map((index, i) => [
            <Gap key={`before ${index}`} rows={index - (view[i - 1] ?? -1) - 1} columns={columns.length} />,
            <GridRow
              key={index}
              index={index}
              row={rows[index] as Row}
              columns={columns}
              active={index === at.row ? at.column : undefined}
              marked={index === marked}
              onActive={setActive}
            />,
          ])}
          <Gap rows={rows.length - (view.at(-1) ?? -1) - 1} columns={columns.length} />
        </tbody>
      </table>
    </div>
  )
}

/** The room of rows that are not in the document. */
const Gap = ({ rows, columns }: { readonly rows: number; readonly columns: number }) =>
  rows > 0 ? (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it takes the focus
    <tr aria-hidden="true" class="gap">
      <td colSpan={columns} style={{ height: `${rows * rowHeight}px` }} />
    </tr>
  ) : null

type HeadProps<Row> = {
  readonly column: Column<Row>
  readonly sorted: { readonly descending: boolean } | undefined
  readonly onSort: () => void
}

const Head = <Row,>({ column: { title, number, hint, sorts }, sorted, onSort }: HeadProps<Row>) => (
  <th
    scope="col"
    class={number ? 'number' : undefined}
    title={hint}
    aria-sort={sorted && (sorted.descending ? 'descending' : 'ascending')}
  >
    {sorts ? (
      <button type="button" class="sorts" onClick={onSort}>
        {title}
      </button>
    ) : (
      title
    )}
  </th>
)

type RowProps<Row> = {
  readonly index: number
  readonly row: Row
  readonly columns: readonly Column<Row>[]
  /** The place of the cell that the tab key leads to. */
  readonly active: number | undefined
  readonly marked: boolean
  readonly onActive: (cell: Cell) => void
}

/** A row, which is drawn again only when something of it has changed: scrolling changes the others. */
class GridRow<Row> extends Component<RowProps<Row>> {
  override shouldComponentUpdate(next: RowProps<Row>): boolean {
    const { row, columns, active, marked } = this.props
    return row !== next.row || columns !== next.columns || active !== next.active || marked !== next.marked
  }

  override render({ index, row, columns, active, marked, onActive }: RowProps<Row>) {
    return (
      <tr aria-rowindex={index + 2} class={marked ? 'marked' : undefined}>
        {columns.map((column, place) => (
          <GridCell
            key={column.title}
            column={column}
            row={row}
            active={place === active}
            onFocus={() => onActive({ row: index, column: place })}
          />
        ))}
      </tr>
    )
  }
}

type CellProps<Row> = {
  readonly column: Column<Row>
  readonly row: Row
  readonly active: boolean
  readonly onFocus: () => void
}

const GridCell = <Row,>({ column, row, active, onFocus }: CellProps<Row>) => {
  const { number, shows, copies, href } = column
  const text = copies(row)
  const content = shows(row)
  const shared = {
    'aria-label': content === '' ? 'none' : undefined,
    tabIndex: active ? 0 : -1,
    'data-active': active || undefined,
    onFocus: active ? undefined : onFocus,
    // what is cut, or has more digits
    title: href || (typeof content === 'string' && content !== text) ? text : undefined,
  }
  return (
    <td class={number ? 'number' : undefined}>
      {href ? (
        <a {...shared} href={href(row)}>
          {content}
        </a>
      ) : (
        <button {...shared} type="button" class="copies" onClick={() => text && copyText(text)}>
          {content}
        </button>
      )}
    </td>
  )
}
