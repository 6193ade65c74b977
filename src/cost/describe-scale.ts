// A fleet on paper as text of at most 80 columns.

import { count, money } from './describe-bill.ts'
import { type Fleet, messagesPerMonth } from './fleet.ts'
import { quotas } from './quotas.ts'
import { cellsOf, hopsOf, spreadsOf, timesQuota } from './scale.ts'
import { waysOf } from './ways.ts'

/** Rates at each hop with their quotas, how reports must be spread, and other ways with their costs. */
export const describeScale = (fleet: Fleet): string => {
  const millions = messagesPerMonth(fleet) / 1e6
  const perMillion = (dollars: number): string => (millions > 0 ? money(dollars / millions) : '-')
  return [
    hopRow('a second, of an even flow', 'rate', 'quota', 'of it', ''),
    ...hopsOf(fleet).map(hop => {
      const { limit, name, remedy } = quotas[hop.quota]
      const times = timesQuota(hop)
      return hopRow(
        hop.what,
        count(hop.rate),
        `${name} ${count(limit)}`,
        `${shown(times)} ×`,
        times > 1 ? remedy : '',
      )
    }),
    '',
    cells(cellsOf(fleet)),
    '',
    spreadRow('reports of a week, were they to come together', 'a second', 'hours'),
    ...spreadsOf(fleet).map(({ what, perSecond, hours }) =>
      spreadRow(what, count(Math.floor(perSecond)), count(hours)),
    ),
    '',
    wayRow('dollars a month', 'the service', 'taking in', 'together', 'a million'),
    ...waysOf(fleet).map(({ name, service, intake }) =>
      wayRow(
        name,
        dollars(service),
        dollars(intake),
        dollars(service + intake),
        perMillion(service + intake),
      ),
    ),
  ].join('\n')
}

const cells = (number: number): string =>
  number === 1
    ? 'No quota needs to be raised.'
    : `${number} stacks in as many accounts or regions, each with its share of the modules,\nkeep within all quotas as they come.`

const shown = (times: number): string => (times < 0.01 ? '< 0.01' : times.toFixed(times < 10 ? 2 : 0))
const dollars = (value: number): string => `$${count(Math.round(value))}`

const hopRow = (what: string, rate: string, quota: string, times: string, remedy: string): string =>
  `${what.padEnd(25)} ${rate.padStart(8)}  ${quota.padEnd(25)} ${times.padStart(8)} ${remedy}`.trimEnd()
const spreadRow = (what: string, perSecond: string, hours: string): string =>
  `${what.padEnd(50)} ${perSecond.padStart(10)} ${hours.padStart(8)}`
const wayRow = (name: string, ...cells: readonly string[]): string =>
  `${name.padEnd(31)} ${cells.map(cell => cell.padStart(11)).join(' ')}`
