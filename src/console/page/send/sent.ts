// What was sent since the page was loaded, and the rates that came of it.

import { signal } from '@preact/signals'
import type { Kind, ReportNow, ReportRate, SendAsk, Sent } from '../../wire-send.ts'
import { get, post } from '../ask.ts'

export type Row = Sent & {
  readonly kind: Kind
  readonly id: number
  readonly rate: RateOf
}

export type RateOf =
  | { readonly kind: 'none' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'here'; readonly rate: ReportRate; readonly after?: number }
  | { readonly kind: 'missing' }

/** Newest first. */
export const sent = signal<readonly Row[]>([])

/** How long a rate is waited for, in ms: a first report wakes two functions. */
export const patience = 60_000

/** Sends, and notes it; of a weekly diagnostic the rate is waited for. Throws an Error for a person. */
export const send = async (ask: SendAsk, everyMs: number): Promise<Row> => {
  const answer = await post<Sent>('/api/send', ask)
  const row: Row = { ...answer, kind: ask.kind, id: sent.value.length, rate: rateAtFirst(ask.kind, answer) }
  sent.value = [row, ...sent.value]
  if (row.rate.kind === 'waiting') void waitForRate(row, everyMs)
  return row
}

/** A report that changes nothing has no new rate: the greater attempts stand. */
const rateAtFirst = (kind: Kind, { event, before }: Sent): RateOf => {
  if (kind === 'recv' || !event) return { kind: 'none' }
  const changes = before?.attempts === undefined || (event.attempts ?? 0) > before.attempts
  return before?.rate && !changes ? { kind: 'here', rate: before.rate } : { kind: 'waiting' }
}

const waitForRate = async ({ id, event, before }: Row, everyMs: number): Promise<void> => {
  if (!event) return
  const query = new URLSearchParams({ module: event.module, timestamp: event.timestamp })
  const started = Date.now()
  while (Date.now() - started < patience) {
    await new Promise(resolve => setTimeout(resolve, everyMs))
    const now = await get<ReportNow>(`/api/report?${query}`).catch(() => undefined)
    if (!now?.rate || JSON.stringify(now.rate) === JSON.stringify(before?.rate)) continue
    return note(id, { kind: 'here', rate: now.rate, after: Date.now() - started })
  }
  note(id, { kind: 'missing' })
}

const note = (id: number, rate: RateOf): void => {
  sent.value = sent.value.map(row => (row.id === id ? { ...row, rate } : row))
}
