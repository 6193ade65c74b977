// Stream → function. Reads a stream from a position, hands over batches, and on failure splits, retries and at
// last discards to the on-failure destination, so that no record blocks its shard for ever.
// https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html

import { pause } from '../../pause.ts'
import type { Stream, StreamRecord } from '../dynamodb/stream.ts'
import { isRecord, parseJson } from '../protocol/json.ts'
import type { LambdaFunction, Outcome } from './function.ts'

/** AWS::Lambda::EventSourceMapping; -1 stands for endless, as Lambda has it. */
export type MappingConfig = {
  readonly uuid: string
  readonly batchSize: number
  readonly windowSeconds: number
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST'
  readonly retries: number
  readonly maximumAgeSeconds: number
  readonly bisect: boolean
  readonly partialFailures: boolean
  readonly onFailure: string | undefined
  /** Whether it runs; absent, it does. */
  readonly enabled?: boolean
  /** FilterCriteria as given, and what they let through. */
  readonly filters?: readonly string[]
  readonly lets?: (record: StreamRecord) => boolean
}

export type MappingWorld = {
  readonly invoke: (payload: string) => Promise<Outcome>
  /** Sends text to a queue or topic by its ARN; never throws. */
  readonly send: (targetArn: string, body: string) => Promise<void>
  readonly now: () => number
  /** Waits between retries are divided by this. */
  readonly haste: number
  readonly stopping: AbortSignal
  /** Why the function's role may not read the stream; undefined when it may. */
  readonly barred?: () => string | undefined
  /** Is told of each position that is reached. */
  readonly reached?: (position: number) => void
  /** Is told how old, in ms, the last record of a batch is that the function gets. */
  readonly aged?: (ms: number) => void
}

/** What Lambda needs of the function's role to read a stream.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-permissions.html */
export const streamActions = [
  'dynamodb:DescribeStream',
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
  'dynamodb:ListStreams',
] as const

type Batch = readonly StreamRecord[]

/** How far a mapping has come: how many records of its stream are done with, whether it still runs, and whether
 * the function took the last batch; undefined when there was none. `barred` while the role may not read it. */
export type Progress = { position: number; over: boolean; succeeded?: boolean; barred?: string | undefined }

/** Serves a mapping from the position in `progress` until it is stopped. */
export const serveMapping = async (
  world: MappingWorld,
  lambda: LambdaFunction,
  stream: Stream,
  config: MappingConfig,
  progress: Progress,
): Promise<void> => {
  const unfollow = stream.follow(progress)
  const invoke = async (payload: string): Promise<Outcome> => {
    const outcome = await world.invoke(payload)
    progress.succeeded = outcome.ok
    return outcome
  }
  try {
    for (;;) {
      await stream.wait(progress.position, world.stopping)
      if (config.windowSeconds > 0) await gather(stream, config, progress.position, world.stopping)
      if (world.stopping.aborted) return
      progress.barred = world.barred?.()
      if (progress.barred !== undefined) {
        // what is written waits in the stream, for as long as that keeps it
        await pause(60_000 / world.haste, world.stopping)
        continue
      }
      // what a day has trimmed away is gone, as on AWS
      const from = Math.max(progress.position, stream.start())
      const batch = withinPayload(stream.read(from, config.batchSize))
      const wanted = batch.filter(record => config.lets?.(record) ?? true)
      if (wanted.length > 0) await processBatch({ ...world, invoke }, lambda, stream, config, wanted)
      if (world.stopping.aborted) return
      progress.position = from + batch.length
      world.reached?.(progress.position)
    }
  } finally {
    unfollow()
    progress.over = true
  }
}

/** Keeps the place of a mapping that is disabled: what is written meanwhile waits for it. */
export const restMapping: typeof serveMapping = async (world, _lambda, stream, _config, progress) => {
  const unfollow = stream.follow(progress)
  progress.over = true
  await new Promise<void>(resolve => {
    if (world.stopping.aborted) return resolve()
    world.stopping.addEventListener('abort', () => resolve(), { once: true })
  })
  unfollow()
}

/** Waits until there is a full batch, or the window is over. */
const gather = async (
  stream: Stream,
  { windowSeconds, batchSize }: MappingConfig,
  position: number,
  stopping: AbortSignal,
): Promise<void> => {
  const over = new AbortController()
  const either = AbortSignal.any([stopping, over.signal])
  await Promise.race([pause(windowSeconds * 1000, either), stream.wait(position + batchSize - 1, either)])
  over.abort()
}

// https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html: a batch ends at 6 MB
const payloadLimit = 6_000_000

/** The first records that fit into one invocation, and one at least. */
const withinPayload = (records: Batch): Batch => {
  let bytes = 0
  const over = records.findIndex((record, index) => {
    // the keys, images and what stands around them
    bytes += record.dynamodb.SizeBytes + 600
    return index > 0 && bytes > payloadLimit
  })
  return over < 0 ? records : records.slice(0, over)
}

