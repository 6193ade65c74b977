// What a chart shows at the cursor, or at its end: the chart's legend, whose figures can be copied.

import type { ComponentChildren } from 'preact'
import { CopyButton } from '../copy.tsx'

export type ReadoutItem = {
  readonly name: string
  /** A custom property; none for what is not drawn. */
  readonly colour?: string
  readonly shape?: 'line' | 'area' | 'dash'
  readonly text: string
  /** What is copied, where it is more than what is shown. */
  readonly copy?: string
}

export const Readout = ({
  at,
  items,
}: {
  readonly at: ComponentChildren
  readonly items: readonly ReadoutItem[]
}) => (
  <div class="readout">
    <span class="readout-at">{at}</span>
    {items.map(({ name, colour, shape = 'line', text, copy = text }) => (
      <span key={name} class="readout-item">
        {colour !== undefined && (
          <span class={`swatch ${shape}`} style={{ '--swatch': `var(--${colour})` }} aria-hidden="true" />
        )}
        <span class="quiet">{name}</span>
        <CopyButton text={copy}>{text}</CopyButton>
      </span>
    ))}
  </div>
)
