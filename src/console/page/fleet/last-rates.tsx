// How the last rates of the modules lie: a histogram, and how far they can be trusted.

import { useMemo, useState } from 'preact/hooks'
import uPlot from 'uplot'
import type { Quality } from '../../wire-fleet.ts'
import { countAxis, countRange, percentAxis } from '../chart/axes.ts'
import { Chart, type ChartOptions } from '../chart/chart.tsx'
import type { Palette } from '../chart/palette.ts'
import { Readout } from '../chart/readout.tsx'
import { count, counted } from '../figures.ts'
import { classes, classFrom, qualities } from './select.ts'

const middles = Array.from({ length: classes }, (_, place) => classFrom(place + 0.5))

// one module among thousands is no pixel high, and the one to be seen
const showFew =
  (colour: string) =>
  (self: uPlot): void => {
    const { ctx, bbox } = self
    const counts = self.data[1] ?? []
    ctx.fillStyle = colour
    const width = (bbox.width / classes) * 0.8
    const height = 2 * devicePixelRatio
    counts.forEach((found, place) => {
      if (!found) return
      const x = self.valToPos(middles[place] ?? 0, 'x', true)
      ctx.fillRect(x - width / 2, bbox.top + bbox.height - height, width, height)
    })
  }

const options = (palette: Palette): ChartOptions => {
  const { 'chart-2': colour } = palette
  return {
    scales: { x: { time: false, range: [0, 100] }, y: { range: countRange } },
    axes: [
      { ...percentAxis(palette), grid: { show: false }, size: 28, space: 48 },
      { ...countAxis(palette), size: 44 },
    ],
    series: [
      {},
      {
        paths: uPlot.paths.bars?.({ size: [0.8] }),
        fill: colour,
        stroke: colour,
        width: 0,
        points: { show: false },
      },
    ].map(each => each as uPlot.Series),
    cursor: { points: { show: false } },
    hooks: { draw: [showFew(colour)] },
  }
}

type Props = {
  /** How many modules are in each class. */
  readonly counts: readonly number[]
  readonly onPick: (below: number) => void
}

export const LastRates = ({ counts, onPick }: Props) => {
  const [cursor, setCursor] = useState<number | null>(null)
  const data = useMemo<uPlot.AlignedData>(() => [middles, [...counts]], [counts])
  const place = cursor ?? classes - 1
  const all = counts.reduce((sum, each) => sum + each, 0)
  const within = counts[place] ?? 0
  return (
    <figure class="card" aria-labelledby="last-rates">
      <h3 id="last-rates">Last rates</h3>
      <Chart
        label={sentence(counts)}
        height={190}
        options={options}
        data={data}
        onCursor={setCursor}
        onPick={picked => onPick(classFrom(picked + 1))}
      />
      <Readout
        at={`${classFrom(place)} to ${classFrom(place + 1)} %`}
        items={[
          { name: within === 1 ? 'module' : 'modules', text: count(within), copy: `${within}` },
          { name: 'share', text: all === 0 ? '' : `${((100 * within) / all).toFixed(1)} %` },
        ]}
      />
    </figure>
  )
}

const sentence = (counts: readonly number[]): string => {
  const all = counts.reduce((sum, each) => sum + each, 0)
  const most = counts.indexOf(Math.max(...counts))
  const half = counts.slice(0, classes / 2).reduce((sum, each) => sum + each, 0)
  return (
    `Histogram of the last rates of ${counted(all, 'module')}, in steps of 5 %: most of them, ` +
    `${count(counts[most] ?? 0)}, lie from ${classFrom(most)} to ${classFrom(most + 1)} %, and ${count(half)} below 50 %.`
  )
}

type ByQualityProps = {
  readonly counts: Readonly<Record<Quality, number>>
  readonly chosen: Quality | null
  readonly onChoose: (quality: Quality | null) => void
}

/** The share of each quality; pressing one shows only its modules. */
export const ByQuality = ({ counts, chosen, onChoose }: ByQualityProps) => {
  const all = Math.max(
    1,
    qualities.reduce((sum, quality) => sum + counts[quality], 0),
  )
  const there = qualities.filter(quality => counts[quality] > 0)
  return (
    <div class="qualities">
      <div class="quality-bar" aria-hidden="true">
        {there.map(quality => (
          <span key={quality} class={`quality ${quality}`} style={{ flexGrow: counts[quality] }} />
        ))}
      </div>
      <fieldset class="row">
        <legend class="unseen">Only modules of a quality</legend>
        {there.map(quality => (
          <button
            key={quality}
            type="button"
            class="chip"
            aria-pressed={chosen === quality}
            onClick={() => onChoose(chosen === quality ? null : quality)}
          >
            <span class={`quality dot ${quality}`} aria-hidden="true" /> {quality}{' '}
            <b>{count(counts[quality])}</b>{' '}
            <span class="quiet">{((100 * counts[quality]) / all).toFixed(1)} %</span>
          </button>
        ))}
      </fieldset>
    </div>
  )
}
