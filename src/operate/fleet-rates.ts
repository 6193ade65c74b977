// The last published rate of each module.

import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb'
import { type PublishedRate, parsePublished } from './published-rate.ts'

export type LastRate = PublishedRate & { readonly module: string; readonly timestamp: bigint }

/** Parts of the table that are read side by side. */
const segments = 4

/**
 * Reads all of received_window, and keeps one rate a module. `onRead` hears how many rows were read so far, and how
 * many read units that took.
 */
export const fleetRates = async (
  client: DynamoDBClient,
  TableName: string,
  onRead: (rows: number, units: number) => void = () => {},
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
      for (const { moduleId, timestamp, published } of Items) {
        const [module, at] = [moduleId?.S ?? '', BigInt(timestamp?.N ?? 0)]
        const known = last.get(module)
        if (!known || known.timestamp < at) last.set(module, { timestamp: at, published: published?.S ?? '' })
      }
      rows += ScannedCount
      units += ConsumedCapacity?.CapacityUnits ?? 0
      onRead(rows, units)
    }
  }
  await Promise.all(Array.from({ length: segments }, (_, segment) => scan(segment)))
  return [...last].flatMap(([module, { timestamp, published }]) => {
    const rate = parsePublished(published)
    return rate ? [{ module, timestamp, ...rate }] : []
  })
}
