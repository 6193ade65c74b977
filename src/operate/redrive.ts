// Handing a dead letter's event to the function that failed on it. Not to the topic: its other subscribers have seen
// the event. Handling an event twice changes nothing, so redriving is safely repeated.

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

const emptyAnswers = 5

/** Why a letter was not handled, or undefined when it was. */
export const redrive = async (means: Means, { remedy }: DeadLetter): Promise<string | undefined> => {
  if (remedy.kind === 'none') return remedy.why
  if (remedy.kind === 'invoke') return invoke(means.lambda, means.functionOf(remedy.hop), remedy.event)
  const records = await recordsOf(means.streams, remedy.batch)
  if (records === undefined)
    return 'the stream no longer holds these records (24 hours). The reports themselves stand: guac recount computes them'
  return invoke(means.lambda, means.functionOf('success_rate'), { Records: records })
}

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
