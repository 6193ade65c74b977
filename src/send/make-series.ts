// Events of one module that guac makes itself.

import type { Portion } from './outbound.ts'

/** What comes in: messages that gateways received, and weekly diagnostics. */
export type Kind = 'recv' | 'weekly'

/** Events of one module with `count` distinct timestamps, one apart, the last of which is `last`. */
export type Series = {
  readonly kind: Kind
  readonly module: string
  readonly last: bigint
  readonly count: number
  /** Of weekly diagnostics: the same for each. */
  readonly attempts?: bigint | undefined
  /** Of received messages: that of the last one. The counter grows by one with each message. */
  readonly txAttempts?: bigint | undefined
}

const portion = 1000

/** The events of a series, oldest first. */
export function* makeSeries(series: Series): Generator<Portion> {
  for (let from = 0; from < series.count; from += portion) {
    const length = Math.min(portion, series.count - from)
    yield Array.from({ length }, (_, index) => ({
      text: eventAt(series, from + index),
      line: from + index + 1,
    }))
  }
}

// By hand: JSON.stringify knows no integer beyond 2^53.
/** The text of one event of a series, counted from 0 on. */
export const eventAt = (
  { kind, module, last, count, attempts, txAttempts }: Series,
  index: number,
): string => {
  const earlier = BigInt(count - 1 - index)
  const fields = [
    `"${kind === 'recv' ? 'moduleId' : 'moduleid'}":${JSON.stringify(module)}`,
    `"timestamp":${last - earlier}`,
    ...(attempts === undefined ? [] : [`"attempts":${attempts}`]),
    ...(txAttempts === undefined ? [] : [`"tx_attempts":${txAttempts - earlier}`]),
  ]
  return `{${fields.join(',')}}`
}
