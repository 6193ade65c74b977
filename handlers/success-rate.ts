// A new or corrected report becomes its rate, and the rates of the later reports that it changed.

import { publish } from './aws/sns.ts'
import { realWorld, type World } from './aws/world.ts'
import { decodeOrBury } from './dead-letters.ts'
import { ratesAfter } from './domain/rates-after.ts'
import { changeIn } from './domain/report-change.ts'
import { encodeRate } from './domain/success-rate-event.ts'
import { streamHandler } from './stream-handler.ts'
import { countReceived, readReports } from './tables.ts'

export type Env = {
  readonly MESSAGE_TABLE: string
  readonly REPORT_TABLE: string
  readonly RATE_TOPIC_ARN: string
  readonly DEAD_LETTER_QUEUE_URL: string
}

/** The handler of the diagnostics table's stream in a given world. */
export const makeSuccessRate = (world: World<Env>) => {
  const { env, now } = world
  let computedLast = 0

  return streamHandler(world, async (aws, record, comesLater) => {
    const change = await decodeOrBury(world, aws, 'success_rate', record, () => changeIn(record))
    if (!change) return
    const { module, timestamp } = change
    // Noted before reading, so that of two computations the one that read later holds; never the same twice.
    const computedAt = Math.max(now(), computedLast + 1)
    computedLast = computedAt
    const reports = await readReports(aws, env, module)
    for (const rate of await ratesAfter(reports, change, countReceived(aws, env, module))) {
      if (rate.timestamp !== timestamp && comesLater(rate.timestamp)) continue
      const { message, attributes } = encodeRate(module, rate, computedAt)
      await publish(aws, env.RATE_TOPIC_ARN, message, attributes)
    }
  })
}

export const successRate = makeSuccessRate(realWorld<Env>())
