// A table's rows, a page at a time.

import { useState } from 'preact/hooks'
import type { Rows as Page, Row, RowKey } from '../../wire-hops.ts'
import { useAnswer } from '../ask.ts'
import { Shown } from '../known.tsx'
import { addressOf } from '../place.ts'
import { dateOf } from './clock.ts'
import { counted, whole } from './figures.ts'

type Match = 'is' | 'begins'
type Search = { readonly module: string; readonly match: Match }

export const Rows = ({ table, unit }: { readonly table: string; readonly unit: string }) => {
  const [search, setSearch] = useState<Search>({ module: '', match: 'is' })
  const [typed, setTyped] = useState(search)
  // where each page that was turned to begins
  const [pages, setPages] = useState<readonly RowKey[]>([])
  const [again, setAgain] = useState(0)
  const page = useAnswer<Page>(`/api/rows?${queryOf(table, search, pages.at(-1))}`, again)
  const look = (wanted: Search): void => {
    setTyped(wanted)
    setSearch(wanted)
    setPages([])
    setAgain(again + 1)
  }
  const submit = (event: Event): void => {
    event.preventDefault()
    look(typed)
  }
  return (
    <>
      <h4>Rows</h4>
      <form class="search" onSubmit={submit}>
        <label class="field">
          Module
          <select
            value={typed.match}
            onChange={event => setTyped({ ...typed, match: event.currentTarget.value as Match })}
          >
            <option value="is">is</option>
            <option value="begins">begins with</option>
          </select>
        </label>
        <input
          aria-label="Name of a module"
          placeholder="all"
          value={typed.module}
          onInput={event => setTyped({ ...typed, module: event.currentTarget.value })}
        />
        <button type="submit">Look</button>
      </form>
      <p class="hint">
        {search.module !== '' && search.match === 'is' ? (
          <>
            The newest first. <a href={addressOf('module', search.module)}>The module’s own view</a>
          </>
        ) : (
          'In DynamoDB’s own order, which has nothing to do with time. Of one module, the newest come first.'
        )}
      </p>
      <Shown known={page}>
        {value => (
          <>
            <Table rows={value.rows} unit={unit} onModule={module => look({ module, match: 'is' })} />
            <div class="row">
              <button
                type="button"
                disabled={pages.length === 0}
                onClick={() => setPages(pages.slice(0, -1))}
              >
                Page before
              </button>
              <button
                type="button"
                disabled={!value.after}
                onClick={() => value.after && setPages([...pages, value.after])}
              >
                {value.rows.length === 0 && value.after ? 'Look further' : 'Next page'}
              </button>
              <p class="hint end" role="status">
                Page {pages.length + 1}: {counted(value.rows.length, 'row')}
                {value.read > value.rows.length ? ` of ${whole(value.read)} read` : ''}, {value.units} read
                units.
              </p>
            </div>
          </>
        )}
      </Shown>
    </>
  )
}

const queryOf = (table: string, { module, match }: Search, after: RowKey | undefined): string =>
  `${new URLSearchParams({
    table,
    module,
    match,
    ...(after ? { afterModule: after.module, afterTimestamp: after.timestamp } : {}),
  })}`

const key = ['moduleId', 'timestamp']

const Table = ({
  rows,
  unit,
  onModule,
}: {
  readonly rows: readonly Row[]
  readonly unit: string
  readonly onModule: (module: string) => void
}) => {
  if (rows.length === 0) return <p class="quiet">No row.</p>
  const others = [...new Set(rows.flatMap(Object.keys))].filter(name => !key.includes(name)).sort()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard (WCAG 2.1.1)
    <section class="table" aria-label="Rows" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">moduleId</th>
            <th scope="col">timestamp</th>
            <th scope="col">as a date</th>
            {others.map(name => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={`${row.moduleId} ${row.timestamp}`}>
              <td>
                <button
                  type="button"
                  class="plain"
                  title={row.moduleId}
                  onClick={() => onModule(row.moduleId ?? '')}
                >
                  {row.moduleId}
                </button>
              </td>
              <td class="mono">{row.timestamp}</td>
              <td class="quiet">{dateOf(row.timestamp ?? '0', unit) ?? '–'}</td>
              {others.map(name => (
                <td key={name} class="mono">
                  {row[name] ?? ''}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
