// The shape in which a DynamoDB stream calls a function, and how it wants to hear of failures.
// https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html

import { type Aws, connect } from './aws/connect.ts'
import { type Context, log, type World } from './aws/world.ts'
import type { StreamRecord } from './domain/report-change.ts'
import { byModule, lastChanges } from './domain/stream-batch.ts'

type StreamEvent = { readonly Records?: readonly StreamRecord[] }
type Failures = { readonly batchItemFailures: readonly { readonly itemIdentifier: string }[] }

/** Handles one record; `comesLater` tells whether a report's own record is still to come in the batch. */
export type HandleRecord = (
  aws: Aws,
  record: StreamRecord,
  comesLater: (report: bigint) => boolean,
) => Promise<unknown>

/**
 * A handler in which modules go on at once and the records of one in order. It returns those that failed, for the
 * stream to retry; the others are done even where the stream later gives up on all that follow a failed one.
 */
export const streamHandler =
  (world: World<unknown>, handle: HandleRecord) =>
  async ({ Records = [] }: StreamEvent, context?: Context): Promise<Failures> => {
    const aws = connect(world, context)
    const failed: StreamRecord[] = []
    const inOrder = async (records: readonly StreamRecord[]) => {
      const last = lastChanges(records)
      for (const [i, record] of records.entries())
        try {
          await handle(aws, record, report => (last.get(report) ?? i) > i)
        } catch (error) {
          log(world, 'ERROR', 'A rate was not computed; the stream will retry.', {
            module: record.dynamodb?.Keys?.moduleId?.S,
            error: `${error}`,
          })
          failed.push(record)
        }
    }
    await Promise.all(byModule(Records).map(inOrder))
    const itemIdentifier = ({ dynamodb }: StreamRecord) => `${dynamodb?.SequenceNumber}`
    return { batchItemFailures: failed.map(record => ({ itemIdentifier: itemIdentifier(record) })) }
  }
