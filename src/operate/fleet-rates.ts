// The last published rate of each module, and on the way there every rate.

import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb'
import { type PublishedRate, parsePublished } from './published-rate.ts'

export type LastRate = PublishedRate & { readonly module: string; readonly timestamp: bigint }

/** Parts of the table that are read side by side. */
const segments = 4

type Hears = {
  /** How many rows were read so far, and how many read units that took. */
  readonly onRead?: (rows: number, units: number) => void
  /** Each published rate, in any order. */
  readonly onRate?: (timestamp: bigint, rate: PublishedRate) => void
  readonly stopping?: AbortSignal
}

/** Reads all of received_window once, and keeps one rate a module. */
export const fleetRates = async (
  client: DynamoDBClient,
  TableName: string,
  { onRead, onRate, stopping }: Hears = {},
): Promise<LastRate[]> => {
  const last = new Map<string, { readonly timestamp: bigint; readonly published: string }>()
  let rows = 0
  let units = 0
  const scan = async (Segment: number): Promise<void> => {
    const pages = paginateScan(
      { client },
      {
        TableName,
        Segment,
        TotalSegments: segments,
        ProjectionExpression: 'moduleId, #t, published',
        FilterExpression: 'attribute_exists(published)',
        ExpressionAttributeNames: { '#t': 'timestamp' },
        ReturnConsumedCapacity: 'TOTAL',
      },
    )
    for await (const { Items = [], ScannedCount = 0, ConsumedCapacity } of pages) {
      if (stopping?.aborted) return
      for (const { moduleId, timestamp, published } of Items) {
        const [module, at] = [moduleId?.S ?? '', BigInt(timestamp?.N ?? 0)]
        const rate = onRate && parsePublished(published?.S ?? '')
        if (rate) onRate(at, rate)
        const known = last.get(module)
        if (!known || known.timestamp < at) last.set(module, { timestamp: at, published: published?.S ?? '' })
      }
      rows += ScannedCount
      units += ConsumedCapacity?.CapacityUnits ?? 0
      onRead?.(rows, units)
    }
  }
  await Promise.all(Array.from({ length: segments }, (_, segment) => scan(segment)))
  return [...last].flatMap(([module, { timestamp, published }]) => {
    const rate = parsePublished(published)
    return rate ? [{ module, timestamp, ...rate }] : []
  })
}
