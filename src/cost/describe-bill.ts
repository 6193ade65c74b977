import type { Bill } from './bill.ts'

/** The bill as a table of at most 80 columns. */
export const describeBill = (bill: Bill): string => {
  const lines = [
    `${count(bill.receivedMessages)} received messages and ${count(bill.reports)} reports a month,`,
    `at the list prices of ${bill.region}, ${bill.asOf}, in US dollars a month.`,
    '',
    row('', 'quantity', 'this service', 'plain design'),
  ]
  let group = ''
  for (const { group: next, label, unit, quantity, dollars } of bill.rows) {
    if (next !== group) lines.push(headings[next])
    group = next
    // arm64 and x86_64 have two prices for one unit, and the designs differ in quantity: this service's is shown
    const shown = quantity.this > 0 ? amount(quantity.this, unit) : ''
    lines.push(row(`  ${label}`, shown, money(dollars.this), money(dollars.plain)))
  }
  const { total, perMillion } = bill
  lines.push('', row('a month, without the producers', '', money(total.this), money(total.plain)))
  if (perMillion)
    lines.push(row('  a million received messages', '', money(perMillion.this), money(perMillion.plain)))
  return lines.join('\n')
}

const headings = {
  'received messages': 'received messages',
  reports: 'weekly diagnostics, and their rates',
  kept: 'what is kept',
  fixed: 'fixed',
  producers: 'paid by whoever sends the events',
} as const

const row = (label: string, quantity: string, ours: string, plain: string): string =>
  `${label.padEnd(31)} ${quantity.padStart(21)} ${ours.padStart(12)} ${plain.padStart(13)}`.trimEnd()

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
