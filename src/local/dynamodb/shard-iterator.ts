// Where a reader of a stream stands, as text that only we read. Pure.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetShardIterator.html

import { AwsError } from '../protocol/aws-error.ts'
import { isRecord, parseJson } from '../protocol/json.ts'

export type ShardIterator = {
  readonly streamArn: string
  /** How many records of the stream precede it. */
  readonly position: number
  /** When it was given, in ms since 1970. */
  readonly givenAt: number
}

// "A shard iterator expires 15 minutes after it is returned to the requester"
const lifetimeMs = 15 * 60_000

export const encodeIterator = ({ streamArn, position, givenAt }: ShardIterator): string =>
  `${streamArn}|1|${Buffer.from(JSON.stringify({ position, givenAt })).toString('base64')}`

/** Throws ValidationException for what is no iterator, ExpiredIteratorException for an old one. */
export const decodeIterator = (text: string, now: number): ShardIterator => {
  const [streamArn = '', , encoded = ''] = text.split('|')
  const value = parseJson(Buffer.from(encoded, 'base64').toString())
  const { position, givenAt } = isRecord(value) ? value : {}
  if (typeof position !== 'number' || typeof givenAt !== 'number')
    throw new AwsError('ValidationException', 'Invalid ShardIterator')
  if (now - givenAt > lifetimeMs)
    throw new AwsError(
      'ExpiredIteratorException',
      'Shard iterator has expired: it is more than 15 minutes old.',
    )
  return { streamArn, position, givenAt }
}
