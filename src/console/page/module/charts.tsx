// A module's rate over time, and what it is made from: attempts and received messages, epoch by epoch.

import { useMemo, useRef, useState } from 'preact/hooks'
import type uPlot from 'uplot'
import type { ModuleRow } from '../../wire-module.ts'
import { countAxis, countRange, percentAxis, percentRange, placeAxis, timeAxis } from '../chart/axes.ts'
import { Chart, type ChartOptions } from '../chart/chart.tsx'
import { faint, type Palette } from '../chart/palette.ts'
import { Readout, type ReadoutItem } from '../chart/readout.tsx'
import { count, counted, percent, time } from '../figures.ts'
import { placesOf, type Spacing, spacingOf, summaryOf } from './points.ts'
import { breakAtResets, markResets } from './resets.ts'

type Props = {
  readonly reports: readonly ModuleRow[]
  /** Hears of the report that a person has chosen, by its place. */
  readonly onPick: (place: number) => void
}

/** As many points as can be told apart. */
const mostPoints = 150

const xOf = (spacing: Spacing, palette: Palette) => ({
  scale: { time: spacing === 'time' },
  axis: spacing === 'time' ? timeAxis(palette) : placeAxis(palette),
})

/** What both charts keep of a module's reports: those of now for what is drawn later, and the one that is read out. */
const useReports = (reports: readonly ModuleRow[]) => {
  const now = useRef(reports)
  now.current = reports
  const [cursor, setCursor] = useState<number | null>(null)
  const shown = reports[cursor ?? reports.length - 1] ?? reports.at(-1)
  return { spacing: spacingOf(reports), now, cursor, setCursor, shown }
}

/** The rate, from what is certain to what is published. */
export const RateChart = ({ reports, onPick }: Props) => {
  const { spacing, now, cursor, setCursor, shown } = useReports(reports)
  const options = useMemo(
    () =>
      (palette: Palette): ChartOptions => {
        const { 'chart-1': colour, 'chart-3': bound } = palette
        const { scale, axis } = xOf(spacing, palette)
        const gaps = breakAtResets(() => now.current)
        return {
          padding: [18, 24, 0, 0],
          scales: { x: scale, y: { range: percentRange } },
          axes: [axis, percentAxis(palette)],
          series: [
            {},
            // beneath the rate, which it mostly is
            {
              label: 'at least',
              stroke: faint(bound, 0.8),
              width: 1,
              dash: [4, 3],
              gaps,
              points: { show: false },
            },
            {
              label: 'rate',
              stroke: colour,
              width: 2,
              gaps,
              points: { show: () => now.current.length <= mostPoints, size: 6, fill: colour },
            },
          ],
          bands: [{ series: [2, 1], fill: faint(bound, 0.18) }],
          hooks: { drawAxes: [markResets(() => now.current, palette)] },
        }
      },
    [spacing],
  )
  const data = useMemo<uPlot.AlignedData>(
    () => [
      placesOf(reports, spacing),
      reports.map(({ rate }) => rate?.lowerBound ?? null),
      reports.map(({ rate }) => rate?.rate ?? null),
    ],
    [reports, spacing],
  )
  const items: readonly ReadoutItem[] = [
    {
      name: 'rate',
      colour: 'chart-1',
      text: shown?.rate ? `${percent(shown.rate.rate)} %` : '',
      copy: `${shown?.rate?.rate ?? ''}`,
    },
    {
      name: 'at least',
      colour: 'chart-3',
      shape: 'area',
      text: shown?.rate ? `${percent(shown.rate.lowerBound)} %` : '',
      copy: `${shown?.rate?.lowerBound ?? ''}`,
    },
  ]
  return (
    <figure class="card" aria-labelledby="rate">
      <h3 id="rate">Rate over time</h3>
      <Chart
        label={rateSentence(reports)}
        height={240}
        options={options}
        data={data}
        onCursor={setCursor}
        onPick={onPick}
      />
      <Readout at={nameOf(shown, cursor, reports)} items={items} />
      <p class="hint">
        ↺ marks a reset of the counter. The shade reaches from what is certain (lower_bound) to the rate.
        {spacing === 'place' && ' The reports stand one beside the other: their times are too far apart.'}
      </p>
    </figure>
  )
}

