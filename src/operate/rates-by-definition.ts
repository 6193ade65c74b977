// What a module's reports are to be published with: the README's definition, from the counts of their windows. It is
// code of its own, so that what the functions publish can be held against it.

import type { WindowCount } from './window-count.ts'

export type Report = { readonly timestamp: bigint; readonly attempts: number }

/** What a module's first report is taken for: the parameter FirstReport. */
export type FirstReport = 'contract' | 'baseline'

type Epoch = {
  readonly assumed: boolean
  /** What the counter showed at its start. */
  readonly base: number
  readonly received: number
  /** Of these, the messages after its last ambiguous window. */
  readonly certain: number
  readonly ambiguous: boolean
}

const begun: Epoch = { assumed: false, base: 0, received: 0, certain: 0, ambiguous: false }

/** Whether the messages of a report's window have a say in any rate. */
export const hasSay = (first: boolean, { attempts }: Report, rule: FirstReport): boolean =>
  attempts > 0 && !(first && rule === 'baseline')

/**
 * The texts of `published` for all of a module's reports, in their order. Undefined where it cannot be told, since
 * `countOf` a window of the epoch is undefined; no entry for a zero point, which has no rate.
 */
export const ratesByDefinition = (
  reports: readonly Report[],
  countOf: (timestamp: bigint) => WindowCount | undefined,
  rule: FirstReport,
): Map<bigint, string | undefined> => {
  const rates = new Map<bigint, string | undefined>()
  let epoch: Epoch | undefined = { ...begun, assumed: true }
  for (const [i, report] of reports.entries()) {
    const { timestamp, attempts } = report
    if (!hasSay(i === 0, report, rule)) {
      epoch = { ...begun, base: attempts }
      if (attempts === 0 && (i > 0 || rule === 'contract')) rates.set(timestamp, textOf(epoch, attempts))
      continue
    }
    const count = countOf(timestamp)
    epoch = count && next(epoch, reports[i - 1]?.attempts, attempts, count)
    rates.set(timestamp, epoch && textOf(epoch, attempts))
  }
  return rates
}

const next = (
  epoch: Epoch | undefined,
  before: number | undefined,
  attempts: number,
  count: WindowCount,
): Epoch | undefined => {
  const after = afterReset(before, attempts, count)
  if (after !== undefined) return grown(begun, attempts, after === 'unknown' ? count.received : after, after)
  if (!epoch) return undefined
  // the module's first message was its first attempt: nothing was missed before it
  const sees = epoch.received === 0 && (count.first ?? 2) <= 1 && !count.vague.includes('f')
  return grown(sees ? { ...epoch, assumed: false } : epoch, attempts, count.received, count.received)
}

const grown = (epoch: Epoch, attempts: number, more: number, known: number | 'unknown'): Epoch => {
  const received = epoch.received + more
  // more received than tried: a reset that the counter hid
  return known === 'unknown' || received > attempts - epoch.base
    ? { ...epoch, received, certain: 0, ambiguous: true }
    : { ...epoch, received, certain: epoch.certain + more }
}

/** The messages of a window after the reset that lies in it; undefined if none does. */
export const afterReset = (
  before: number | undefined,
  attempts: number,
  { received, first, last, since, vague }: WindowCount,
): number | 'unknown' | undefined => {
  const unless = (mark: string, after: number) => (vague.includes(mark) ? 'unknown' : after)
  const fell = before !== undefined && attempts < before
  if (fell && last !== undefined && last >= before) return unless('l', 0)
  if (since !== undefined) return unless('s', since)
  if (first !== undefined && before !== undefined && first < before) return unless('f', received)
  return fell ? 'unknown' : undefined
}

const textOf = ({ assumed, base, received, certain, ambiguous }: Epoch, attempts: number): string => {
  const tried = attempts - base
  const quality = tried === 0 ? 'n' : ambiguous ? 'u' : assumed ? 'a' : 'e'
  return `${received} ${certain} ${tried} ${quality}`
}
