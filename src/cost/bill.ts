// Two designs' bills side by side, as a value that both the text and the JSON show.

import { type Fleet, messagesPerMonth, reportsPerMonth } from './fleet.ts'
import { dollarsOf, type Group, groups, type Line, total } from './line.ts'
import { plainDesign } from './plain-design.ts'
import { asOf, type Priced, prices, region } from './prices.ts'
import { type Options, thisDesign } from './this-design.ts'

export type Row = {
  readonly group: Group
  readonly label: string
  readonly unit: string
  /** A month, in that unit. */
  readonly quantity: { readonly this: number; readonly plain: number }
  /** US dollars a month. */
  readonly dollars: { readonly this: number; readonly plain: number }
}

export type Bill = {
  readonly region: string
  readonly asOf: string
  readonly receivedMessages: number
  readonly reports: number
  readonly rows: readonly Row[]
  /** US dollars a month, without what the producers' own publishing costs. */
  readonly total: { readonly this: number; readonly plain: number }
  /** The same for each million received messages; null where there are none. */
  readonly perMillion: { readonly this: number; readonly plain: number } | null
}

/** What a fleet costs in a month, with this service and with the plain design. */
export const billOf = (fleet: Fleet, options: Options = {}): Bill => {
  const lines = { this: thisDesign(fleet, options), plain: plainDesign(fleet) }
  const messages = messagesPerMonth(fleet)
  const sums = { this: total(lines.this), plain: total(lines.plain) }
  const million = (dollars: number): number => (dollars * 1e6) / messages
  return {
    region,
    asOf,
    receivedMessages: messages,
    reports: reportsPerMonth(fleet),
    rows: groups.flatMap(group => rowsOf(group, lines.this, lines.plain)),
    total: sums,
    perMillion: messages > 0 ? { this: million(sums.this), plain: million(sums.plain) } : null,
  }
}

const rowsOf = (group: Group, ours: readonly Line[], plain: readonly Line[]): Row[] => {
  const mine = ours.filter(line => line.group === group)
  const others = plain.filter(line => line.group === group)
  const labels = [...new Set([...mine, ...others].map(({ label }) => label))]
  return labels.flatMap(label => {
    const [a, b] = [mine, others].map(lines => lines.find(line => line.label === label))
    const price: Priced | undefined = (a ?? b)?.price
    if (!price || (a?.quantity ?? 0) + (b?.quantity ?? 0) === 0) return []
    return {
      group,
      label,
      unit: prices[price].unit,
      quantity: { this: a?.quantity ?? 0, plain: b?.quantity ?? 0 },
      dollars: { this: a ? dollarsOf(a) : 0, plain: b ? dollarsOf(b) : 0 },
    }
  })
}