/** The wait before a batch is tried again. AWS does not say how long it is. */
const backoffMs = (times: number): number => Math.min(60_000, 1000 * 2 ** times)

/** Brings every record of a batch to its end: handled, or discarded to the destination. */
export const processBatch = async (
  world: MappingWorld,
  lambda: LambdaFunction,
  stream: Stream,
  config: MappingConfig,
  batch: Batch,
): Promise<void> => {
  const discard = async (records: Batch, condition: string, attempts: number, outcome?: Outcome) => {
    if (config.onFailure && records.length > 0)
      await world.send(
        config.onFailure,
        JSON.stringify(discardRecord(lambda, stream, records, condition, attempts, outcome, world.now())),
      )
  }

  // what is still to do, oldest first: a failure splits the first of them or raises its count
  const work: { records: Batch; attempts: number }[] = [{ records: batch, attempts: 0 }]
  let throttles = 0
  for (let part = work.shift(); part && !world.stopping.aborted; part = work.shift()) {
    const { attempts } = part
    const at = world.now()
    const young = (record: StreamRecord) =>
      config.maximumAgeSeconds < 0 || stream.age(record, at) <= config.maximumAgeSeconds
    const records = part.records.filter(young)
    await discard(
      part.records.filter(record => !young(record)),
      'RecordAgeExceeded',
      attempts,
    )
    if (records.length === 0) continue

    const last = records.at(-1)
    if (last) world.aged?.(Math.max(0, 1000 * stream.age(last, at)))
    const outcome = await world.invoke(JSON.stringify({ Records: records }))
    if (world.stopping.aborted) return
    // a batch that the function never saw is tried until it is too old, which uses up no retry:
    // https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
    if (!outcome.ok && outcome.throttledAt !== undefined) {
      await pause(backoffMs(throttles) / world.haste, world.stopping)
      throttles += 1
      work.unshift({ records, attempts })
      continue
    }
    throttles = 0
    const failedFrom = firstFailure(config, records, outcome)
    if (failedFrom === undefined) continue
    const rest = records.slice(failedFrom)
    // splitting, in two or at the record that the function named, consumes no retry:
    // https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
    if (config.bisect && !outcome.ok && rest.length > 1) {
      const middle = Math.ceil(rest.length / 2)
      work.unshift({ records: rest.slice(0, middle), attempts }, { records: rest.slice(middle), attempts })
    } else if (config.bisect && failedFrom > 0) {
      work.unshift({ records: rest, attempts })
    } else if (config.retries >= 0 && attempts >= config.retries) {
      await discard(rest, 'RetryAttemptsExhausted', attempts + 1, outcome)
    } else {
      await pause(backoffMs(attempts) / world.haste, world.stopping)
      work.unshift({ records: rest, attempts: attempts + 1 })
    }
  }
}

/** The index of the first record that failed, or undefined when none did.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html */
const firstFailure = (config: MappingConfig, records: Batch, outcome: Outcome): number | undefined => {
  if (!outcome.ok) return 0
  if (!config.partialFailures) return undefined
  const response = parseJson(outcome.payload)
  const failures = isRecord(response) ? (response.batchItemFailures ?? []) : []
  if (!Array.isArray(failures)) return 0
  if (failures.length === 0) return undefined
  // an empty, absent or unknown identifier makes the whole batch a failure
  return failures.reduce((first: number, failure: unknown) => {
    const named = isRecord(failure) ? failure.itemIdentifier : undefined
    const index = records.findIndex(record => record.dynamodb.SequenceNumber === named)
    return Math.min(first, Math.max(0, index))
  }, records.length)
}

/** What the destination receives: where the records lay, and none of their data. */
const discardRecord = (
  lambda: LambdaFunction,
  stream: Stream,
  records: Batch,
  condition: string,
  attempts: number,
  outcome: Outcome | undefined,
  now: number,
) => {
  const first = records[0]?.dynamodb
  const last = records.at(-1)?.dynamodb
  const at = (seconds = 0) => new Date(seconds * 1000).toISOString()
  return {
    requestContext: {
      requestId: outcome?.requestId ?? '',
      functionArn: lambda.arn,
      condition,
      approximateInvokeCount: attempts,
    },
    responseContext: {
      statusCode: 200,
      executedVersion: '$LATEST',
      functionError: outcome && !outcome.ok ? 'Unhandled' : null,
    },
    version: '1.0',
    timestamp: at(now / 1000),
    DDBStreamBatchInfo: {
      shardId: stream.shardId,
      startSequenceNumber: first?.SequenceNumber,
      endSequenceNumber: last?.SequenceNumber,
      approximateArrivalOfFirstRecord: at(first?.ApproximateCreationDateTime),
      approximateArrivalOfLastRecord: at(last?.ApproximateCreationDateTime),
      batchSize: records.length,
      streamArn: stream.arn,
    },
  }
}
