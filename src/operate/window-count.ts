// The count of a window, as received_window keeps it: how many messages, and what those of them that carry tx_attempts
// tell of the module's counter. Counted here message by message, by code of its own: what the functions have counted is
// held against it.

/** A count, in the words of the attribute `readings`. */
export type WindowCount = {
  readonly received: number
  /** The first and the last tx_attempts, if any message carries one. */
  readonly first?: number
  readonly last?: number
  /** If tx_attempts falls: the messages from the one on that shows its last fall. */
  readonly since?: number
  /** Where messages lie that carry none: `f` before the first, `s` at that fall, `l` after the last. */
  readonly vague: string
}

export const noMessages: WindowCount = { received: 0, vague: '' }

/** The count with one message more, the next in time. */
export const withMessage = (count: WindowCount, tx: number | undefined): WindowCount => {
  const { first, last, since, vague } = count
  const received = count.received + 1
  const one = since === undefined ? {} : { since: since + 1 }
  if (tx === undefined)
    return first === undefined
      ? { received, vague }
      : { ...count, ...one, received, vague: `${vague.replace('l', '')}l` }
  if (first === undefined || last === undefined)
    return { received, first: tx, last: tx, vague: count.received > 0 ? 'f' : '' }
  const begins = vague.includes('f') ? 'f' : ''
  if (tx >= last) return { ...count, ...one, received, last: tx, vague: vague.replace('l', '') }
  return { received, first, last: tx, since: 1, vague: begins + (vague.includes('l') ? 's' : '') }
}

/** A count as the attributes `received` and `readings` of a row. */
export const countTexts = ({ received, ...readings }: WindowCount) => ({
  received: `${received}`,
  readings: readings.first === undefined ? undefined : JSON.stringify(readings),
})

/** The count that these attributes hold; undefined if they hold none. */
export const parseCount = (
  received: string | undefined,
  readings: string | undefined,
): WindowCount | undefined => {
  if (received === undefined || !/^\d+$/.test(received)) return undefined
  try {
    return { vague: '', ...JSON.parse(readings ?? '{}'), received: Number(received) }
  } catch {
    return undefined
  }
}

const facts = ['received', 'first', 'last', 'since', 'vague'] as const

export const sameCount = (a: WindowCount, b: WindowCount): boolean => facts.every(fact => a[fact] === b[fact])
