// One table's stream: a log in memory with a single shard, as DynamoDB Streams shows it. AWS keeps a record for a
// day; here a long log is cut earlier, but never before each of its readers has read what goes. Where data is kept,
// so is the log.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html

import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { type Keep, keepNothing, ordinal } from '../data/keep.ts'
import { arn, place } from '../place.ts'

export type Item = Readonly<Record<string, unknown>>

export const viewTypes = ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'] as const
export type ViewType = (typeof viewTypes)[number]
export const isViewType = (value: unknown): value is ViewType => viewTypes.some(known => known === value)

export type StreamRecord = {
  readonly eventID: string
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE'
  readonly eventVersion: '1.1'
  readonly eventSource: 'aws:dynamodb'
  readonly awsRegion: string
  readonly dynamodb: {
    /** Seconds since 1970. */
    readonly ApproximateCreationDateTime: number
    readonly Keys: Item
    readonly NewImage?: Item
    readonly OldImage?: Item
    readonly SequenceNumber: string
    readonly SizeBytes: number
    readonly StreamViewType: ViewType
  }
  readonly eventSourceARN: string
  /** Only of what expired: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html */
  readonly userIdentity?: { readonly type: 'Service'; readonly principalId: 'dynamodb.amazonaws.com' }
}

export type Change = {
  readonly keys: Item
  readonly before: Item | undefined
  readonly after: Item | undefined
  /** Whether DynamoDB itself deleted the item, since it had expired. */
  readonly expired?: boolean
}

/** Somebody who reads on from a position; it moves as the reader does. */
export type Reader = { readonly position: number }

export type Stream = {
  readonly arn: string
  readonly label: string
  readonly viewType: ViewType
  readonly shardId: string
  /** Records a change, and returns its record; a write that changed nothing makes none. */
  readonly append: (change: Change) => StreamRecord | undefined
  /** At most `limit` records from a position on (how many records precede them), oldest first. */
  readonly read: (position: number, limit: number) => readonly StreamRecord[]
  /** The position of the oldest record that is kept. */
  readonly start: () => number
  /** How many records there have ever been. */
  readonly end: () => number
  /** Keeps what a reader has not read yet, for up to a day. Returns what ends that. */
  readonly follow: (reader: Reader) => () => void
  /** Resolves when there is a record at the position, or the signal aborts. */
  readonly wait: (position: number, signal: AbortSignal) => Promise<void>
  /** How old a record is at a time (ms since 1970), in seconds. While no process runs, none grows old. */
  readonly age: (record: StreamRecord, at: number) => number
  /** What is kept of it, but for its records. */
  readonly about: () => About
  /** Forgets what is kept of it. */
  readonly forget: () => void
}

type About = {
  readonly label: string
  readonly viewType: ViewType
  readonly shardId: string
  /** How many records are gone. */
  readonly trimmed: number
}

/** A stream as an earlier process kept it. */
export type StreamPast = About & { readonly records: readonly StreamRecord[] }

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html: "a 24-hour lifetime"
const lifetimeSeconds = 86_400
/** Up to so many records are kept for readers to come. */
export const keptRecords = 10_000

/** Keys of what is kept of a stream. */
export const streamKey = (streamArn: string): string => `stream~${streamArn}`
export const recordsKey = (streamArn: string): string => `record~${streamArn}~`
export const arnOfStream = (table: string, label: string): string =>
  arn('dynamodb', `table/${table}/stream/${label}`)

