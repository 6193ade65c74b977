// Whether the timestamps of modules are in the unit that the stack takes them to be in, and what their clocks do. Pure.

import { type Finding, fail, ok, warn } from './finding.ts'

export type Stamped = {
  readonly module: string
  readonly timestamp: bigint
  /** When a report was counted, in ms since 1970; undefined of what is no report. */
  readonly countedAt?: number | undefined
}

const perMs: readonly (readonly [unit: string, thousandths: bigint])[] = [
  ['s', 1n],
  ['ms', 1000n],
  ['us', 1_000_000n],
  ['ns', 1_000_000_000n],
]
const dayMs = 86_400_000
/** 2000-01-01. No device of this kind is older, and no unit's range from here on meets another's. */
const earliest = 946_684_800_000
const tenYearsMs = 3650 * dayMs
/** What no queue and no night without a network explains. */
const behindMs = 30 * dayMs

const msOf = (timestamp: bigint, unit: string): number =>
  Number((timestamp * 1000n) / (perMs.find(([name]) => name === unit)?.[1] ?? 1n))

/** The unit in which a timestamp is a time from 2000 until in ten years, if there is one. */
export const unitLike = (timestamp: bigint, now: number): string | undefined =>
  perMs
    .map(([unit]) => unit)
    .find(unit => msOf(timestamp, unit) >= earliest && msOf(timestamp, unit) <= now + tenYearsMs)

/** Compares a sample of timestamps with the parameter TimestampUnit. `now` in ms since 1970. */
export const unitFinding = (rows: readonly Stamped[], unit: string, now: number): Finding => {
  const check = 'unit'
  if (rows.length === 0)
    return ok(check, `TimestampUnit is ${unit}; there is no event yet to compare it with`)
  const counts = new Map<string | undefined, number>()
  for (const { timestamp } of rows) {
    const like = unitLike(timestamp, now)
    counts.set(like, (counts.get(like) ?? 0) + 1)
  }
  const [[most, count] = [undefined, 0]] = [...counts].sort((a, b) => b[1] - a[1])
  const sample = `of ${rows.length} sampled timestamps`
  if (most !== undefined && most !== unit)
    return fail(
      check,
      `TimestampUnit is ${unit}, but ${count} ${sample} look like ${most}: rates stay exact, and cost more reads.`,
      `guac deploy --parameter TimestampUnit=${most}`,
    )
  const other = rows.length - (counts.get(unit) ?? 0)
  if (other === 0) return ok(check, `TimestampUnit is ${unit}, and all ${sample} look like it`)
  return warn(
    check,
    `TimestampUnit is ${unit}, but ${other} ${sample} are no time of this century in it.`,
    'Let all modules send the same unit; guac query MODULE shows what one has sent.',
  )
}

/** Tells modules whose clocks are more than a day ahead, or always more than 30 days behind. */
export const clocksFinding = (rows: readonly Stamped[], unit: string, now: number): Finding => {
  const ahead = new Set<string>()
  const behind = new Map<string, boolean>()
  // those in another unit are told of elsewhere
  for (const { module, timestamp, countedAt } of rows.filter(row => unitLike(row.timestamp, now) === unit)) {
    const at = msOf(timestamp, unit)
    if (at > now + dayMs) ahead.add(module)
    if (countedAt !== undefined) behind.set(module, (behind.get(module) ?? true) && countedAt - at > behindMs)
  }
  const late = [...behind].filter(([, always]) => always).map(([module]) => module)
  const faults = [
    ...(ahead.size > 0 ? [`more than a day ahead: ${listed([...ahead])}`] : []),
    ...(late.length > 0 ? [`more than 30 days behind when counted: ${listed(late)}`] : []),
  ]
  return faults.length === 0
    ? ok('modules', 'no clock of a sampled module is far off')
    : warn(
        'modules',
        `Clocks are off, ${faults.join('; ')}. Rates stay exact, and cost more reads.`,
        'Set the clocks of these modules, unless old events were sent on purpose.',
      )
}

const listed = (modules: readonly string[]): string =>
  `${modules
    .slice(0, 3)
    .map(module => JSON.stringify(module))
    .join(', ')}${modules.length > 3 ? ` and ${modules.length - 3} more` : ''}`
