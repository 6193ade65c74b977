// How many messages of a module are stored, by counting rows.

import { type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb'

/** The stored messages of a module after one timestamp, up to and with another. Some hundred rows a read unit. */
export const countStored = async (
  client: DynamoDBClient,
  TableName: string,
  { module, after, upTo }: { readonly module: string; readonly after: bigint; readonly upTo: bigint },
): Promise<number> => {
  let count = 0
  const pages = paginateQuery(
    { client },
    {
      TableName,
      Select: 'COUNT',
      ConsistentRead: true,
      KeyConditionExpression: 'moduleId = :m AND #t BETWEEN :from AND :to',
      ExpressionAttributeNames: { '#t': 'timestamp' },
      ExpressionAttributeValues: {
        ':m': { S: module },
        ':from': { N: `${after + 1n}` },
        ':to': { N: `${upTo}` },
      },
    },
  )
  for await (const { Count = 0 } of pages) count += Count
  return count
}
