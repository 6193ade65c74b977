import { columns } from '../terminal/columns.ts'
import { wrap } from '../terminal/wrap.ts'
import type { Bill } from './bill.ts'

/** The bill as a table that fits a terminal: on a narrow one without quantities. */
export const describeBill = (bill: Bill, width = Number.POSITIVE_INFINITY): string => {
  const head =
    `${count(bill.receivedMessages)} received messages and ${count(bill.reports)} reports a month,${width < 66 ? ' ' : '\n'}` +
    `at the list prices of ${bill.region}, ${bill.asOf}, in US dollars a month.`
  const names = width < 60 ? ['this', 'plain'] : ['this service', 'plain design']
  const rows = bill.rows.map(({ label, unit, quantity, dollars }) => {
    // arm64 and x86_64 have two prices for one unit, and the designs differ in quantity: this service's is shown
    const shown = quantity.this > 0 ? amount(quantity.this, unit) : ''
    return [`  ${label}`, shown, money(dollars.this), money(dollars.plain)]
  })
  const { total, perMillion: million } = bill
  const sums = [
    ['a month, without the producers', '', money(total.this), money(total.plain)],
    ...(million ? [['  a million received messages', '', money(million.this), money(million.plain)]] : []),
  ]
  const [title = '', ...lines] = columns(
    [['', 'quantity', ...names], ...rows, ...sums],
    ['left', 'right', 'right', 'right'],
    width,
    { leaveOut: [1], cut: 0, least: 20 },
  )
  const grouped = bill.rows.flatMap(({ group }, i) => {
    const line = lines[i] ?? ''
    return group === bill.rows[i - 1]?.group ? [line] : [headings[group], line]
  })
  return [wrap(head, width), '', title, ...grouped, '', ...lines.slice(rows.length)].join('\n')
}

/** What a month costs in all, and nothing else. */
export const describeTotal = ({ total }: Bill): string =>
  columns(
    [
      ['this service', money(total.this)],
      ['plain design', money(total.plain)],
    ],
    ['left', 'right'],
  ).join('\n')

const headings = {
  'received messages': 'received messages',
  'late messages': 'of them, a day or more late',
  reports: 'weekly diagnostics, and their rates',
  kept: 'what is kept',
  fixed: 'fixed',
  producers: 'paid by whoever sends the events',
} as const

/** A quantity with its unit. */
export const amount = (quantity: number, unit: string): string =>
  `${count(quantity)} ${plural(unit, quantity)}`

const plural = (unit: string, quantity: number): string =>
  unit.startsWith('GB') || quantity === 1 ? unit : `${unit}${/[sc]h$/.test(unit) ? 'es' : 's'}`

/** 1234 as "1,234", 1.5 million as "1.50 M", and what is small with three digits. */
export const count = (quantity: number): string => {
  for (const [size, name] of [
    [1e9, ' bn'],
    [1e6, ' M'],
  ] as const)
    if (quantity >= size) return `${threeDigits(quantity / size)}${name}`
  if (quantity >= 1000) return String(Math.round(quantity)).replace(/\B(?=(\d{3})+$)/g, ',')
  return threeDigits(quantity)
}

const threeDigits = (value: number): string =>
  Number.isInteger(value) ? String(value) : value >= 1000 ? String(Math.round(value)) : value.toPrecision(3)

/** US dollars to the cent; nothing for nothing. */
export const money = (dollars: number): string => {
  if (dollars === 0) return '-'
  if (dollars < 0.005) return '< $0.01'
  return `$${dollars.toFixed(2).replace(/\B(?=(\d{3})+\.)/g, ',')}`
}
