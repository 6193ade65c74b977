// What a played fleet has used and cost, for people and for machines.

import { amount, money } from './describe-bill.ts'
import { dollarsOf, type Line } from './line.ts'
import { asOf, prices, region } from './prices.ts'
import { dollarsIn } from './used.ts'

export type Spent = {
  /** What the service has used; undefined when it is not known. */
  readonly lines: readonly Line[] | undefined
  /** Why it is not known. */
  readonly unknown: string | undefined
  /** Messages that were delivered. */
  readonly messages: number
  /** What the fleet itself published. */
  readonly published: { readonly events: number; readonly requests: number }
  /** Whether milliseconds are those of this machine, not of Lambda. */
  readonly ownClock: boolean
}

const publishing = ({ requests }: Spent['published']): number => requests * prices.snsPublish.dollars

/** Lines of at most 80 columns. */
export const describeSpent = (spent: Spent): string[] => {
  const { lines, unknown, messages, published, ownClock } = spent
  const perMillion = (dollars: number): string => (messages > 0 ? money((dollars * 1e6) / messages) : '')
  const row = (label: string, quantity: string, dollars: number): string =>
    `${label.padEnd(31)} ${quantity.padStart(21)} ${perMillion(dollars).padStart(18)}`.trimEnd()
  const used = (lines ?? []).filter(({ quantity }) => quantity > 0)
  const groups = [...new Set(used.map(({ group }) => group))]
  return [
    '',
    `${'Cost units used'.padEnd(31)} ${''.padStart(21)} ${'a million messages'}`,
    ...groups.flatMap(group => [
      group,
      ...used
        .filter(line => line.group === group)
        .map(line => row(`  ${line.label}`, amount(line.quantity, prices[line.price].unit), dollarsOf(line))),
    ]),
    ...(lines ? [row('the service', '', dollarsIn(lines))] : [`not known: ${unknown}`]),
    row('the fleet: SNS publish', amount(published.requests, 'batch'), publishing(published)),
    '',
    `At the list prices of ${region}, ${asOf}; what is kept comes on top: guac cost.`,
    ...(ownClock && lines ? ['Milliseconds are those of this machine, which are not those of Lambda.'] : []),
  ]
}

/** The same as a value for JSON; null for what is not known. */
export const spentJson = ({ lines, unknown, messages, published, ownClock }: Spent): object => ({
  service:
    lines?.map(({ group, label, price, quantity }) => ({
      group,
      label,
      unit: prices[price].unit,
      quantity,
    })) ?? null,
  unknown: unknown ?? null,
  millisecondsOf: ownClock ? 'this machine' : 'Lambda',
  published,
  dollars: { service: lines ? dollarsIn(lines) : null, published: publishing(published) },
  perMillion: lines && messages > 0 ? (dollarsIn(lines) * 1e6) / messages : null,
})
