// Handing a dead letter's event to the function that failed on it. Not to the topic: its other subscribers have seen
// the event. Handling an event twice changes nothing, so redriving is safely repeated. The call waits for the
// function's answer, whatever way the event came by at first: a letter may go only once its event is known to be handled.

import {
  type _Record,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams'
import type { LambdaClient } from '@aws-sdk/client-lambda'
import type { DeadLetter, Hop, StreamBatch } from './dead-letter.ts'
import { invoke } from './invoke.ts'

export type Means = {
  readonly lambda: LambdaClient
  readonly streams: DynamoDBStreamsClient
  readonly functionOf: (hop: Hop) => string
}

export type Outcome =
  | { readonly result: 'handled' }
  /** The function took it without an error. One of 0.2.0 may have refused it all the same, into a letter of its own. */
  | { readonly result: 'handed over' }
  | { readonly result: 'kept'; readonly why: string }

const emptyAnswers = 5

/** Hands a letter's event to its function, and says what became of it. What is kept must stay in the queue. */
export const redrive = async (means: Means, { remedy }: DeadLetter): Promise<Outcome> => {
  if (remedy.kind === 'none') return kept(remedy.why)
  if (remedy.kind === 'invoke') {
    const event = redriven(remedy.event)
    const { failure, refused } = await invoke(means.lambda, means.functionOf(remedy.hop), event)
    const why = failure ?? refused?.[0]
    if (why !== undefined) return kept(why)
    return { result: refused ? 'handled' : 'handed over' }
  }
  const records = await recordsOf(means.streams, remedy.batch)
  if (records === undefined)
    return kept(
      'the stream no longer holds these records (24 hours). The reports themselves stand: guac recount computes them',
    )
  // not as redriven: a record that is refused leaves the stream within a day, and is kept by a letter of its own
  const { failure } = await invoke(means.lambda, means.functionOf('success_rate'), { Records: records })
  return failure === undefined ? { result: 'handled' } : kept(failure)
}

const kept = (why: string): Outcome => ({ result: 'kept', why })

/** The event with the mark that has a handler say what it refuses, instead of making a second letter of it. */
const redriven = (event: unknown): unknown =>
  typeof event === 'object' && event !== null && !Array.isArray(event) ? { ...event, redriven: true } : event

/** The records of a batch as a stream mapping hands them over; undefined if the stream no longer holds them all. */
const recordsOf = async (
  streams: DynamoDBStreamsClient,
  { streamArn, shardId, first, last }: StreamBatch,
): Promise<object[] | undefined> => {
  const records: _Record[] = []
  try {
    const { ShardIterator } = await streams.send(
      new GetShardIteratorCommand({
        StreamArn: streamArn,
        ShardId: shardId,
        ShardIteratorType: 'AT_SEQUENCE_NUMBER',
        SequenceNumber: first,
      }),
    )
    let next = ShardIterator
    for (let empty = 0; next && empty < emptyAnswers; ) {
      const { Records = [], NextShardIterator } = await streams.send(
        new GetRecordsCommand({ ShardIterator: next }),
      )
      records.push(...Records.filter(({ dynamodb }) => BigInt(dynamodb?.SequenceNumber ?? 0) <= BigInt(last)))
      const reached = BigInt(Records.at(-1)?.dynamodb?.SequenceNumber ?? 0)
      if (reached >= BigInt(last)) break
      // an open shard goes on for ever; what was asked for is at its beginning, if it is there at all
      empty = Records.length === 0 ? empty + 1 : 0
      next = NextShardIterator
    }
  } catch (error) {
    const gone = ['TrimmedDataAccessException', 'ResourceNotFoundException']
    if (error instanceof Error && gone.includes(error.name)) return undefined
    throw error
  }
  // both ends, since a stream may answer with nothing for a while: a letter must not go with half of its records
  const complete = [first, last].every(end =>
    records.some(({ dynamodb }) => dynamodb?.SequenceNumber === end),
  )
  return complete ? records.map(record => asEvent(record, streamArn)) : undefined
}

// The event has the shape of the API's answer, but for the time, which is in seconds.
const asEvent = (record: _Record, eventSourceARN: string): object => ({
  ...record,
  eventSourceARN,
  dynamodb: {
    ...record.dynamodb,
    ApproximateCreationDateTime: Number(record.dynamodb?.ApproximateCreationDateTime ?? 0) / 1000,
  },
})
