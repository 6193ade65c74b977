// `guac cost`: what a fleet costs in a month, from one table of prices. It asks nobody and needs no account.

import { billOf } from '../cost/bill.ts'
import { describeBill, describeTotal } from '../cost/describe-bill.ts'
import { describeScale } from '../cost/describe-scale.ts'
import { errors } from '../errors.ts'
import type { Io } from '../io.ts'
import { wrap } from '../terminal/wrap.ts'

export type CostOptions = {
  readonly modules: string
  readonly messagesPerWeek: string
  readonly weeks: string
  readonly retention?: string
  readonly late: string
  readonly alarms?: boolean
  readonly dashboard?: boolean
  readonly rates?: boolean
  readonly json?: boolean
  readonly quiet?: boolean
}

export const cost = async (io: Io, options: CostOptions): Promise<void> => {
  const number = (name: string, value: string, least: number): number => {
    const parsed = Number(value)
    if (!/^\d+(\.\d+)?$/.test(value) || parsed < least || parsed > 1e12)
      throw errors.badQuantity(name, value, least)
    return parsed
  }
  const fleet = {
    modules: number('--modules', options.modules, 1),
    messagesPerWeek: number('--messages-per-week', options.messagesPerWeek, 0),
    ageWeeks: number('--weeks', options.weeks, 1),
    late: share(options.late),
    retentionWeeks: options.retention === undefined ? undefined : number('--retention', options.retention, 1),
  }
  if (options.rates) {
    if (options.json) throw errors.ratesAreText()
    return io.print(describeScale(fleet))
  }
  const bill = billOf(fleet, { alarms: options.alarms ?? false, dashboard: options.dashboard ?? false })
  if (options.json) return io.print(JSON.stringify(bill))
  if (options.quiet) return io.print(describeTotal(bill))
  io.print(`${describeBill(bill, io.width)}\n\n${wrap(notes(fleet.ageWeeks), Math.min(io.width, 80))}`)
}

const share = (value: string): number => {
  if (/^\d*\.?\d+$/.test(value) && Number(value) <= 1) return Number(value)
  throw errors.badShare('--late', value)
}

const notes = (weeks: number): string =>
  `Without free tiers, taxes and data transfer. Both designs have run for ${weeks} weeks; the plain one keeps every message, and counts all of a module's messages for each report. Billed milliseconds are assumed, not measured.`
