import { type Priced, prices } from './prices.ts'

/** What a line of the bill belongs to. */
export const groups = ['received messages', 'late messages', 'reports', 'kept', 'fixed', 'producers'] as const
export type Group = (typeof groups)[number]

/** How much of something a month takes. */
export type Line = {
  readonly group: Group
  readonly label: string
  readonly price: Priced
  /** In the price's unit, a month. */
  readonly quantity: number
}

export const line = (group: Group, label: string, price: Priced, quantity: number): Line => ({
  group,
  label,
  price,
  quantity,
})

/** US dollars a month. */
export const dollarsOf = ({ price, quantity }: Line): number => quantity * prices[price].dollars

/** US dollars a month that the service's owner pays for it: all but what the producers' own publishing costs. */
export const total = (lines: readonly Line[]): number =>
  lines.filter(({ group }) => group !== 'producers').reduce((sum, line) => sum + dollarsOf(line), 0)
