// The pipeline, live: the service's diagram with what flows, and below it the part that was clicked.

import './pipeline.css'
import { useEffect, useRef } from 'preact/hooks'
import type { About } from '../wire.ts'
import type { Flow } from '../wire-flow.ts'
import { useLast } from './ask.ts'
import { Shown } from './known.tsx'
import { Diagram } from './pipeline/diagram.tsx'
import { saidPace } from './pipeline/figures.ts'
import { hopAt, keyOf } from './pipeline/hops.ts'
import { Panel } from './pipeline/panel.tsx'

export const Pipeline = ({ about, parts }: { readonly about: About; readonly parts: readonly string[] }) => {
  const flow = useLast<Flow>('/api/flow')
  const hop = hopAt(parts)
  const open = hop && keyOf(hop)
  useReturn(open)
  return (
    <section aria-labelledby="pipeline">
      <div class="heading">
        <h2 id="pipeline">Pipeline</h2>
        {flow.value.kind === 'here' && <p class="hint">{saidPace(flow.value.value)}</p>}
      </div>
      <Shown known={flow.value}>
        {value => (
          <>
            {'why' in value.figures && <p class="notice warn">No figures: {value.figures.why}</p>}
            {'why' in value.deadLetters && (
              <p class="notice warn">No dead letters: {value.deadLetters.why}</p>
            )}
            <Diagram flow={value} open={open} />
            {hop && <Panel key={open} hop={hop} flow={value} about={about} />}
          </>
        )}
      </Shown>
    </section>
  )
}

/** Once a part is closed, the focus is back on it. */
const useReturn = (open: string | undefined): void => {
  const before = useRef(open)
  useEffect(() => {
    if (before.current !== undefined && open === undefined) document.getElementById(before.current)?.focus()
    before.current = open
  }, [open])
}
