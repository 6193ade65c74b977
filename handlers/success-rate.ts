// A new or corrected report becomes its rate, and the rates of the later reports that it changed.

import { type Aws, connect } from './aws/connect.ts'
import { publish } from './aws/sns.ts'
import { type Context, log, realWorld, type World } from './aws/world.ts'
import { decodeOrBury } from './dead-letters.ts'
import { ratesAfter } from './domain/rates-after.ts'
import { changeIn, type StreamRecord } from './domain/report-change.ts'
import { encodeRate } from './domain/success-rate-event.ts'
import { countReceived, readReports } from './tables.ts'

export type Env = {
  readonly MESSAGE_TABLE: string
  readonly REPORT_TABLE: string
  readonly RATE_TOPIC_ARN: string
  readonly DEAD_LETTER_QUEUE_URL: string
}

type StreamEvent = { readonly Records?: readonly StreamRecord[] }
type Failures = { readonly batchItemFailures: readonly { readonly itemIdentifier: string }[] }

/** The handler of the diagnostics table's stream in a given world. */
export const makeSuccessRate = (world: World<Env>) => {
  let computedLast = 0

  const handle = async (aws: Aws, record: StreamRecord): Promise<void> => {
    const change = await decodeOrBury(world, aws, 'success_rate', record, () => changeIn(record))
    if (!change) return
    // Noted before reading, so that of two computations the one that read later holds; never the same twice.
    const computedAt = Math.max(world.now(), computedLast + 1)
    computedLast = computedAt
    const reports = await readReports(aws, world.env, change.module)
    for (const rate of await ratesAfter(reports, change, countReceived(aws, world.env, change.module))) {
      const { message, attributes } = encodeRate(change.module, rate, computedAt)
      await publish(aws, world.env.RATE_TOPIC_ARN, message, attributes)
    }
  }

  return async ({ Records = [] }: StreamEvent, context?: Context): Promise<Failures> => {
    const aws = connect(world, context)
    const batchItemFailures: { itemIdentifier: string }[] = []
    // Modules go on at once. A module's record follows its last one, and fails if that did.
    const modules = new Map<string | undefined, Promise<boolean>>()
    for (const record of Records) {
      const { Keys, SequenceNumber } = record.dynamodb ?? {}
      const follow = async (previous?: Promise<boolean>): Promise<boolean> => {
        try {
          if ((await previous) ?? true) return await handle(aws, record).then(() => true)
        } catch (error) {
          log(world, 'ERROR', 'A rate was not computed; the stream will retry.', { error: `${error}` })
        }
        batchItemFailures.push({ itemIdentifier: `${SequenceNumber}` })
        return false
      }
      modules.set(Keys?.moduleId?.S, follow(modules.get(Keys?.moduleId?.S)))
    }
    await Promise.all(modules.values())
    return { batchItemFailures }
  }
}

export const successRate = makeSuccessRate(realWorld<Env>())
