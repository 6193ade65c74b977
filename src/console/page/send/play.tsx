// A simulated fleet: chosen, played, judged.

import { useState } from 'preact/hooks'
import type { About } from '../../wire.ts'
import type { Judgement, Playing, PlayState, Verdict } from '../../wire-play.ts'
import { post, useLast } from '../ask.ts'
import { addressOf } from '../place.ts'
import { PlayForm } from './play-form.tsx'

const number = new Intl.NumberFormat('en')

export const Play = ({ about }: { readonly about: About }) => {
  const known = useLast<PlayState>('/api/play').value
  const state: PlayState = known.kind === 'here' ? known.value : { kind: 'none' }
  return (
    <section class="card" aria-labelledby="a-fleet">
      <h3 id="a-fleet">A simulated fleet</h3>
      <p class="quiet">
        Its truth is known, so each rate that the service publishes is judged. Other modules are left alone.
      </p>
      <PlayForm about={about} busy={state.kind === 'playing'} />
      {state.kind === 'playing' && <Underway {...state} />}
      {state.kind === 'ended' && <Judged {...state} />}
      {state.kind === 'failed' && (
        <p class="notice bad" role="alert">
          {state.why}
        </p>
      )}
      <p role="status" class={state.kind === 'stopped' ? 'notice' : 'unseen'}>
        {announcement(state)}
      </p>
    </section>
  )
}

const announcement = (state: PlayState): string => {
  if (state.kind === 'playing')
    return `Playing the fleet of seed ${state.plan.seed}: week ${state.week} of ${state.plan.weeks}.`
  if (state.kind === 'stopped') return `The fleet of seed ${state.plan.seed} was stopped. What it sent stays.`
  return state.kind === 'ended' ? `The fleet was played. ${headline(state)}` : ''
}

const Underway = ({ plan, week, messages, took }: Playing) => {
  const [stopping, setStopping] = useState(false)
  const stop = (): void => {
    setStopping(true)
    // what came of it shows itself
    post('/api/play/stop', {}).catch(() => setStopping(false))
  }
  const expected = plan.modules * plan.weeks * plan.messages * (1 - plan.loss / 100)
  return (
    <div class="card-rest">
      <progress aria-label="Messages played" max={expected} value={Math.min(messages, expected)} />
      <div class="row">
        <span>
          Week {week} of {plan.weeks}
        </span>
        <span class="quiet">
          {number.format(messages)} messages, {(took / 1000).toFixed(1)} s
        </span>
        <button type="button" class="end" onClick={stop} disabled={stopping}>
          {stopping ? 'Stopping …' : 'Stop'}
        </button>
      </div>
    </div>
  )
}

const meanings: readonly (readonly [Verdict, string, string])[] = [
  ['exact', 'exact', 'the true rate'],
  ['within', 'within bounds', 'an upper bound, and says so'],
  ['hidden', 'hidden', 'by a reset that nothing shows'],
  ['wrong', 'wrong', ''],
  ['missing', 'missing', ''],
]

const headline = ({ counts: { wrong, missing, hidden } }: Judgement): string => {
  if (wrong + missing > 0) return `${wrong} rates are wrong, ${missing} are missing.`
  return hidden > 0 ? 'No rate is wrong that could be known.' : 'Every rate is exact or within its bounds.'
}

const Judged = (judged: Judgement) => {
  const { plan, messages, reports, took, counts, differences, faults, modules } = judged
  const sound = counts.wrong + counts.missing === 0
  return (
    <div class={`notice card-rest ${sound ? 'good' : 'bad'}`}>
      <p>
        <strong>{headline(judged)}</strong>
      </p>
      <dl class="figures">
        {meanings.map(([verdict, title, meaning]) => (
          <div key={verdict} class="figure" title={meaning}>
            <dt>{title}</dt>
            <dd class={(verdict === 'wrong' || verdict === 'missing') && counts[verdict] > 0 ? 'bad' : ''}>
              {number.format(counts[verdict])}
            </dd>
          </div>
        ))}
      </dl>
      <p class="small">
        Seed {plan.seed}: {number.format(messages)} messages and {number.format(reports)} reports in{' '}
        {(took / 1000).toFixed(1)} s. Difference from the truth in percentage points: median{' '}
        {differences.median.toFixed(3)}, 99 % {differences.p99.toFixed(3)}, most {differences.most.toFixed(3)}
        .
      </p>
      {faults.length > 0 && (
        <ul class="small">
          {faults.map(({ module, verdict, says }) => (
            <li key={says}>
              {verdict}: <a href={addressOf('module', module)}>{module}</a>, {says}
            </li>
          ))}
        </ul>
      )}
      <p class="row small">
        Look at{' '}
        {modules.map(module => (
          <a key={module} href={addressOf('module', module)}>
            {module}
          </a>
        ))}
      </p>
    </div>
  )
}
