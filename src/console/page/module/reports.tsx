// A module's reports, newest first: what the charts show, and how late messages came.

import type { ModuleRow } from '../../wire-module.ts'
import { copyText } from '../copy.tsx'
import { csv } from '../csv.ts'
import { count, counted, isoTime, percent, time } from '../figures.ts'
import { type Column, Grid } from '../grid/grid.tsx'

const figure = (value: number | null | undefined) => ({
  shown: value === null || value === undefined ? '' : count(value),
  copied: value === null || value === undefined ? '' : `${value}`,
})

const numbers = (
  title: string,
  width: number,
  hint: string,
  of: (row: ModuleRow) => number | null | undefined,
): Column<ModuleRow> => ({
  title,
  width,
  number: true,
  hint,
  shows: row => figure(of(row)).shown,
  copies: row => figure(of(row)).copied,
})

const percents = (
  title: string,
  hint: string,
  of: (row: ModuleRow) => number | undefined,
): Column<ModuleRow> => {
  const text = (row: ModuleRow, write: (value: number) => string): string => {
    const value = of(row)
    return value === undefined ? '' : write(value)
  }
  return {
    title,
    width: 5.7,
    number: true,
    hint,
    shows: row => text(row, percent),
    copies: row => text(row, value => `${value}`),
  }
}

const columns: readonly Column<ModuleRow>[] = [
  {
    title: 'time (UTC)',
    width: 10.5,
    shows: ({ at, timestamp }) => (at === null ? timestamp : time(at)),
    copies: ({ at, timestamp }) => (at === null ? timestamp : isoTime(at)),
  },
  percents('rate %', 'As published', ({ rate }) => rate?.rate),
  percents('at least %', 'What of the rate is certain', ({ rate }) =>
    rate && rate.lowerBound < rate.rate ? rate.lowerBound : undefined,
  ),
  numbers('received', 5.3, 'Since the counter began', ({ rate }) => rate?.received),
  {
    title: 'attempts',
    width: 5.5,
    number: true,
    hint: 'As the module reported them; ↺: a reset of its counter lies before',
    shows: ({ reset, attempts }) => (
      <>
        {reset && (
          <span class="warn" role="img" aria-label="after a reset">
            ↺{' '}
          </span>
        )}
        {count(attempts)}
      </>
    ),
    copies: ({ attempts }) => `${attempts}`,
  },
  {
    title: 'quality',
    width: 8.6,
    shows: ({ rate }) =>
      rate ? (
        <>
          <span class={`quality dot ${rate.quality}`} aria-hidden="true" /> {rate.quality}
        </>
      ) : (
        'not published yet'
      ),
    copies: ({ rate }) => rate?.quality ?? '',
  },
  numbers(
    'window',
    4.6,
    'Messages since the report before, as they were last counted',
    ({ window }) => window,
  ),
  numbers('a day late', 5.7, 'Deliveries a day or more after their timestamp, and after this report', row =>
    row.late === 0 ? null : row.late,
  ),
  numbers('came since', 6, 'Messages up to this report that came after its rate was published', row =>
    row.since === 0 ? null : row.since,
  ),
  {
    title: 'timestamp',
    width: 11.5,
    number: true,
    hint: 'As the module gave it',
    shows: ({ timestamp }) => timestamp,
    copies: ({ timestamp }) => timestamp,
  },
]

type Props = {
  readonly module: string
  /** Oldest first. */
  readonly reports: readonly ModuleRow[]
  /** The place, from the oldest, of the one that was chosen in a chart. */
  readonly chosen: number | undefined
}

export const Reports = ({ module, reports, chosen }: Props) => {
  const newest = [...reports].reverse()
  const uncounted = reports.reduce((sum, row) => sum + row.uncounted, 0)
  return (
    <section class="card" aria-labelledby="reports">
      <div class="heading">
        <h3 id="reports">Reports, newest first</h3>
        <p class="quiet small">{counted(reports.length, 'report')}</p>
        <button
          type="button"
          class="plain end"
          onClick={() => copyText(asCsv(module, reports), `${counted(reports.length, 'report')} as CSV`)}
        >
          Copy all as CSV
        </button>
      </div>
      <Grid
        name={`module ${module}`}
        label="Reports, newest first"
        rows={newest}
        columns={columns}
        marked={chosen === undefined ? undefined : reports.length - 1 - chosen}
      />
      {uncounted > 0 && (
        <p class="hint">
          {counted(uncounted, 'late delivery', 'late deliveries')} came after the last count of{' '}
          {uncounted === 1 ? 'its window' : 'their windows'}. A later report before the next reset counts
          them.
        </p>
      )}
      <details>
        <summary>What is known of late messages</summary>
        <p class="hint prose">
          The tables hold no message’s arrival. <b>a day late</b> counts deliveries that came a day or more
          after their timestamp and after their report; a message delivered twice counts twice.{' '}
          <b>came since</b> is how many messages of this epoch, up to this report’s timestamp, have been
          counted since its rate was published, however late: they are in the sums of the later reports. It
          grows when a later report has the windows counted again, and stays empty where nothing came or
          nothing can be told.
        </p>
      </details>
    </section>
  )
}

const asCsv = (module: string, reports: readonly ModuleRow[]): string =>
  csv([
    [
      'moduleid',
      'timestamp',
      'attempts',
      'received',
      'success_rate',
      'lower_bound',
      'quality',
      'reset',
      'window',
      'a_day_late',
      'came_since',
    ],
    ...reports.map(({ timestamp, attempts, rate, reset, window, late, since }) => [
      module,
      timestamp,
      attempts,
      rate?.received ?? null,
      rate?.rate ?? null,
      rate?.lowerBound ?? null,
      rate?.quality ?? null,
      reset,
      window,
      late,
      since,
    ]),
  ])
