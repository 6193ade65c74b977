// The three tables and the topic of one module, in memory: what each step of the protocol does to them, at once.

import type { Report } from '../../handlers/domain/epoch.ts'
import type { EpochState, Head } from '../../handlers/domain/epoch-state.ts'
import type { Received } from '../../handlers/domain/events.ts'
import type { Found } from '../../handlers/domain/expiry.ts'
import type { Rate } from '../../handlers/domain/rate.ts'
import { rateText } from '../../handlers/domain/rate.ts'
import { merge, nothing, type Readings, readingOf } from '../../handlers/domain/readings.ts'
import type { Counted, Window } from '../../handlers/domain/window.ts'

export type Published = Rate & { readonly computedAt: number }

export type Tables = {
  readonly messages: Map<bigint, number | undefined>
  readonly reports: Map<bigint, number>
  readonly windows: Map<bigint, Window>
  readonly published: Published[]
  head: Head
  /** When messages expire, in s since 1970. */
  readonly expires: Map<bigint, number>
}

export const emptyTables = (): Tables => ({
  messages: new Map(),
  reports: new Map(),
  windows: new Map(),
  published: [],
  head: {},
  expires: new Map(),
})

export const copyOf = ({ messages, reports, windows, published, head, expires }: Tables): Tables => ({
  messages: new Map(messages),
  reports: new Map(reports),
  windows: new Map(windows),
  published: [...published],
  head,
  expires: new Map(expires),
})

/** The tables as one text, the same for the same rows in whatever order they were written. */
export const textOf = ({ messages, reports, windows, published, head, expires }: Tables): string => {
  const rows = [...windows.values()].map(
    ({ timestamp, previous, readings, countedAt, reopened, seen, until, published: last }) =>
      `${timestamp} ${previous} ${readings?.received} ${readings?.vague} ${countedAt} ${reopened} ${seen} ${until} ${last}`,
  )
  const rates = published.map(rate => `${rate.timestamp} ${rate.computedAt} ${rateText(rate)}`)
  const { timestamp, epoch } = head.state ?? {}
  const kept = [head.version, timestamp, ...Object.values(epoch ?? {})]
  return [[...messages.keys()].sort(), [...reports].sort(), rows.sort(), rates, kept, [...expires]].join(';')
}

const sorted = <Value>(map: ReadonlyMap<bigint, Value>): [bigint, Value][] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1))

export const putMessage = (
  { messages, expires }: Tables,
  { timestamp, txAttempts }: Received,
  until: number | undefined,
) => {
  messages.set(timestamp, txAttempts)
  if (until !== undefined) expires.set(timestamp, until)
}

/** What DynamoDB does some time after messages have expired; gives how many went. */
export const expire = ({ messages, expires }: Tables, now: number): number => {
  const gone = [...expires].filter(([, until]) => until * 1000 <= now)
  for (const [timestamp] of gone) messages.delete(timestamp) && expires.delete(timestamp)
  return gone.length
}

/** Puts a report as weekly does; gives the change that its stream tells of, if there is one. */
export const putReport = ({ reports }: Tables, timestamp: bigint, attempts: number) => {
  const before = reports.get(timestamp)
  if (before !== undefined && before >= attempts) return undefined
  reports.set(timestamp, attempts)
  return { timestamp, ...(before !== undefined && { before }) }
}

export const reportsIn = ({ reports }: Tables): Report[] =>
  sorted(reports).map(([timestamp, attempts]) => ({ timestamp, attempts }))

export const firstReport = (tables: Tables, from: bigint): bigint | undefined =>
  reportsIn(tables).find(({ timestamp }) => timestamp >= from)?.timestamp

export const reopen = ({ windows }: Tables, timestamp: bigint, by: number): boolean => {
  const row = windows.get(timestamp) ?? { timestamp }
  if ((row.until ?? Number.POSITIVE_INFINITY) <= by) return false
  windows.set(timestamp, { ...row, reopened: `${Number(row.reopened ?? 0) + 1}` })
  return true
}

/** The same, from a count on that somebody else has made. */
export const reopenFrom = (tables: Tables, timestamp: bigint, readings: Readings, by: number): boolean => {
  if (!reopen(tables, timestamp, by)) return false
  tables.windows.set(timestamp, { timestamp, ...tables.windows.get(timestamp), readings })
  return true
}

export const windowsIn = ({ windows }: Tables, from: bigint, to: bigint): Window[] =>
  sorted(windows)
    .map(([, window]) => window)
    .filter(({ timestamp }) => timestamp >= from && timestamp <= to)

export const messagesIn = ({ messages }: Tables, after: bigint | undefined, upTo: bigint) =>
  sorted(messages).filter(([t]) => t <= upTo && (after === undefined || t > after))

export const readingsOf = (messages: readonly [bigint, number | undefined][]): Readings =>
  messages.reduce((sum, [, tx]) => merge(sum, readingOf(tx)), nothing)

export const countIn = (tables: Tables, after: bigint | undefined, upTo: bigint): Found => {
  const messages = messagesIn(tables, after, upTo)
  const times = messages.flatMap(([t]) => tables.expires.get(t) ?? [])
  return { readings: readingsOf(messages), until: times.length > 0 ? Math.min(...times) : undefined }
}

export const keep = ({ windows }: Tables, { previous, ...counted }: Counted): boolean => {
  const row = windows.get(counted.timestamp)
  if (row?.reopened !== counted.reopened) return false
  const { timestamp, readings, countedAt, until } = counted
  windows.set(timestamp, {
    timestamp,
    readings,
    countedAt,
    until,
    ...(previous !== undefined && { previous }),
    ...(row?.reopened !== undefined && { reopened: row.reopened, seen: row.reopened }),
    ...(row?.published !== undefined && { published: row.published }),
  })
  return true
}

export const keepPublished = ({ windows }: Tables, rate: Rate) => {
  const { timestamp } = rate
  windows.set(timestamp, { ...(windows.get(timestamp) ?? { timestamp }), published: rateText(rate) })
}

export const raise = (tables: Tables, from: bigint): boolean => {
  const { version = 0, state } = tables.head
  if (state && state.timestamp >= from) return false
  tables.head = { version: `${Number(version) + 1}`, state }
  return true
}

export const drop = (tables: Tables) => {
  tables.head = { version: `${Number(tables.head.version ?? 0) + 1}` }
}

export const keepState = (tables: Tables, state: EpochState, version: string | undefined): boolean => {
  if (tables.head.version !== version) return false
  tables.head = { version, state }
  return true
}

/** What a consumer keeps: per report, the value with the greatest computed_at. */
export const heldIn = ({ published }: Tables): Map<bigint, Published> => {
  const held = new Map<bigint, Published>()
  for (const rate of published)
    if (rate.computedAt >= (held.get(rate.timestamp)?.computedAt ?? 0)) held.set(rate.timestamp, rate)
  return held
}
