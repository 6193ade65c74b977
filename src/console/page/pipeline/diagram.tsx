// The service's diagram: its parts in the order in which events pass them, and the lines between.

import type { Flow } from '../../wire-flow.ts'
import { Edges } from './edges.tsx'
import { figuresOf } from './figures.ts'
import { HopCard } from './hop-card.tsx'
import { hops, keyOf } from './hops.ts'

export const Diagram = ({ flow, open }: { readonly flow: Flow; readonly open: string | undefined }) => {
  const flowing = new Set(
    hops
      .filter(hop => {
        const figures = figuresOf(hop, flow)
        return 'flowing' in figures && figures.flowing
      })
      .map(keyOf),
  )
  return (
    <div class="diagram">
      <Edges flowing={flowing} />
      {hops.map(hop => (
        <HopCard key={keyOf(hop)} hop={hop} flow={flow} open={keyOf(hop) === open} />
      ))}
    </div>
  )
}
