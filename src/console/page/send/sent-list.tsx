// What was sent, as a table.

import { addressOf } from '../place.ts'
import { Scroll } from '../scroll.tsx'
import { patience, type RateOf, type Row, sent } from './sent.ts'

export const SentList = () => (
  <section class="card" aria-labelledby="sent">
    <h3 id="sent">Sent from this page</h3>
    {sent.value.length === 0 ? (
      <p class="quiet">Nothing yet. Of each weekly diagnostic the rate stands here once it is published.</p>
    ) : (
      <Scroll label="Sent events">
        <table>
          <thead>
            <tr>
              <th scope="col">at</th>
              <th scope="col">event</th>
              <th scope="col">module</th>
              <th scope="col" class="number">
                timestamp
              </th>
              <th scope="col">rate</th>
              <th scope="col">message id</th>
            </tr>
          </thead>
          <tbody>
            {sent.value.map(row => (
              <tr key={row.id}>
                <td class="number">{new Date(row.at).toLocaleTimeString()}</td>
                <td>{row.messageIds.length > 1 ? `${row.kind} × ${row.messageIds.length}` : row.kind}</td>
                <td>
                  {row.event ? <a href={addressOf('module', row.event.module)}>{row.event.module}</a> : '?'}
                </td>
                <td class="number">{row.event?.timestamp ?? '?'}</td>
                <td>
                  <Rate row={row} rate={row.rate} />
                </td>
                <td class="mono">
                  <MessageIds ids={row.messageIds} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    )}
    <p role="status" class="unseen">
      {announcement(sent.value)}
    </p>
  </section>
)

const Rate = ({ row, rate }: { readonly row: Row; readonly rate: RateOf }) => {
  if (!row.event)
    return (
      <>
        refused: see the <a href={addressOf('dead')}>dead letters</a>
      </>
    )
  if (rate.kind === 'none') return <span class="quiet">of its report</span>
  if (rate.kind === 'waiting') return <span class="quiet">waiting …</span>
  if (rate.kind === 'missing')
    return (
      <>
        none within {patience / 1000} s: see the <a href={addressOf('dead')}>dead letters</a>
      </>
    )
  const { successRate, quality, received, attempts } = rate.rate
  return (
    <>
      <strong>{percent(successRate)}</strong> {received} of {attempts}{' '}
      <span class={quality === 'exact' ? 'badge good' : 'badge'}>{quality}</span>{' '}
      <span class="quiet">
        {rate.after === undefined
          ? 'as before: it changes nothing'
          : `after ${(rate.after / 1000).toFixed(1)} s`}
      </span>
    </>
  )
}

const MessageIds = ({ ids }: { readonly ids: readonly string[] }) =>
  ids.length === 1 ? (
    <span>{ids[0]}</span>
  ) : (
    <details class="ids">
      <summary>{ids.length} ids</summary>
      {ids.map(id => (
        <div key={id}>{id}</div>
      ))}
    </details>
  )

const percent = (rate: number): string => `${Number(rate.toFixed(2))} %`

/** What has happened last, for a screen reader. */
const announcement = (rows: readonly Row[]): string => {
  const [row] = rows
  if (!row) return ''
  const { rate, messageIds } = row
  if (rate.kind === 'here') return `The rate of ${row.event?.module} is ${percent(rate.rate.successRate)}.`
  return messageIds.length === 1 ? 'Sent 1 event.' : `Sent ${messageIds.length} events.`
}
