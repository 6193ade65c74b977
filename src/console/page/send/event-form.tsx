// One event to be sent: filled in, or written as JSON. What is wrong is said at once, by the rules of the service.

import { useId, useState } from 'preact/hooks'
import type { About } from '../../wire.ts'
import type { Kind } from '../../wire-send.ts'
import { Choice, Field, focusWrong } from '../field.tsx'
import { type Draft, faultOf, faultsOf, textOf, timestampAt } from './event-text.ts'
import { send } from './sent.ts'

const unitNames: Readonly<Record<string, string>> = { s: 'seconds', ms: 'ms', us: 'µs', ns: 'ns' }

/** How often a rate is looked for, in ms. */
const lookEvery = { here: 250, away: 2000 }

export const EventForm = ({ about: { unit, local } }: { readonly about: About }) => {
  const [kind, setKind] = useState<Kind>('recv')
  const [way, setWay] = useState<'fields' | 'json'>('fields')
  const [draft, setDraft] = useState<Draft>({
    module: '',
    timestamp: timestampAt(Date.now(), unit),
    attempts: '',
    txAttempts: '',
  })
  const [count, setCount] = useState('1')
  const [raw, setRaw] = useState('')
  const [anyway, setAnyway] = useState(false)
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [outcome, setOutcome] = useState<{ readonly why?: string } | undefined>()
  const [busy, setBusy] = useState(false)
  const rawId = useId()

  const asJson = way === 'json'
  const text = asJson ? raw : textOf(kind, draft)
  const faults = asJson ? {} : faultsOf(kind, draft)
  const rawFault = asJson ? faultOf(kind, raw) : undefined
  const several = kind === 'recv' && !asJson
  const countFault =
    several && !(/^\d{1,3}$/.test(count) && +count >= 1 && +count <= 100)
      ? 'Give a number from 1 to 100.'
      : undefined

  const choose = (to: 'fields' | 'json'): void => {
    if (to === 'json') setRaw(textOf(kind, draft))
    setWay(to)
    setOutcome(undefined)
  }
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    setLeft(new Set(['module', 'timestamp', 'attempts', 'txAttempts']))
    const wrong = countFault ?? Object.values(faults)[0] ?? (anyway ? undefined : rawFault)
    if (wrong !== undefined) return focusWrong(event.currentTarget as HTMLFormElement)
    setBusy(true)
    try {
      await send(
        { kind, text, count: several ? +count : 1, anyway: asJson && anyway },
        local ? lookEvery.here : lookEvery.away,
      )
      setOutcome({})
    } catch (error) {
      setOutcome({ why: (error as Error).message })
    }
    setBusy(false)
  }
  const field = (name: keyof Draft, label: string, hint?: string) => (
    <Field
      label={label}
      name={name}
      digits={name !== 'module'}
      value={draft[name]}
      hint={hint}
      onValue={value => setDraft({ ...draft, [name]: value })}
      onLeave={() => setLeft(new Set([...left, name]))}
      // an empty field is no mistake before it is left
      wrong={draft[name] !== '' || left.has(name) ? faults[name] : undefined}
    />
  )

  return (
    <section class="card" aria-labelledby="an-event">
      <h3 id="an-event">An event</h3>
      <form class="card-rest" onSubmit={submit} noValidate>
        <Choice
          label="Event"
          value={kind}
          of={[
            ['recv', 'Received message'],
            ['weekly', 'Weekly diagnostic'],
          ]}
          onValue={setKind}
        />
        <Choice
          label="How"
          value={way}
          of={[
            ['fields', 'Filled in'],
            ['json', 'As JSON'],
          ]}
          onValue={choose}
        />
        {asJson ? (
          <div class="field">
            <label for={rawId}>Event as JSON</label>
            <textarea
              id={rawId}
              rows={6}
              spellcheck={false}
              value={raw}
              aria-invalid={rawFault !== undefined}
              aria-describedby={`${rawId}-says`}
              onInput={event => setRaw(event.currentTarget.value)}
            />
            <span id={`${rawId}-says`} class={rawFault === undefined ? 'hint' : 'wrong'}>
              {rawFault ?? 'The service takes it.'}
            </span>
            <label class="choice">
              <input
                type="checkbox"
                checked={anyway}
                onChange={event => setAnyway(event.currentTarget.checked)}
              />
              Send it even if the service refuses it: it comes to the dead letters
            </label>
          </div>
        ) : (
          <>
            <div class="fields broad">
              {field('module', 'Module')}
              {field('timestamp', 'Timestamp', `in ${unitNames[unit] ?? unit} since 1970`)}
              {kind === 'weekly'
                ? field('attempts', 'Attempts', 'since the counter was last reset')
                : field('txAttempts', 'Attempts so far', 'tx_attempts, if known')}
              {several && (
                <Field
                  label="Messages"
                  name="count"
                  digits
                  value={count}
                  hint="timestamps one apart, this one last"
                  onValue={setCount}
                  wrong={countFault}
                />
              )}
            </div>
            <pre class="payload">{text}</pre>
          </>
        )}
        <div class="row">
          <button type="submit" class="main" disabled={busy}>
            {busy ? 'Sending …' : several && +count > 1 ? 'Send all' : 'Send'}
          </button>
          {!asJson && (
            <button
              type="button"
              class="plain"
              onClick={() => setDraft({ ...draft, timestamp: timestampAt(Date.now(), unit) })}
            >
              Set the timestamp to now
            </button>
          )}
        </div>
        {outcome?.why !== undefined && (
          <p class="notice bad" role="alert">
            {outcome.why}
          </p>
        )}
      </form>
    </section>
  )
}
