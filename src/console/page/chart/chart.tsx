// A chart of uPlot as a component: as wide as its box, in the colours of the system's setting, and a sentence for whom
// it cannot be seen.

import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import { type Palette, paletteNow } from './palette.ts'

export type ChartOptions = Omit<uPlot.Options, 'width' | 'height'>

type Props = {
  /** What the chart shows, in a sentence. */
  readonly label: string
  /** In px. */
  readonly height: number
  /** Must stay the same function for the same chart. */
  readonly options: (palette: Palette) => ChartOptions
  readonly data: uPlot.AlignedData
  /** Hears the place in the data that the cursor is at; null when it has left. */
  readonly onCursor?: (place: number | null) => void
  /** Hears of a click at a place. */
  readonly onPick?: (place: number) => void
}

export const Chart = ({ label, height, options, data, onCursor, onPick }: Props) => {
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<uPlot | undefined>(undefined)
  const latest = useRef({ data, onCursor, onPick })
  latest.current = { data, onCursor, onPick }
  const colours = paletteNow()

  useLayoutEffect(() => {
    const target = box.current
    if (!target) return
    const given = options(colours)
    const setCursor = (self: uPlot): void => latest.current.onCursor?.(self.cursor.idx ?? null)
    const made = new uPlot(
      {
        ...given,
        width: target.clientWidth,
        height,
        legend: { show: false },
        cursor: { drag: { setScale: false, x: false, y: false }, y: false, ...given.cursor },
        hooks: { ...given.hooks, setCursor: [setCursor] },
      },
      latest.current.data,
      target,
    )
    made.over.addEventListener('click', () => {
      if (typeof made.cursor.idx === 'number') latest.current.onPick?.(made.cursor.idx)
    })
    chart.current = made
    const watch = new ResizeObserver(() => {
      if (target.clientWidth !== made.width) made.setSize({ width: target.clientWidth, height })
    })
    watch.observe(target)
    return () => {
      watch.disconnect()
      made.destroy()
      chart.current = undefined
    }
  }, [options, colours, height])

  useEffect(() => {
    if (chart.current && chart.current.data !== data) chart.current.setData(data)
  }, [data])

  return (
    <div
      ref={box}
      class={onPick ? 'chart picks' : 'chart'}
      role="img"
      aria-label={label}
      style={{ height: `${height}px` }}
    />
  )
}
