// An epoch is a stretch of a module's reports over which its counter of attempts ran without a reset.

import { type Readings, resetIn } from './readings.ts'

/** What a weekly diagnostic says: attempts since the counter's last reset, at a module's own time. */
export type Report = { readonly timestamp: bigint; readonly attempts: number }

/** What a module's first report is taken for: one of an epoch that began with nothing, or the zero point. */
export type FirstReport = 'contract' | 'baseline'

/** An epoch as it stands at one of its reports. */
export type Epoch = {
  /** The report in whose window, or at which, it began; undefined: the module's first, whose start nobody saw. */
  readonly began: bigint | undefined
  /** Its start is not known, so attempts may have been made before anything was received. */
  readonly assumed: boolean
  /** What the counter showed at its start. */
  readonly base: number
  /** Messages received in it, and those of them after its last ambiguous window. */
  readonly received: number
  readonly certain: number
  /** The end of the last window that may hold messages of an earlier epoch. */
  readonly ambiguous: bigint | undefined
  /** It stands at the zero point that a module's first report was taken for, which has no rate. */
  readonly silent: boolean
}

/** Whether the reports alone show that an epoch begins in, or at, the window of `report`. */
export const begins = (previous: Report | undefined, { attempts }: Report): boolean =>
  // Equal attempts are no reset: a module that sent nothing reports the same number again.
  previous === undefined || attempts === 0 || attempts < previous.attempts

/** Whether the messages of a report's window have a say in any rate. */
export const counts = (previous: Report | undefined, { attempts }: Report, rule: FirstReport): boolean =>
  attempts > 0 && (previous !== undefined || rule === 'contract')

const begun = (began: bigint | undefined, base = 0, silent = false): Epoch => ({
  began,
  assumed: began === undefined,
  base,
  received: 0,
  certain: 0,
  ambiguous: undefined,
  silent,
})

/** One window more: received in all, and of those the ones that may belong to an epoch before. */
const grown = (epoch: Epoch, { timestamp, attempts }: Report, count: number, known: boolean): Epoch => {
  const received = epoch.received + count
  // More received than attempted means a reset that the counter hid: it had passed its old value again when it was
  // next reported.
  return known && received <= attempts - epoch.base
    ? { ...epoch, silent: false, received, certain: epoch.certain + count }
    : { ...epoch, silent: false, received, certain: 0, ambiguous: timestamp }
}

/**
 * The epoch at `report`, given that at the report before it. Undefined if it began before what is known: before
 * `epoch`, if that is undefined, or in a window whose readings are.
 */
export const enter = (
  epoch: Epoch | undefined,
  previous: Report | undefined,
  report: Report,
  window: Readings | undefined,
  rule: FirstReport,
): Epoch | undefined => {
  const { timestamp, attempts } = report
  if (previous === undefined && rule === 'baseline') return begun(timestamp, attempts, true)
  if (attempts === 0) return begun(timestamp)
  if (window === undefined) return undefined
  const reset = resetIn(previous?.attempts, attempts, window)
  if (reset) return grown(begun(timestamp), report, reset.after, reset.known)
  const running = previous ? epoch : begun(undefined)
  if (running === undefined) return undefined
  // A module's first message that was its first attempt shows that nothing was missed before it.
  const { received, first, vague } = window
  const opens = running.assumed && running.received === 0 && received > 0
  const seen = opens && first !== undefined && first <= 1 && !vague.includes('f')
  return grown(seen ? { ...running, assumed: false } : running, report, received, true)
}
