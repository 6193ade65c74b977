// Which fleet is to be played.

import { useState } from 'preact/hooks'
import type { About } from '../../wire.ts'
import { mostAttempts, type PlayAsk, playBounds } from '../../wire-play.ts'
import { post } from '../ask.ts'
import { Confirm } from '../confirm.tsx'
import { Field, focusWrong } from '../field.tsx'

type Name = keyof typeof playBounds

const labels: Readonly<Record<Name, readonly [label: string, hint?: string]>> = {
  modules: ['Modules'],
  weeks: ['Weeks', 'each ends with a report'],
  messages: ['Attempts a week', 'of each module'],
  loss: ['Loss in percent', 'mean of the fleet'],
  seed: ['Seed', 'same seed, same fleet'],
  seconds: ['Seconds a week', '0: as fast as possible'],
}

const someSeed = (): number => 1 + Math.floor(Math.random() * 9999)

const number = new Intl.NumberFormat('en')

export const PlayForm = ({ about, busy }: { readonly about: About; readonly busy: boolean }) => {
  const [draft, setDraft] = useState<Readonly<Record<Name, string>>>(() => ({
    modules: '20',
    weeks: '8',
    messages: '50',
    loss: '10',
    seed: `${someSeed()}`,
    seconds: '0',
  }))
  const [rough, setRough] = useState(true)
  const [asking, setAsking] = useState<PlayAsk | undefined>()
  const [why, setWhy] = useState<string | undefined>()

  const wrong = (name: Name): string | undefined => {
    const [least, most] = playBounds[name]
    const value = /^\d+(\.\d+)?$/.test(draft[name]) ? Number(draft[name]) : Number.NaN
    const whole = name === 'loss' || name === 'seconds' || Number.isInteger(value)
    return whole && value >= least && value <= most ? undefined : `Give a number from ${least} to ${most}.`
  }
  const names = Object.keys(labels) as Name[]
  const sound = names.every(name => wrong(name) === undefined)
  const attempts = Number(draft.modules) * Number(draft.weeks) * Number(draft.messages)
  const tooMany = attempts > mostAttempts

  const start = async (ask: PlayAsk): Promise<void> => {
    setWhy(undefined)
    try {
      await post('/api/play', ask)
      setDraft({ ...draft, seed: `${someSeed()}` })
    } catch (error) {
      setWhy((error as Error).message)
    }
  }
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (!sound || tooMany) {
      focusWrong(event.currentTarget as HTMLFormElement)
      return
    }
    const figures = Object.fromEntries(names.map(name => [name, Number(draft[name])])) as Record<Name, number>
    const ask = { ...figures, rough, confirmed: true }
    if (about.local) void start(ask)
    else setAsking(ask)
  }

  return (
    <form class="card-rest" onSubmit={submit} noValidate>
      <div class="fields">
        {names.map(name => (
          <Field
            key={name}
            name={name}
            label={labels[name][0]}
            hint={labels[name][1]}
            digits
            value={draft[name]}
            onValue={value => setDraft({ ...draft, [name]: value })}
            wrong={wrong(name)}
          />
        ))}
      </div>
      <label class="choice">
        <input type="checkbox" checked={rough} onChange={event => setRough(event.currentTarget.checked)} />
        With what happens to real fleets: events twice, late, out of order; resets; modules offline
      </label>
      {sound && (
        <p class={tooMany ? 'bad' : 'quiet'}>
          {number.format(attempts)} attempts, {number.format(Number(draft.modules) * Number(draft.weeks))}{' '}
          reports
          {tooMany &&
            `: more than the ${number.format(mostAttempts)} that the console plays. guac simulate plays any number.`}
        </p>
      )}
      <div class="row">
        <button type="submit" class="main" disabled={busy}>
          Play a fleet
        </button>
        {busy && <span class="quiet">One is being played.</span>}
      </div>
      {why !== undefined && (
        <p class="notice bad" role="alert">
          {why}
        </p>
      )}
      {asking && (
        <Confirm
          title="Play on AWS?"
          action="Play, and leave the rows"
          onAnswer={agreed => {
            setAsking(undefined)
            if (agreed) void start(asking)
          }}
        >
          <p>
            This writes to {about.place}. Up to {number.format(attempts)} rows of messages and their reports,
            of made-up modules named sim-{asking.seed}-…, come into its tables and stay there; their rates go
            to all who have subscribed; and AWS charges for it as for real events.
          </p>
        </Confirm>
      )}
    </form>
  )
}
