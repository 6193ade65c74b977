// DynamoDB Streams' API: a stream here is one shard, open while its table has it.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Streams.html

import { AwsError, unsupported } from '../protocol/aws-error.ts'
import { jsonAnswer, type Service } from '../protocol/call.ts'
import { type JsonRecord, parseBody } from '../protocol/json.ts'
import { decodeIterator, encodeIterator } from './shard-iterator.ts'
import { positionOf, type StreamRecord, sequenceNumber } from './stream.ts'
import type { TableStream } from './touched.ts'

type Streams = { readonly streams: () => readonly TableStream[] }

// "up to 1 MB of data or 1000 unique records, whichever comes first": API_streams_GetRecords
const mostRecords = 1000
const mostBytes = 1_048_576

const invalid = (message: string): AwsError => new AwsError('ValidationException', message)

const text = (input: JsonRecord, name: string): string | undefined => {
  const value = input[name]
  if (value === undefined || typeof value === 'string') return value
  throw invalid(`${name} must be a string.`)
}

const required = (input: JsonRecord, name: string): string => {
  const value = text(input, name)
  if (value !== undefined) return value
  const member = name.charAt(0).toLowerCase() + name.slice(1)
  throw invalid(
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  )
}

const limit = (input: JsonRecord, most: number): number => {
  const value = input.Limit ?? most
  if (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= most) return Number(value)
  throw invalid(`Limit must be a whole number from 1 to ${most}, and is ${value}.`)
}

export const streamsApi = ({ streams }: Streams, now: () => number): Service => {
  const find = (streamArn: string): TableStream => {
    const found = streams().find(({ stream }) => stream.arn === streamArn)
    if (found) return found
    throw new AwsError(
      'ResourceNotFoundException',
      `Requested resource not found: Stream: ${streamArn} not found`,
    )
  }

  const listStreams = (input: JsonRecord) => {
    const tableName = text(input, 'TableName')
    const after = text(input, 'ExclusiveStartStreamArn')
    const all = streams().filter(({ table }) => tableName === undefined || table === tableName)
    const rest = all.slice(1 + all.findIndex(({ stream }) => stream.arn === after))
    const page = rest.slice(0, limit(input, 100))
    return {
      Streams: page.map(({ stream, table }) => ({
        StreamArn: stream.arn,
        StreamLabel: stream.label,
        TableName: table,
      })),
      ...(page.length < rest.length ? { LastEvaluatedStreamArn: page.at(-1)?.stream.arn } : {}),
    }
  }

  const describeStream = (input: JsonRecord) => {
    const { stream, table, keys, open } = find(required(input, 'StreamArn'))
    limit(input, 100)
    const ending = open ? {} : { EndingSequenceNumber: sequenceNumber(Math.max(0, stream.end() - 1)) }
    const range = { StartingSequenceNumber: sequenceNumber(stream.start()), ...ending }
    // a single shard is the last one, and has no children
    const more = text(input, 'ExclusiveStartShardId') !== stream.shardId && input.ShardFilter === undefined
    return {
      StreamDescription: {
        StreamArn: stream.arn,
        StreamLabel: stream.label,
        StreamStatus: open ? 'ENABLED' : 'DISABLED',
        StreamViewType: stream.viewType,
        CreationRequestDateTime: Date.parse(`${stream.label}Z`) / 1000,
        TableName: table,
        KeySchema: keys.map((name, index) => ({
          AttributeName: name,
          KeyType: index === 0 ? 'HASH' : 'RANGE',
        })),
        Shards: more ? [{ ShardId: stream.shardId, SequenceNumberRange: range }] : [],
      },
    }
  }

  const getShardIterator = (input: JsonRecord) => {
    const { stream } = find(required(input, 'StreamArn'))
    const shardId = required(input, 'ShardId')
    if (shardId !== stream.shardId)
      throw new AwsError(
        'ResourceNotFoundException',
        `Requested resource not found: Shard does not exist: ${shardId}`,
      )
    const position = (): number => {
      const type = required(input, 'ShardIteratorType')
      if (type === 'TRIM_HORIZON') return stream.start()
      if (type === 'LATEST') return stream.end()
      if (type !== 'AT_SEQUENCE_NUMBER' && type !== 'AFTER_SEQUENCE_NUMBER')
        throw invalid(
          `1 validation error detected: Value '${type}' at 'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_SEQUENCE_NUMBER, TRIM_HORIZON]`,
        )
      const at = positionOf(required(input, 'SequenceNumber'))
      if (at === undefined || at >= stream.end())
        throw invalid('The SequenceNumber is not one of this shard.')
      if (at < stream.start()) throw trimmed()
      return type === 'AT_SEQUENCE_NUMBER' ? at : at + 1
    }
    return { ShardIterator: encodeIterator({ streamArn: stream.arn, position: position(), givenAt: now() }) }
  }

  const getRecords = (input: JsonRecord) => {
    const { streamArn, position } = decodeIterator(required(input, 'ShardIterator'), now())
    const { stream, open } = find(streamArn)
    if (position < stream.start()) throw trimmed()
    const records = withinBytes(stream.read(position, limit(input, mostRecords)))
    const next = position + records.length
    // null once a closed shard has been read to its end
    const over = !open && next >= stream.end()
    return {
      Records: records.map(shown),
      ...(over ? {} : { NextShardIterator: encodeIterator({ streamArn, position: next, givenAt: now() }) }),
    }
  }

  const actions: Readonly<Record<string, (input: JsonRecord) => unknown>> = {
    ListStreams: listStreams,
    DescribeStream: describeStream,
    GetShardIterator: getShardIterator,
    GetRecords: getRecords,
  }

  return async ({ action, body, contentType }) => {
    const perform = Object.hasOwn(actions, action) ? actions[action] : undefined
    if (!perform) throw unsupported(`DynamoDB Streams ${action}`)
    return jsonAnswer(perform(parseBody(body)), contentType)
  }
}

const trimmed = (): AwsError =>
  new AwsError('TrimmedDataAccessException', 'The stream records before this position have been trimmed.')

/** Lambda adds where a record comes from; the API does not say it again, and spells an identity in its own way:
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Identity.html */
const shown = ({ eventSourceARN: _, userIdentity: by, ...record }: StreamRecord) => ({
  ...record,
  ...(by ? { userIdentity: { Type: by.type, PrincipalId: by.principalId } } : {}),
})

const withinBytes = (records: readonly StreamRecord[]): readonly StreamRecord[] => {
  let bytes = 0
  const over = records.findIndex(({ dynamodb }, index) => {
    bytes += dynamodb.SizeBytes
    return index > 0 && bytes > mostBytes
  })
  return over < 0 ? records : records.slice(0, over)
}
