// One table's stream: an append-only log in memory with a single shard, as DynamoDB Streams shows it.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html

import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { arn, place } from '../place.ts'

export type Item = Readonly<Record<string, unknown>>
export type ViewType = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES'

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
}

export type Change = {
  readonly keys: Item
  readonly before: Item | undefined
  readonly after: Item | undefined
}

export type Stream = {
  readonly arn: string
  readonly label: string
  readonly viewType: ViewType
  readonly shardId: string
  /** Records a change, and returns its record; a write that changed nothing makes none. */
  readonly append: (change: Change) => StreamRecord | undefined
  /** At most `limit` records after a position (how many records precede them), oldest first. */
  readonly read: (position: number, limit: number) => readonly StreamRecord[]
  /** How many records there have ever been. */
  readonly end: () => number
  /** Resolves when there is a record at the position, or the signal aborts. */
  readonly wait: (position: number, signal: AbortSignal) => Promise<void>
}

export const makeStream = (table: string, viewType: ViewType, now: () => number): Stream => {
  const label = new Date(now()).toISOString().slice(0, -1)
  const streamArn = arn('dynamodb', `table/${table}/stream/${label}`)
  const records: StreamRecord[] = []
  let waiters: (() => void)[] = []

  const append = ({ keys, before, after }: Change): StreamRecord | undefined => {
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
        SequenceNumber: sequenceNumber(records.length),
        SizeBytes: Buffer.byteLength(JSON.stringify({ keys, ...images })),
        StreamViewType: viewType,
      },
      eventSourceARN: streamArn,
    }
    records.push(record)
    const woken = waiters
    waiters = []
    for (const wake of woken) wake()
    return record
  }

  const wait = async (position: number, signal: AbortSignal): Promise<void> => {
    while (records.length <= position && !signal.aborted)
      await new Promise<void>(resolve => {
        const wake = () => {
          signal.removeEventListener('abort', wake)
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
    shardId: `shardId-${String(now()).padStart(20, '0')}-00000001`,
    append,
    read: (position, limit) => records.slice(position, position + limit),
    end: () => records.length,
    wait,
  }
}

// 21 to 40 digits: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html
const sequenceNumber = (position: number): string => String(100_000_000_000_000_000_001n + BigInt(position))
