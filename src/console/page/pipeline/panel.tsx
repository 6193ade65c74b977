// The part that was clicked: what it is, its figures, and what it holds.

import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { About } from '../../wire.ts'
import type { Flow } from '../../wire-flow.ts'
import { addressOf } from '../place.ts'
import { Events } from './events.tsx'
import { figuresOf, type HopFigures, saidSpan } from './figures.ts'
import { type Hop, purpose } from './hops.ts'
import { Logs } from './logs.tsx'
import { Rows } from './rows.tsx'
import { Sign } from './sign.tsx'
import { Sparkline } from './sparkline.tsx'

type Props = { readonly hop: Hop; readonly flow: Flow; readonly about: About }

export const Panel = ({ hop, flow, about }: Props) => {
  const heading = useRef<HTMLHeadingElement>(null)
  // after the frame has put it on the view's heading
  useEffect(() => heading.current?.focus(), [])
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented) location.hash = addressOf()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
  const figures = figuresOf(hop, flow)
  return (
    <section class="card panel" aria-labelledby="hop">
      <div class="heading">
        <h3 id="hop" tabIndex={-1} ref={heading}>
          <Sign kind={hop.kind} /> <span class="quiet">{hop.kind}</span>{' '}
          <span class="mono">{titleOf(hop)}</span>
        </h3>
        <a class="button end" href={addressOf()} aria-keyshortcuts="Escape">
          Close
        </a>
      </div>
      <p class="quiet">{purpose(hop)}</p>
      {'why' in figures ? <p class="notice warn">{figures.why}</p> : <Shown {...figures} flow={flow} />}
      {contentOf(hop, about)}
    </section>
  )
}

const titleOf = ({ kind, name }: Hop): string => (kind === 'stream' ? 'of weekly_diagnostic' : name)

const Shown = ({
  headline: [value, unit],
  of,
  most,
  details,
  troubles,
  series,
  flow,
}: HopFigures & { readonly flow: Flow }) => (
  <div class="last">
    <p class="row">
      <span>
        <b>{value}</b> {of} {unit}
      </span>
      {details.map(detail => (
        <span key={detail}>{detail}</span>
      ))}
      {troubles.map(({ tone, text }) => (
        <span key={text} class={`badge ${tone}`}>
          {text}
        </span>
      ))}
      {series.length > 0 && (
        <span class="end hint">
          the last {saidSpan(flow, series.length)}, at most {most}
        </span>
      )}
    </p>
    <Sparkline series={series} />
  </div>
)

const contentOf = (hop: Hop, about: About): ComponentChildren => {
  if (hop.kind === 'topic') return <Events topic={hop.name} />
  if (hop.kind === 'function') return <Logs name={hop.name} />
  if (hop.kind === 'table') return <Rows table={hop.name} unit={about.unit} />
  if (hop.kind === 'stream')
    return (
      <p>
        Its reports are the rows of{' '}
        <a href={addressOf('hop', 'table', 'weekly_diagnostic')}>weekly_diagnostic</a>, and what became of
        them is in the log of <a href={addressOf('hop', 'function', 'success-rate')}>success-rate</a>.
      </p>
    )
  return (
    <p>
      <a href={addressOf('dead')}>Dead letters</a> shows each with its reason, to be sent again or discarded.
    </p>
  )
}
