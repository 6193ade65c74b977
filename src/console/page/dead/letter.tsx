// One dead letter: what it says, whole, and what became of it.

import { useId, useState } from 'preact/hooks'
import type { Letter, LetterResult } from '../../wire-dead.ts'
import { Choice } from '../field.tsx'
import { ageOf, pretty } from './pretty.ts'

type Props = {
  readonly letter: Letter
  readonly now: number
  readonly chosen: boolean
  readonly result: LetterResult | undefined
  readonly onChoose: (chosen: boolean) => void
}

const writers: Readonly<Record<string, string>> = {
  handler: 'its handler',
  SNS: 'SNS',
  Lambda: 'Lambda',
  stream: 'the stream',
}

export const LetterShown = ({ letter, now, chosen, result, onChoose }: Props) => {
  const { id, at, hop, from, reason, hopeless } = letter
  const reasonId = useId()
  const over = result !== undefined && result.result !== 'kept'
  return (
    <li class={over ? 'letter over' : 'letter'}>
      <input
        type="checkbox"
        aria-label={`Letter ${id.slice(0, 8)}`}
        aria-describedby={reasonId}
        checked={chosen}
        disabled={over}
        onChange={event => onChoose(event.currentTarget.checked)}
      />
      <div>
        <p id={reasonId}>{reason}</p>
        <p class="row small quiet">
          <span class="badge">{hop ?? 'unknown hop'}</span>
          <span>from {writers[from] ?? 'somebody unknown'}</span>
          <time dateTime={new Date(at).toISOString()} title={new Date(at).toLocaleString()}>
            {ageOf(now - at)} old
          </time>
          <span class="mono">{id.slice(0, 8)}</span>
          {hopeless !== undefined && <span class="badge warn">cannot be redriven: {hopeless}</span>}
        </p>
        {result && (
          <p class={over ? 'good' : 'bad'}>
            {result.result}
            {result.why !== undefined && `: ${result.why}`}
          </p>
        )}
        <Payload {...letter} />
      </div>
    </li>
  )
}

const Payload = ({ event, body }: Letter) => {
  const [open, setOpen] = useState(false)
  const [way, setWay] = useState<'pretty' | 'raw'>('pretty')
  const shown = (text: string): string => (way === 'pretty' ? pretty(text) : text)
  return (
    <details onToggle={toggled => setOpen(toggled.currentTarget.open)}>
      <summary>{event === undefined ? 'The letter' : 'The event, and the letter'}</summary>
      {open && (
        <div class="card-rest">
          <Choice
            label="Payload"
            value={way}
            of={[
              ['pretty', 'Indented'],
              ['raw', 'As it is'],
            ]}
            onValue={setWay}
          />
          {event !== undefined && (
            <>
              <h3>Event</h3>
              <Text label="Event" text={shown(event)} />
            </>
          )}
          <h3>Letter</h3>
          <Text label="Letter" text={shown(body)} />
        </div>
      )}
    </details>
  )
}

const Text = ({ label, text }: { readonly label: string; readonly text: string }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
  <section tabIndex={0} aria-label={label} class="payload mono">
    {text}
  </section>
)
