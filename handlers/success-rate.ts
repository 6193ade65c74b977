// A new or corrected report becomes its rate, and the rates of the later reports that it changed.

import { count } from './aws/metrics.ts'
import { realWorld, type World } from './aws/world.ts'
import { decodeOrBury } from './dead-letters.ts'
import type { FirstReport } from './domain/epoch.ts'
import type { TimestampUnit } from './domain/lateness.ts'
import { compute } from './domain/report.ts'
import { changeIn } from './domain/report-change.ts'
import { watchedRates } from './domain/watched-rates.ts'
import { streamHandler } from './stream-handler.ts'
import { reportTables } from './tables/report-tables.ts'

export type Env = {
  readonly MESSAGE_TABLE: string
  readonly REPORT_TABLE: string
  readonly WINDOW_TABLE: string
  readonly RATE_TOPIC_ARN: string
  readonly DEAD_LETTER_QUEUE_URL: string
  readonly TIMESTAMP_UNIT: TimestampUnit
  readonly FIRST_REPORT: FirstReport
  /** Percent; empty where nobody watches the rates. */
  readonly LOW_RATE_THRESHOLD: string
}

/** The handler of the diagnostics table's stream in a given world. */
export const makeSuccessRate = (world: World<Env>) => {
  const { env, now } = world
  let last = 0
  const stamp = () => {
    last = Math.max(now(), last + 1)
    return last
  }

  return streamHandler(world, async (aws, record, comesLater, refused) => {
    const decoded = () => changeIn(record)
    const change = await decodeOrBury(world, aws, 'success_rate', record, decoded, refused)
    if (!change) return
    const tables = reportTables(aws, env, change.module, now, stamp)
    const rules = { unit: env.TIMESTAMP_UNIT, firstReport: env.FIRST_REPORT, apart: 10 }
    const { rates, tooLate } = await compute(tables, change, rules, comesLater)
    count(world, {
      TooLate: tooLate,
      Clamped: rates.filter(({ received, attempts }) => received > attempts).length,
      UpperBound: rates.filter(({ quality }) => quality === 'upper-bound').length,
      ...watchedRates(rates, env.LOW_RATE_THRESHOLD),
    })
  })
}

export const successRate = makeSuccessRate(realWorld<Env>())
