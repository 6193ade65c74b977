// The fleet: how its last rates lie, how they have come to be, and its modules, worst first.

import './fleet.css'
import { useMemo } from 'preact/hooks'
import type { About } from '../../wire.ts'
import { post } from '../ask.ts'
import { Copied, Figure } from '../copy.tsx'
import { clock, count, counted, percent } from '../figures.ts'
import { type FleetKnown, type Reading, useFleet } from './follow-fleet.ts'
import { ByQuality, LastRates } from './last-rates.tsx'
import { Modules, want, wanted } from './modules.tsx'
import { RateOverTime } from './rate-over-time.tsx'
import { byQuality, histogram, spreadOf } from './select.ts'

export const Fleet = ({ about }: { readonly about: About }) => {
  const { view, reading } = useFleet()
  return (
    <section aria-labelledby="fleet">
      <div class="heading">
        <h2 id="fleet">Fleet</h2>
        <p class="quiet small">
          {reading ? progress(reading) : view.kind === 'here' ? taken(view.fleet) : ''}
        </p>
        {view.kind !== 'waiting' && (
          <button type="button" class="end" disabled={reading !== null} onClick={again}>
            Read again
          </button>
        )}
      </div>
      {view.kind === 'waiting' && !reading && <p class="waiting">Reading …</p>}
      {view.kind === 'failed' && (
        <p class="notice bad" role="alert">
          {view.why}
        </p>
      )}
      {view.kind === 'here' && <Known fleet={view.fleet} about={about} />}
      <Copied />
    </section>
  )
}

// a failure shows in what is read
const again = (): void => void post('/api/fleet/again', {}).catch(() => {})

const progress = ({ rows, units }: Reading): string =>
  `Reading … ${counted(rows, 'row')} so far, ${counted(units, 'read unit')}`

const taken = ({ reading: { at, ms, rows, units } }: FleetKnown): string =>
  `Read at ${clock(at)} in ${(ms / 1000).toFixed(1)} s: ${counted(rows, 'row')}, ${counted(units, 'read unit')}`

const Known = ({ fleet, about }: { readonly fleet: FleetKnown; readonly about: About }) => {
  const { rows, history, unread, deaf, gap } = fleet
  const known = useMemo(() => {
    const rates = rows.map(({ rate }) => rate)
    return { spread: spreadOf(rates), counts: histogram(rates), qualities: byQuality(rows) }
  }, [rows])
  if (rows.length === 0)
    return (
      <p class="notice">
        No rate has been published yet. A module has one after its first weekly diagnostic: Send publishes
        one, and Play a whole fleet.
      </p>
    )
  const { spread, counts, qualities } = known
  return (
    <>
      {deaf !== null && (
        <p class="notice warn" role="status">
          New rates do not appear by themselves: {deaf}
        </p>
      )}
      {gap && (
        <p class="notice" role="status">
          Nobody has looked on for a while since this was read: read again to have the rates of that time.
        </p>
      )}
      {unread > 0 && !about.local && (
        <p class="notice" role="status">
          {counted(unread, 'rate')} of earlier reports {unread === 1 ? 'was' : 'were'} published since. Read
          again to have {unread === 1 ? 'it' : 'them'} in the chart over time.
        </p>
      )}
      <dl class="figures">
        <Figure name="modules" text={count(rows.length)} copy={`${rows.length}`} />
        <Figure name="10th percentile" {...percentOf(spread?.p10)} />
        <Figure name="median" {...percentOf(spread?.p50)} />
        <Figure name="90th percentile" {...percentOf(spread?.p90)} />
      </dl>
      <div class="fleet-charts">
        <RateOverTime history={history} />
        <div class="stacked">
          <LastRates counts={counts} onPick={below => want({ below: below > 100 ? null : below })} />
          <section class="card" aria-labelledby="by-quality">
            <h3 id="by-quality">Quality</h3>
            <ByQuality
              counts={qualities}
              chosen={wanted.value.quality}
              onChoose={quality => want({ quality })}
            />
          </section>
        </div>
      </div>
      <Modules rows={rows} />
    </>
  )
}

const percentOf = (value: number | undefined) =>
  value === undefined ? { text: '' } : { text: `${percent(value)} %`, copy: `${value}` }
