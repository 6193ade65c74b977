// What the messages of a window say: how many there are, and what those of them that carry tx_attempts tell of
// the module's counter. It depends on the messages alone, not on reports, so it stays true when a report is
// corrected; and that of two neighbouring windows merged is that of the one window they make.

export type Readings = {
  /** Messages received. */
  readonly received: number
  /** The first and the last tx_attempts, if any message carries one. */
  readonly first?: number
  readonly last?: number
  /** If tx_attempts falls: the messages after the last one before the last fall. */
  readonly since?: number
  /** Where messages lie that carry none: `f` before the first, `s` around that fall, `l` after the last. */
  readonly vague: string
}

export const nothing: Readings = { received: 0, vague: '' }

/** What one message says. */
export const readingOf = (tx: number | undefined): Readings =>
  tx === undefined ? { received: 1, vague: '' } : { received: 1, first: tx, last: tx, vague: '' }

const marks = (f: boolean, s: boolean, l: boolean) => (f ? 'f' : '') + (s ? 's' : '') + (l ? 'l' : '')

/** What the messages of `a`, and then those of `b`, say together. */
export const merge = (a: Readings, b: Readings): Readings => {
  const received = a.received + b.received
  const [before, after] = [a.vague, b.vague]
  if (a.first === undefined || a.last === undefined)
    return {
      ...b,
      received,
      vague: b.first !== undefined && a.received > 0 ? `f${after.replace('f', '')}` : after,
    }
  const later = a.since === undefined ? {} : { since: a.since + b.received }
  if (b.first === undefined)
    return { ...a, ...later, received, vague: b.received > 0 ? `${before.replace('l', '')}l` : before }
  const fell = b.first < a.last
  const around = before.includes('l') || after.includes('f')
  const s = b.since !== undefined ? after.includes('s') : fell ? around : before.includes('s')
  const fall = b.since !== undefined ? { since: b.since } : fell ? { since: b.received } : later
  return {
    received,
    first: a.first,
    ...(b.last !== undefined && { last: b.last }),
    ...fall,
    vague: marks(before.includes('f'), s, after.includes('l')),
  }
}

/** A reset of the counter in a window: the messages to count as after it, and whether they are known to be. */
export type Reset = { readonly after: number; readonly known: boolean }

/**
 * The reset in the window up to a report of `attempts`, if one lies there. The counter's readings are, in time, the
 * report before the window, each tx_attempts in it, and the report; a reset lies where one is less than the one
 * before, and its moment is known if no message without a reading lies between the two. Otherwise the window is
 * counted whole.
 */
export const resetIn = (
  previous: number | undefined,
  attempts: number,
  { received, first, last, since, vague }: Readings,
): Reset | undefined => {
  const reset = (after: number, mark: string): Reset =>
    vague.includes(mark) ? { after: received, known: false } : { after, known: true }
  const fell = previous !== undefined && attempts < previous
  // Not merely more than the report says: a message sent in the same second as the report may be, without a reset.
  if (fell && last !== undefined && last >= previous) return reset(0, 'l')
  if (since !== undefined) return reset(since, 's')
  if (first !== undefined && previous !== undefined && first < previous) return reset(received, 'f')
  return fell ? { after: received, known: false } : undefined
}
