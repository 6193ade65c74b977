// Rows of received_window as the functions write them, put there directly: a large fleet without its messages.

import { BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'

export type PublishedRow = {
  readonly module: string
  readonly timestamp: bigint | number
  /** As the functions write it: received, certain, attempts, quality. */
  readonly published: string
}

/** DynamoDB takes no more at once. */
const most = 25
const sideBySide = 4

export const putPublished = async (
  client: DynamoDBClient,
  table: string,
  rows: Iterable<PublishedRow>,
): Promise<void> => {
  const all = [...rows]
  let next = 0
  const put = async (): Promise<void> => {
    while (next < all.length) {
      const some = all.slice(next, next + most)
      next += most
      const requests = some.map(({ module, timestamp, published }) => ({
        PutRequest: {
          Item: { moduleId: { S: module }, timestamp: { N: `${timestamp}` }, published: { S: published } },
        },
      }))
      await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }))
    }
  }
  await Promise.all(Array.from({ length: sideBySide }, put))
}

export const monday = 1_767_571_200
export const week = 604_800

/** A fleet of which no two modules have the same rate: module 0 has the lowest. */
export const manyModules = function* (modules: number, weeks: number): Generator<PublishedRow> {
  const width = String(modules - 1).length
  for (let i = 0; i < modules; i++)
    for (let k = 0; k < weeks; k++)
      yield {
        module: `m-${String(i).padStart(width, '0')}`,
        timestamp: monday + k * week,
        published: `${i} ${i % 2 === 0 ? i : Math.floor(i / 2)} ${modules} ${i % 2 === 0 ? 'e' : 'u'}`,
      }
}
