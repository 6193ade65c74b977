// The rows of received_window, in DynamoDB's terms. They are short: a report reads those of its whole epoch.

import type { Row } from '../domain/report-change.ts'
import type { Counted, Window } from '../domain/window.ts'
import { number, update } from './keys.ts'

const none = { NULL: true }

/** What a row says. Of its readings the number stands apart, for mostly there is no more. */
export const windowIn = ({ timestamp, previous, received, readings, ...row }: Row): Window => ({
  timestamp: BigInt(timestamp?.N ?? 0),
  previous: previous?.N === undefined ? undefined : BigInt(previous.N),
  readings: received?.N
    ? { vague: '', ...JSON.parse(readings?.S ?? '{}'), received: Number(received.N) }
    : undefined,
  countedAt: Number(row.counted_at?.N ?? 0),
  reopened: row.reopened?.N,
  seen: row.seen?.N,
  until: row.whole_until && Number(row.whole_until.N),
  published: row.published?.S,
})

/** UpdateItem's expressions that keep a count whole, and only if the window was not reopened since. */
export const keepExpression = ({ previous, readings, countedAt, reopened, until }: Counted) => {
  const { received, ...more } = readings
  const seen = reopened === undefined ? '' : ', seen = :o'
  const whole = until === undefined ? ' REMOVE whole_until' : ', whole_until = :u'
  return update(
    `SET previous = :p, received = :n, readings = :r, counted_at = :c${seen}${whole}`,
    {
      ':p': previous === undefined ? none : number(previous),
      ':n': number(received),
      ':r': more.first === undefined ? none : { S: JSON.stringify(more) },
      ':c': number(countedAt),
      ...(reopened !== undefined && { ':o': { N: reopened } }),
      ...(until !== undefined && { ':u': number(until) }),
    },
    reopened === undefined ? 'attribute_not_exists(reopened)' : 'reopened = :o',
  )
}