/** Attempts against received messages, as the rate sets them: since the counter began. */
export const CountsChart = ({ reports, onPick }: Props) => {
  const { spacing, now, cursor, setCursor, shown } = useReports(reports)
  const options = useMemo(
    () =>
      (palette: Palette): ChartOptions => {
        const { 'chart-4': attempts, 'chart-2': received } = palette
        const { scale, axis } = xOf(spacing, palette)
        const gaps = breakAtResets(() => now.current)
        const points = { show: () => now.current.length <= mostPoints, size: 5 }
        return {
          padding: [18, 24, 0, 0],
          scales: { x: scale, y: { range: countRange } },
          axes: [axis, countAxis(palette)],
          series: [
            {},
            { label: 'attempts', stroke: attempts, width: 2, gaps, points: { ...points, fill: attempts } },
            { label: 'received', stroke: received, width: 2, gaps, points: { ...points, fill: received } },
          ],
          bands: [{ series: [1, 2], fill: faint(attempts, 0.14) }],
          hooks: { drawAxes: [markResets(() => now.current, palette)] },
        }
      },
    [spacing],
  )
  const data = useMemo<uPlot.AlignedData>(
    () => [
      placesOf(reports, spacing),
      reports.map(({ rate, attempts }) => rate?.attempts ?? attempts),
      reports.map(({ rate }) => rate?.received ?? null),
    ],
    [reports, spacing],
  )
  const attempts = shown?.rate?.attempts ?? shown?.attempts
  const received = shown?.rate?.received
  const lost = received === undefined || attempts === undefined ? undefined : Math.max(0, attempts - received)
  const item = (value: number | undefined) =>
    value === undefined ? { text: '' } : { text: count(value), copy: `${value}` }
  return (
    <figure class="card" aria-labelledby="counts">
      <h3 id="counts">Attempts against received</h3>
      <Chart
        label={countsSentence(reports)}
        height={240}
        options={options}
        data={data}
        onCursor={setCursor}
        onPick={onPick}
      />
      <Readout
        at={nameOf(shown, cursor, reports)}
        items={[
          { name: 'attempts', colour: 'chart-4', ...item(attempts) },
          { name: 'received', colour: 'chart-2', ...item(received) },
          { name: 'not received', colour: 'chart-4', shape: 'area', ...item(lost) },
        ]}
      />
      <p class="hint">Both since the counter began: a reset begins anew.</p>
    </figure>
  )
}

const nameOf = (row: ModuleRow | undefined, cursor: number | null, reports: readonly ModuleRow[]): string => {
  if (!row) return ''
  const place =
    cursor === null || cursor === reports.length - 1 ? 'last report' : `report ${(cursor ?? 0) + 1}`
  return row.at === null ? `${place}, ${row.timestamp}` : `${place}, ${time(row.at).slice(0, 16)}`
}

const rateSentence = (reports: readonly ModuleRow[]): string => {
  const { last, resets } = summaryOf(reports)
  if (!last?.rate) return `The rates of ${counted(reports.length, 'report')}, none published yet.`
  const rates = reports.flatMap(({ rate }) => (rate ? [rate.rate] : [])).sort((a, b) => a - b)
  return (
    `The rates of ${counted(reports.length, 'report')}, with ${counted(resets, 'reset')} of the counter: from ` +
    `${percent(rates[0] ?? 0)} to ${percent(rates.at(-1) ?? 0)} %, the last one ${percent(last.rate.rate)} %, ` +
    `of which ${percent(last.rate.lowerBound)} % is certain. The table below has them all.`
  )
}

const countsSentence = (reports: readonly ModuleRow[]): string => {
  const { last } = summaryOf(reports)
  if (!last?.rate) return 'Attempts and received messages, none counted yet.'
  return (
    `Attempts and received messages since the counter began, report by report; in the end ` +
    `${count(last.rate.received)} received of ${counted(last.rate.attempts, 'attempt')}. The table below has them all.`
  )
}
