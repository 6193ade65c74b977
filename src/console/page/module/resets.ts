// Marks where a module's counter began anew, and breaks lines that mean nothing across it.

import type uPlot from 'uplot'
import type { ModuleRow } from '../../wire-module.ts'
import type { Palette } from '../chart/palette.ts'

/** Draws a mark between a report with a reset and the one before it, behind the lines. */
export const markResets =
  (reports: () => readonly ModuleRow[], { warn, font }: Palette) =>
  (self: uPlot): void => {
    const { ctx, bbox, data } = self
    ctx.save()
    ctx.strokeStyle = warn
    ctx.fillStyle = warn
    ctx.lineWidth = devicePixelRatio
    ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio])
    ctx.font = font.replace('12px', `${13 * devicePixelRatio}px`)
    ctx.textAlign = 'center'
    ctx.textBaseline = 'bottom'
    for (const [i, { reset }] of reports().entries()) {
      if (!reset) continue
      const x =
        (self.valToPos(data[0][Math.max(0, i - 1)] ?? 0, 'x', true) +
          self.valToPos(data[0][i] ?? 0, 'x', true)) /
        2
      ctx.beginPath()
      ctx.moveTo(x, bbox.top)
      ctx.lineTo(x, bbox.top + bbox.height)
      ctx.stroke()
      ctx.fillText('↺', x, bbox.top - 1)
    }
    ctx.restore()
  }

/** The breaks of a line at resets, in px of the canvas. */
export const breakAtResets =
  (reports: () => readonly ModuleRow[]): uPlot.Series.GapsRefiner =>
  (self, _, from, to, gaps) => {
    const places = self.data[0]
    const breaks = reports().flatMap(({ reset }, i): [number, number][] =>
      reset && i > from && i <= to
        ? [
            [
              Math.round(self.valToPos(places[i - 1] ?? 0, 'x', true)),
              Math.round(self.valToPos(places[i] ?? 0, 'x', true)),
            ],
          ]
        : [],
    )
    return [...gaps, ...breaks].sort(([a], [b]) => a - b)
  }
