// The definition of semantics.md as directly as it can be written: sort, group, sum. What the service publishes is
// compared with this; it shares no code with it, and knows nothing of kept counts.

export type History = {
  /** T and attempts of each report. */
  readonly reports: ReadonlyMap<bigint, number>
  /** Timestamp of each received message, with its tx_attempts if it carries one. */
  readonly messages: ReadonlyMap<bigint, number | undefined>
  readonly firstReport: 'contract' | 'baseline'
}

export type Expected = {
  readonly received: number
  readonly attempts: number
  readonly successRate: number
  readonly quality: string
  readonly lowerBound: number
}

type Entry<Value> = readonly [bigint, Value]
const inOrder = <Value>(map: ReadonlyMap<bigint, Value>): Entry<Value>[] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1))

/**
 * Where the counter was reset in a window, if it was: the messages known to come after, or `unknown`. Readings are
 * the report before (at place -1), each tx_attempts at its message's place, and the report itself.
 */
const resetOf = (
  window: readonly Entry<number | undefined>[],
  before: number | undefined,
  attempts: number,
): number | 'unknown' | undefined => {
  const tagged = window.flatMap(([, tx], place) => (tx === undefined ? [] : [{ place, value: tx }]))
  const readings = before === undefined ? tagged : [{ place: -1, value: before }, ...tagged]
  const falls = readings
    .slice(1)
    .map((to, i) => ({ from: readings[i] as (typeof readings)[number], to }))
    .filter(({ from, to }) => to.value < from.value)
  if (before !== undefined && attempts < before) {
    const last = tagged.at(-1)
    if (!last) return 'unknown'
    if (last.value >= before) falls.push({ from: last, to: { place: window.length, value: attempts } })
  }
  const fall = falls.at(-1)
  if (!fall) return undefined
  return fall.to.place - fall.from.place > 1 ? 'unknown' : window.length - fall.from.place - 1
}

/** What a module's reports are to be published with, by T. */
export const reference = ({ reports, messages, firstReport }: History): Map<bigint, Expected> => {
  const expected = new Map<bigint, Expected>()
  const sorted = inOrder(reports)
  const received = inOrder(messages)
  let epoch = { windows: [] as { count: number; limit: number; vague: boolean }[], assumed: true, base: 0 }
  const seen: Entry<number | undefined>[] = []
  sorted.forEach(([t, attempts], k) => {
    const [previous, before] = sorted[k - 1] ?? []
    const window = received.filter(([m]) => m <= t && (previous === undefined || m > previous))
    seen.push(...window)
    if (k === 0 && firstReport === 'baseline') {
      epoch = { windows: [], assumed: false, base: attempts }
      return
    }
    if (attempts === 0) {
      epoch = { windows: [], assumed: false, base: 0 }
      expected.set(t, { received: 0, attempts, successRate: 100, quality: 'no-attempts', lowerBound: 100 })
      return
    }
    const reset = resetOf(window, before, attempts)
    if (reset !== undefined) epoch = { windows: [], assumed: false, base: 0 }
    const { windows, base } = epoch
    windows.push({
      count: typeof reset === 'number' ? reset : window.length,
      limit: attempts - base,
      vague: reset === 'unknown',
    })
    const sums = windows.map((_, i) => windows.slice(0, i + 1).reduce((sum, { count }) => sum + count, 0))
    const ambiguous = windows.findLastIndex(({ vague, limit }, i) => vague || (sums[i] as number) > limit)
    const total = sums.at(-1) as number
    const certain = ambiguous < 0 ? total : total - (sums[ambiguous] as number)
    const tried = attempts - base
    const percent = (count: number) => (tried === 0 ? 100 : (100 * Math.min(count, tried)) / tried)
    const [, tx] = seen[0] ?? []
    const fromTheStart = tx !== undefined && tx <= 1
    const sure = epoch.assumed && !fromTheStart ? 'assumed-start' : 'exact'
    expected.set(t, {
      received: total,
      attempts: tried,
      successRate: percent(total),
      quality: tried === 0 ? 'no-attempts' : ambiguous < 0 ? sure : 'upper-bound',
      lowerBound: percent(certain),
    })
  })
  return expected
}
