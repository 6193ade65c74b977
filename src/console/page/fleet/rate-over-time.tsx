// The fleet's rates over time: the median, and between which rates most of the fleet lies.

import { useMemo, useState } from 'preact/hooks'
import type uPlot from 'uplot'
import type { FleetHistory } from '../../wire-fleet.ts'
import { percentAxis, percentRange, timeAxis } from '../chart/axes.ts'
import { Chart, type ChartOptions } from '../chart/chart.tsx'
import { faint, type Palette } from '../chart/palette.ts'
import { Readout } from '../chart/readout.tsx'
import { count, counted, isoTime, time } from '../figures.ts'
import { type Column, Grid } from '../grid/grid.tsx'

const options = (palette: Palette): ChartOptions => {
  const { 'chart-1': colour } = palette
  const edge = { stroke: faint(colour, 0.45), width: 1, points: { show: false } }
  return {
    scales: { x: { time: true }, y: { range: percentRange } },
    axes: [timeAxis(palette), percentAxis(palette)],
    series: [
      {},
      { ...edge, label: 'p90' },
      { label: 'median', stroke: colour, width: 2, points: { size: 6, fill: colour } },
      { ...edge, label: 'p10' },
    ],
    bands: [{ series: [1, 3], fill: faint(colour, 0.16) }],
  }
}

export const RateOverTime = ({ history }: { readonly history: FleetHistory }) => {
  const { points, width, outside } = history
  const [cursor, setCursor] = useState<number | null>(null)
  const data = useMemo<uPlot.AlignedData>(
    () => [
      points.map(({ at }) => at / 1000),
      points.map(({ p90 }) => p90),
      points.map(({ p50 }) => p50),
      points.map(({ p10 }) => p10),
    ],
    [points],
  )
  const shown = points[cursor ?? points.length - 1] ?? points.at(-1)
  return (
    <figure class="card" aria-labelledby="over-time">
      <h3 id="over-time">Rate over time</h3>
      {shown ? (
        <>
          <Chart label={sentence(history)} height={300} options={options} data={data} onCursor={setCursor} />
          <Readout
            at={`${spanName(shown.at, width)} · ${counted(shown.reports, 'report')}`}
            items={[
              {
                name: '90th percentile',
                text: `${shown.p90.toFixed(2)} %`,
                colour: 'chart-1',
                shape: 'area',
              },
              { name: 'median', text: `${shown.p50.toFixed(2)} %`, colour: 'chart-1' },
              {
                name: '10th percentile',
                text: `${shown.p10.toFixed(2)} %`,
                colour: 'chart-1',
                shape: 'area',
              },
            ]}
          />
          {outside > 0 && (
            <p class="hint">
              {counted(outside, 'report')} with a time far from all others {outside === 1 ? 'is' : 'are'} left
              out: clocks that are wrong.
            </p>
          )}
          <AsTable history={history} />
        </>
      ) : (
        <p class="quiet">No rate has been published yet.</p>
      )}
    </figure>
  )
}

const day = 86_400_000
const week = 7 * day

/** 2026-01-05, the week from 2026-01-05 on … */
const spanName = (at: number, width: number): string => {
  const date = time(at).slice(0, 10)
  if (width < day) return `${time(at).slice(0, 16)} UTC, one hour`
  if (width === day) return date
  return width === week ? `week from ${date}` : `${count(width / week)} weeks from ${date}`
}

const spanWord = (width: number): string =>
  width < day ? 'hour' : width === day ? 'day' : width === week ? 'week' : `${count(width / week)} weeks`

const sentence = ({ points, width }: FleetHistory): string => {
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last) return 'No rates yet.'
  return (
    `Rates of the fleet by ${spanWord(width)}, from ${time(first.at).slice(0, 10)} to ${time(last.at).slice(0, 10)}: ` +
    `the median went from ${first.p50.toFixed(2)} % to ${last.p50.toFixed(2)} %; in the end the 10th percentile was ` +
    `${last.p10.toFixed(2)} %, the 90th ${last.p90.toFixed(2)} %.`
  )
}

type Point = FleetHistory['points'][number]

const percentiles = (['p10', 'p50', 'p90'] as const).map(
  (each): Column<Point> => ({
    title: { p10: '10th %', p50: 'median %', p90: '90th %' }[each],
    width: 5.5,
    number: true,
    shows: point => point[each].toFixed(2),
    copies: point => `${point[each]}`,
  }),
)

const columnsOf = (width: number): readonly Column<Point>[] => [
  {
    title: `${spanWord(width)} from`,
    width: 9,
    shows: ({ at }) => (width < day ? time(at) : time(at).slice(0, 10)),
    copies: ({ at }) => isoTime(at),
  },
  {
    title: 'reports',
    width: 5.5,
    number: true,
    shows: ({ reports }) => count(reports),
    copies: ({ reports }) => `${reports}`,
  },
  ...percentiles,
]

const AsTable = ({ history: { points, width } }: { readonly history: FleetHistory }) => {
  const [open, setOpen] = useState(false)
  return (
    <details class="as-table" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>As a table</summary>
      {open && (
        <Grid
          name="over-time"
          label="Rate over time"
          rows={[...points].reverse()}
          columns={columnsOf(width)}
        />
      )}
    </details>
  )
}
