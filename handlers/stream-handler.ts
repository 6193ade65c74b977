// The shape in which a DynamoDB stream calls a function, and how it wants to hear of failures.
// https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html

import { type Aws, connect } from './aws/connect.ts'
import { type Context, log, type World } from './aws/world.ts'
import type { Refused } from './dead-letters.ts'
import type { StreamRecord } from './domain/report-change.ts'
import { byModule, lastChanges, moduleOf } from './domain/stream-batch.ts'

type StreamEvent = {
  readonly Records?: readonly StreamRecord[]
  /** Whether a person hands the records over again, and wants to hear whether one was refused. */
  readonly redriven?: boolean
}
type Failure = { readonly itemIdentifier: string }
type Answer = { readonly batchItemFailures: readonly Failure[]; readonly refused: Refused }

/** Handles one record; `comesLater` tells whether a report's own record is still to come in the batch. */
export type HandleRecord = (
  aws: Aws,
  record: StreamRecord,
  comesLater: (report: bigint) => boolean,
  refused: Refused,
) => Promise<unknown>

/**
 * A handler in which modules go on at once and the records of one in order. It returns those that failed, for the
 * stream to retry; the others are done even where the stream later gives up on all that follow a failed one. It also
 * returns why redriven records were refused.
 */
export const streamHandler =
  (world: World<unknown>, handle: HandleRecord) =>
  async ({ Records = [], redriven }: StreamEvent, context?: Context): Promise<Answer> => {
    const aws = connect(world, context)
    const batchItemFailures: Failure[] = []
    const refused: Refused = redriven ? [] : undefined
    const inOrder = async (records: readonly StreamRecord[]) => {
      const last = lastChanges(records)
      for (const [i, record] of records.entries())
        try {
          await handle(aws, record, report => (last.get(report) ?? i) > i, refused)
        } catch (error) {
          log(world, 'ERROR', 'A rate was not computed; the stream will retry.', {
            module: moduleOf(record),
            error: `${error}`,
          })
          batchItemFailures.push({ itemIdentifier: `${record.dynamodb?.SequenceNumber}` })
        }
    }
    await Promise.all(byModule(Records).map(inOrder))
    return { batchItemFailures, refused }
  }
