// The lines between the parts, drawn from where the parts stand: from left to right, or from top to bottom.

import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { edges } from './hops.ts'

type Line = { readonly d: string; readonly from: string; readonly fails: boolean }

/** `flowing` holds the keys of the parts that something leaves just now. */
export const Edges = ({ flowing }: { readonly flowing: ReadonlySet<string> }) => {
  const drawing = useRef<SVGSVGElement>(null)
  const [lines, setLines] = useState<readonly Line[]>([])
  useLayoutEffect(() => {
    const svg = drawing.current
    const around = svg?.parentElement
    if (!svg || !around) return
    const draw = (): void => setLines(linesIn(around, svg.getBoundingClientRect()))
    // of the parts too: a badge that comes makes one taller
    const observer = new ResizeObserver(draw)
    for (const each of [around, ...around.querySelectorAll('.hop')]) observer.observe(each)
    draw()
    return () => observer.disconnect()
  }, [])
  return (
    <svg class="edges" ref={drawing} aria-hidden="true">
      <defs>
        <marker
          id="arrow"
          viewBox="0 0 6 6"
          refX="5.5"
          refY="3"
          markerWidth="6"
          markerHeight="6"
          orient="auto"
        >
          <path d="M0 0 6 3 0 6z" />
        </marker>
      </defs>
      {lines.map(({ d, from, fails }) => (
        <path
          key={d}
          class={fails ? 'edge fails' : flowing.has(from) ? 'edge flowing' : 'edge'}
          d={d}
          marker-end={fails ? undefined : 'url(#arrow)'}
        />
      ))}
    </svg>
  )
}

const linesIn = (around: Element, origin: DOMRect): readonly Line[] => {
  // from top to bottom there is no room for them beside what goes on
  const withFails = getComputedStyle(around).getPropertyValue('--fails').trim() !== ''
  return edges.flatMap(({ from, to, fails = false }) => {
    const [a, b] = [from, to].map(key => around.querySelector(`#${key}`)?.getBoundingClientRect())
    if (!a || !b || (fails && !withFails)) return []
    const [x, y] = [-origin.left, -origin.top]
    const beside = b.left >= a.right && !fails
    const start = beside
      ? { x: a.right + x, y: within(a.top, a.bottom, b.top, b.bottom) + y }
      : { x: within(a.left, a.right, b.left, b.right) + x, y: a.bottom + y }
    const end = beside
      ? { x: b.left + x, y: within(b.top, b.bottom, a.top, a.bottom) + y }
      : { x: within(b.left, b.right, a.left, a.right) + x, y: b.top + y }
    return [{ d: curve(start, end, beside), from, fails }]
  })
}

/** The middle of the other one, as far as this one reaches: a long part is met where the line comes from. */
const within = (start: number, end: number, fromStart: number, fromEnd: number): number => {
  const middle = end - start > fromEnd - fromStart ? (fromStart + fromEnd) / 2 : (start + end) / 2
  return Math.min(Math.max(middle, start + 20), end - 20)
}

type Point = { readonly x: number; readonly y: number }

/** From one point to another, leaving and arriving along x or y. */
const curve = (from: Point, to: Point, alongX: boolean): string => {
  const [dx, dy] = alongX ? [(to.x - from.x) / 2, 0] : [0, (to.y - from.y) / 2]
  const at = (x: number, y: number) => `${x.toFixed(1)} ${y.toFixed(1)}`
  return `M${at(from.x, from.y)} C${at(from.x + dx, from.y + dy)} ${at(to.x - dx, to.y - dy)} ${at(to.x, to.y)}`
}
