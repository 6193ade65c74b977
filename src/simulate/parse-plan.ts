// The options of `guac simulate` as a plan.

import { errors } from '../errors.ts'
import type { Plan, Unit } from './plan.ts'

export type PlanOptions = {
  readonly modules: string
  readonly weeks: string
  readonly messagesPerWeek: string
  readonly loss: string
  readonly duplicates: string
  readonly outOfOrder: string
  readonly late: string
  readonly resetRate: string
  readonly offline: string
  readonly txAttempts: string
  readonly unit?: string
  readonly seed: string
  readonly end: string
}

/** The smallest time between two attempts that seconds can tell apart, with the chance that moves each: two seconds. */
const mostInSeconds = 604_800 / 2

/** Throws a PersonError for what cannot be played. `unit` stands in where none is given. */
export const parsePlan = (options: PlanOptions, unit: string): Plan => {
  const plan: Plan = {
    seed: whole('--seed', options.seed, 0, 0xffffffff),
    modules: whole('--modules', options.modules, 1, 1_000_000),
    weeks: whole('--weeks', options.weeks, 1, 5200),
    messagesPerWeek: whole('--messages-per-week', options.messagesPerWeek, 1, 10_000_000),
    loss: share('--loss', options.loss),
    duplicates: share('--duplicates', options.duplicates),
    outOfOrder: share('--out-of-order', options.outOfOrder),
    late: share('--late', options.late),
    resets: share('--reset-rate', options.resetRate),
    offline: share('--offline', options.offline),
    txAttempts: oneOf('--tx-attempts', options.txAttempts, ['none', 'some', 'all']),
    unit: oneOf<Unit>('--unit', options.unit ?? unit, ['s', 'ms', 'us', 'ns']),
    end: time('--end', options.end),
  }
  if (plan.unit === 's' && plan.messagesPerWeek > mostInSeconds)
    throw errors.badWhole('--messages-per-week', options.messagesPerWeek, 1, mostInSeconds)
  return plan
}

const whole = (option: string, text: string, least: number, most: number): number => {
  const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  throw errors.badWhole(option, text, least, most)
}

const share = (option: string, text: string): number => {
  const value = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN
  if (value >= 0 && value <= 1) return value
  throw errors.badShare(option, text)
}

const oneOf = <Value extends string>(option: string, text: string, values: readonly Value[]): Value => {
  const found = values.find(value => value === text)
  if (found === undefined) throw errors.badChoice(option, text, values)
  return found
}

const time = (option: string, text: string): number => {
  const ms = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(ms)) throw errors.badTime(option, text)
  return ms
}
