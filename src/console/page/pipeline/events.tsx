// What a topic publishes while somebody looks.

import { useState } from 'preact/hooks'
import type { EventsItem, HeardEvent } from '../../wire-hops.ts'
import { clock } from './clock.ts'
import { useFeed } from './feed.ts'

/** More would be no help to a person, and slow to draw. */
const most = 100

export const Events = ({ topic }: { readonly topic: string }) => {
  const [state, setState] = useState<{ readonly on: boolean; readonly said: string }>({
    on: true,
    said: 'Subscribing …',
  })
  const { items, why } = useFeed<EventsItem, HeardEvent>(
    state.on ? `/api/events?topic=${topic}` : undefined,
    came => {
      if (came.kind === 'heard') return came.events
      if (came.kind === 'listening') setState({ on: true, said: 'Listening: what is published from now on.' })
      else setState({ on: false, said: `Paused ${came.why}, so that it costs little and gathers nothing.` })
      return []
    },
    (kept, came) => [...came.toReversed(), ...kept].slice(0, most),
  )
  const press = () =>
    setState(
      state.on
        ? { on: false, said: 'Paused; nothing is gathered meanwhile.' }
        : { on: true, said: 'Subscribing …' },
    )
  return (
    <>
      <div class="row">
        <h4>Events</h4>
        <p class="hint" role="status">
          {why === undefined ? state.said : ''}
        </p>
        <button type="button" class="end" onClick={press}>
          {state.on ? 'Pause' : 'Go on'}
        </button>
      </div>
      {why !== undefined && (
        <p class="notice bad" role="alert">
          {why}
        </p>
      )}
      {items.length > 0 && (
        <ol class="lines" aria-label={`Events of ${topic}, newest first`}>
          {items.map((item, i) => (
            <li key={items.length - i}>
              <Event {...item} />
            </li>
          ))}
        </ol>
      )}
    </>
  )
}

const Event = ({ publishedAt, message, attributes }: HeardEvent) => (
  <>
    <time class="quiet">{clock(publishedAt)}</time>
    <div>
      <code>{message}</code>
      <Facts facts={attributes} />
    </div>
  </>
)

/** Names and values in one line. */
export const Facts = ({ facts }: { readonly facts: Readonly<Record<string, string>> }) => {
  const entries = Object.entries(facts)
  if (entries.length === 0) return null
  return (
    <dl class="facts">
      {entries.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value.includes('\n') ? <pre>{value}</pre> : value}</dd>
        </div>
      ))}
    </dl>
  )
}
