import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import type { Stamped } from './judge-timestamps.ts'

/** Parts of a table that are looked into, so that one module's rows are not all that is seen. */
const segments = 10

/** Up to so many rows from each of ten places of a table: a read unit or so each. */
export const sampleRows = async (
  client: DynamoDBClient,
  TableName: string,
  Limit = 10,
): Promise<readonly Stamped[]> => {
  const pages = await Promise.all(
    Array.from({ length: segments }, (_, Segment) =>
      client.send(
        new ScanCommand({
          TableName,
          Segment,
          TotalSegments: segments,
          Limit,
          ProjectionExpression: 'moduleId, #t, counted_at',
          ExpressionAttributeNames: { '#t': 'timestamp' },
        }),
      ),
    ),
  )
  return (
    pages
      .flatMap(({ Items = [] }) => Items)
      // at -1 stands what is kept of a module as a whole
      .filter(({ timestamp }) => !timestamp?.N?.startsWith('-'))
      .map(({ moduleId, timestamp, counted_at: countedAt }) => ({
        module: moduleId?.S ?? '',
        timestamp: BigInt(timestamp?.N ?? 0),
        countedAt: countedAt?.N === undefined ? undefined : Number(countedAt.N),
      }))
  )
}
