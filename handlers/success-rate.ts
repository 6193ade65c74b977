// A new or corrected report becomes its rate, and the rates of the later reports that it changed.

import { type Aws, connect } from './aws/connect.ts'
import { publish } from './aws/sns.ts'
import { type Context, log, realWorld, type World } from './aws/world.ts'
import { decodeOrBury } from './dead-letters.ts'
import { ratesAfter } from './domain/rates-after.ts'
import { changeIn, type StreamRecord } from './domain/report-change.ts'
import { byModule, lastChanges } from './domain/stream-batch.ts'
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
  const { env, now } = world
  let computedLast = 0

  const handle = async (aws: Aws, record: StreamRecord, comesLater: (report: bigint) => boolean) => {
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
  }

  return async ({ Records = [] }: StreamEvent, context?: Context): Promise<Failures> => {
    const aws = connect(world, context)
    const failed: StreamRecord[] = []
    // Modules go on at once, the records of one in order: after a failure its later ones fail unprocessed.
    const inOrder = async (records: readonly StreamRecord[]) => {
      const last = lastChanges(records)
      for (const [i, record] of records.entries())
        try {
          await handle(aws, record, report => (last.get(report) ?? i) > i)
        } catch (error) {
          log(world, 'ERROR', 'A rate was not computed; the stream will retry.', { error: `${error}` })
          failed.push(...records.slice(i))
          return
        }
    }
    await Promise.all(byModule(Records).map(inOrder))
    const itemIdentifier = ({ dynamodb }: StreamRecord) => `${dynamodb?.SequenceNumber}`
    return { batchItemFailures: failed.map(record => ({ itemIdentifier: itemIdentifier(record) })) }
  }
}

export const successRate = makeSuccessRate(realWorld<Env>())
