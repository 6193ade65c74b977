// A module: its last rate, how it has come to be, and each of its reports.

import '../fleet/fleet.css'
import { useState } from 'preact/hooks'
import type { ModuleEvent } from '../../wire-module.ts'
import { useLast } from '../ask.ts'
import { Copied, CopyButton, Figure } from '../copy.tsx'
import { clock, count, percent, time } from '../figures.ts'
import { Shown } from '../known.tsx'
import { addressOf } from '../place.ts'
import { CountsChart, RateChart } from './charts.tsx'
import { summaryOf } from './points.ts'
import { Reports } from './reports.tsx'

export const Module = ({ parts: [name = ''] }: { readonly parts: readonly string[] }) =>
  name === '' ? <Choose /> : <Followed key={name} name={name} />

/** Where no module is named. */
const Choose = () => {
  const [name, setName] = useState('')
  return (
    <section class="card" aria-labelledby="module">
      <h2 id="module">Module</h2>
      <form
        class="row"
        onSubmit={event => {
          event.preventDefault()
          if (name !== '') location.hash = addressOf('module', name)
        }}
      >
        <label class="field">
          Its name, whole
          <input
            value={name}
            spellcheck={false}
            onInput={({ currentTarget }) => setName(currentTarget.value)}
          />
        </label>
        <button type="submit" class="main" disabled={name === ''}>
          Show
        </button>
      </form>
      <p>
        Or choose one of <a href={addressOf('fleet')}>the fleet</a>.
      </p>
    </section>
  )
}

const Followed = ({ name }: { readonly name: string }) => {
  const known = useLast<ModuleEvent>(`/api/module?name=${encodeURIComponent(name)}`).value
  return (
    <section aria-labelledby="module">
      <div class="heading">
        <p class="small">
          <a href={addressOf('fleet')}>Fleet</a> <span class="quiet">/</span>
        </p>
        <h2 id="module" class="name">
          <span class="unseen">Module </span>
          <bdi>{name}</bdi>
        </h2>
        {known.kind === 'here' && <p class="quiet small end">Read at {clock(known.value.at)}</p>}
      </div>
      <Shown known={known}>{event => <Reported event={event} />}</Shown>
      <Copied />
    </section>
  )
}

const Reported = ({ event: { module, reports, deaf } }: { readonly event: ModuleEvent }) => {
  const [chosen, choose] = useState<number | undefined>(undefined)
  const { last, resets, late } = summaryOf(reports)
  if (reports.length === 0)
    return (
      <p class="notice">
        There is no report of a module <CopyButton text={module}>{module}</CopyButton> here. Names are told
        apart by every letter; the fleet lists all that have a rate.
      </p>
    )
  const { rate } = last ?? {}
  const bounded = rate && rate.lowerBound < rate.rate
  return (
    <>
      {deaf !== null && (
        <p class="notice warn" role="status">
          New rates do not appear by themselves: {deaf}
        </p>
      )}
      <dl class="figures">
        <Figure name="last rate" text={rate ? `${percent(rate.rate)} %` : ''} copy={`${rate?.rate ?? ''}`} />
        {bounded && (
          <Figure name="at least" text={`${percent(rate.lowerBound)} %`} copy={`${rate.lowerBound}`} />
        )}
        <Figure name="received" text={rate ? count(rate.received) : ''} copy={`${rate?.received ?? ''}`} />
        <Figure name="attempts" text={rate ? count(rate.attempts) : ''} copy={`${rate?.attempts ?? ''}`} />
        <Figure name="quality" text={rate?.quality ?? ''} />
        <Figure
          name="last report"
          text={last?.at == null ? (last?.timestamp ?? '') : time(last.at).slice(0, 10)}
          copy={last?.timestamp ?? ''}
        />
        <Figure name="reports" text={count(reports.length)} copy={`${reports.length}`} />
        <Figure name="resets" text={count(resets)} copy={`${resets}`} />
        <Figure name="a day late" text={count(late)} copy={`${late}`} />
      </dl>
      <div class="module-charts">
        <RateChart reports={reports} onPick={choose} />
        <CountsChart reports={reports} onPick={choose} />
      </div>
      <Reports module={module} reports={reports} chosen={chosen} />
    </>
  )
}
