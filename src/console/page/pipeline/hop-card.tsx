// One part of the pipeline: a link that opens it.

import type { Flow } from '../../wire-flow.ts'
import { addressOf } from '../place.ts'
import { figuresOf, type HopFigures } from './figures.ts'
import { addressParts, type Hop, keyOf } from './hops.ts'
import { Sign } from './sign.tsx'
import { Sparkline } from './sparkline.tsx'

export const HopCard = ({
  hop,
  flow,
  open,
}: {
  readonly hop: Hop
  readonly flow: Flow
  readonly open: boolean
}) => {
  const figures = figuresOf(hop, flow)
  return (
    <a
      class={`hop ${keyOf(hop)}`}
      id={keyOf(hop)}
      href={addressOf(...addressParts(hop))}
      aria-current={open ? 'true' : undefined}
    >
      <span class="kind">
        <Sign kind={hop.kind} />
        {hop.kind}
      </span>
      <span class="name">{hop.name === 'stream' ? 'of reports' : hop.name}</span>
      {'why' in figures ? <span class="unread">not to be read</span> : <Shown {...figures} />}
    </a>
  )
}

const Shown = ({ headline: [value, unit], details, troubles, series }: HopFigures) => (
  <>
    <span class="headline">
      <b>{value}</b> {unit}
    </span>
    {details.length > 0 && <span class="details">{details.join(' · ')}</span>}
    {troubles.map(({ tone, text }) => (
      <span key={text} class={`badge ${tone}`}>
        {text}
      </span>
    ))}
    <Sparkline series={series} />
  </>
)