/** A new stream of a table, or the one that was. */
export const makeStream = (
  table: string,
  viewType: ViewType,
  now: () => number,
  keep: Keep = keepNothing,
  past?: StreamPast,
): Stream => {
  const openedAt = now()
  const label = past?.label ?? new Date(openedAt).toISOString().slice(0, -1)
  const shardId = past?.shardId ?? `shardId-${String(openedAt).padStart(20, '0')}-00000001`
  const streamArn = arnOfStream(table, label)
  const records = [...(past?.records ?? [])]
  const readers = new Set<Reader>()
  let trimmed = past?.trimmed ?? 0
  const keyOf = (position: number): string => `${recordsKey(streamArn)}${ordinal(position)}`
  const about = (): About => ({ label, viewType, shardId, trimmed })
  if (!past) void keep.put(streamKey(streamArn), about())

  const age = ({ dynamodb }: StreamRecord, at: number): number =>
    at / 1000 - Math.max(dynamodb.ApproximateCreationDateTime, Math.floor(openedAt / 1000))
  let waiters: (() => void)[] = []

  const append = ({ keys, before, after, expired }: Change): StreamRecord | undefined => {
    if (isDeepStrictEqual(before, after)) return undefined
    const images = {
      ...(after && viewType.startsWith('NEW_') ? { NewImage: after } : {}),
      ...(before && viewType.includes('OLD_') ? { OldImage: before } : {}),
    }
    const record: StreamRecord = {
      eventID: randomUUID().replaceAll('-', ''),
      eventName: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: place.region,
      dynamodb: {
        ApproximateCreationDateTime: Math.floor(now() / 1000),
        Keys: keys,
        ...images,
        SequenceNumber: sequenceNumber(trimmed + records.length),
        SizeBytes: Buffer.byteLength(JSON.stringify({ keys, ...images })),
        StreamViewType: viewType,
      },
      eventSourceARN: streamArn,
      ...(expired ? { userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } } : {}),
    }
    void keep.put(keyOf(trimmed + records.length), record)
    records.push(record)
    trim()
    const woken = waiters
    waiters = []
    for (const wake of woken) wake()
    return record
  }

  // in blocks, since cutting the head of a list moves all the rest
  const trim = (): void => {
    if (records.length % 1000 > 0) return
    const unread = Math.min(trimmed + records.length, ...[...readers].map(reader => reader.position))
    const surplus = Math.min(records.length - keptRecords, unread - trimmed)
    const fresh = records.findIndex(record => age(record, now()) <= lifetimeSeconds)
    const going = Math.max(0, surplus, fresh)
    if (going === 0) return
    records.splice(0, going)
    trimmed += going
    // first how many, since a number must never come twice
    void keep.put(streamKey(streamArn), about())
    for (let position = trimmed - going; position < trimmed; position += 1) void keep.remove(keyOf(position))
  }

  const wait = async (position: number, signal: AbortSignal): Promise<void> => {
    while (trimmed + records.length <= position && !signal.aborted)
      await new Promise<void>(resolve => {
        const wake = () => {
          signal.removeEventListener('abort', wake)
          waiters = waiters.filter(waiter => waiter !== wake)
          resolve()
        }
        waiters.push(wake)
        signal.addEventListener('abort', wake)
      })
  }

  return {
    arn: streamArn,
    label,
    viewType,
    shardId,
    append,
    read: (position, limit) => {
      const from = Math.max(0, position - trimmed)
      return records.slice(from, from + limit)
    },
    start: () => trimmed,
    end: () => trimmed + records.length,
    follow: reader => {
      readers.add(reader)
      return () => void readers.delete(reader)
    },
    wait,
    age,
    about,
    forget: () => {
      void keep.remove(streamKey(streamArn))
      for (let position = trimmed; position < trimmed + records.length; position += 1)
        void keep.remove(keyOf(position))
    },
  }
}

// 21 to 40 digits: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html
const firstSequenceNumber = 100_000_000_000_000_000_001n
export const sequenceNumber = (position: number): string => String(firstSequenceNumber + BigInt(position))

/** The position of a sequence number; undefined for text that is none. It may lie past either end of the stream. */
export const positionOf = (sequence: string): number | undefined =>
  /^\d{21,40}$/.test(sequence) ? Number(BigInt(sequence) - firstSequenceNumber) : undefined
