// The modules, worst first.

import { signal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import type { FleetRow } from '../../wire-fleet.ts'
import { copyText } from '../copy.tsx'
import { csv } from '../csv.ts'
import { count, counted, isoTime, percent, time } from '../figures.ts'
import { type Column, Grid } from '../grid/grid.tsx'
import { addressOf } from '../place.ts'
import { type Order, select, type Wanted } from './select.ts'

/** Outlives the view: whoever comes back from a module finds the list as it was. */
export const wanted = signal<Wanted>({
  search: '',
  quality: null,
  below: null,
  order: 'rate',
  descending: false,
})

export const want = (change: Partial<Wanted>): void => {
  wanted.value = { ...wanted.value, ...change }
}

const columns: readonly (Column<FleetRow> & { readonly order?: Order })[] = [
  {
    title: 'module',
    width: 9,
    order: 'module',
    sorts: true,
    shows: ({ module }) => <bdi>{module}</bdi>,
    copies: ({ module }) => module,
    href: ({ module }) => addressOf('module', module),
  },
  {
    title: 'rate %',
    width: 5.5,
    number: true,
    order: 'rate',
    sorts: true,
    shows: ({ rate }) => percent(rate),
    copies: ({ rate }) => `${rate}`,
  },
  {
    title: 'at least %',
    width: 5.5,
    number: true,
    hint: 'What of the rate is certain',
    shows: ({ rate, lowerBound }) => (lowerBound < rate ? percent(lowerBound) : ''),
    copies: ({ rate, lowerBound }) => (lowerBound < rate ? `${lowerBound}` : ''),
  },
  {
    title: 'received',
    width: 6.8,
    number: true,
    shows: ({ received }) => count(received),
    copies: ({ received }) => `${received}`,
  },
  {
    title: 'attempts',
    width: 6.8,
    number: true,
    shows: ({ attempts }) => count(attempts),
    copies: ({ attempts }) => `${attempts}`,
  },
  {
    title: 'quality',
    width: 8.5,
    shows: ({ quality }) => (
      <>
        <span class={`quality dot ${quality}`} aria-hidden="true" /> {quality}
      </>
    ),
    copies: ({ quality }) => quality,
  },
  {
    title: 'last report',
    width: 12,
    number: true,
    order: 'at',
    sorts: true,
    hint: 'The timestamp as the module gave it',
    shows: ({ timestamp }) => timestamp,
    copies: ({ timestamp }) => timestamp,
  },
  {
    title: 'time (UTC)',
    width: 10.5,
    shows: ({ at }) => time(at),
    copies: ({ at }) => isoTime(at),
  },
]

export const Modules = ({ rows }: { readonly rows: readonly FleetRow[] }) => {
  const { search, quality, below, order, descending } = wanted.value
  const shown = useMemo(() => select(rows, wanted.value), [rows, wanted.value])
  const narrowed = shown.length < rows.length
  return (
    <section class="card" aria-labelledby="modules">
      <div class="heading">
        <h3 id="modules">{order === 'rate' && !descending ? 'Modules, worst first' : 'Modules'}</h3>
        <p class="quiet small" role="status">
          {narrowed
            ? `${count(shown.length)} of ${counted(rows.length, 'module')}`
            : counted(rows.length, 'module')}
        </p>
        <button
          type="button"
          class="plain end"
          disabled={shown.length === 0}
          onClick={() => copyText(asCsv(shown), `${counted(shown.length, 'module')} as CSV`)}
        >
          Copy {narrowed ? 'these' : 'all'} as CSV
        </button>
      </div>
      <search class="row filters">
        <label class="field">
          Name
          <input
            type="search"
            value={search}
            placeholder="a part of it"
            autocomplete="off"
            spellcheck={false}
            onInput={({ currentTarget }) => want({ search: currentTarget.value })}
          />
        </label>
        <label class="field short">
          Below, in %
          <input
            type="number"
            min="0"
            max="101"
            step="any"
            value={below ?? ''}
            onInput={({ currentTarget: { value } }) => want({ below: value === '' ? null : Number(value) })}
          />
        </label>
        {(search || below !== null || quality !== null) && (
          <button
            type="button"
            class="plain"
            onClick={() => want({ search: '', below: null, quality: null })}
          >
            Show all
          </button>
        )}
      </search>
      {shown.length === 0 ? (
        <p class="quiet">No module is like that.</p>
      ) : (
        <Grid
          name="fleet"
          label="Modules"
          rows={shown}
          columns={columns}
          sorted={{ column: columns.findIndex(column => column.order === order), descending }}
          onSort={place => {
            const next = columns[place]?.order ?? 'rate'
            want({ order: next, descending: next === order ? !descending : next === 'at' })
          }}
        />
      )}
    </section>
  )
}

const asCsv = (rows: readonly FleetRow[]): string =>
  csv([
    ['moduleid', 'timestamp', 'success_rate', 'lower_bound', 'received', 'attempts', 'quality'],
    ...rows.map(({ module, timestamp, rate, lowerBound, received, attempts, quality }) => [
      module,
      timestamp,
      rate,
      lowerBound,
      received,
      attempts,
      quality,
    ]),
  ])
