// The modules that have reported.

import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb'

/**
 * The names of the modules, in an order of DynamoDB's own that stays the same; from the one after `after` on. Holds a
 * page at a time: DynamoDB keeps the rows of one key together, so a name that is not the last one is a new one.
 */
export async function* listModules(
  client: DynamoDBClient,
  TableName: string,
  after?: string,
): AsyncGenerator<string> {
  let last = after
  const pages = paginateScan(
    {
      client,
      ...(after !== undefined && {
        startingToken: { moduleId: { S: after }, timestamp: { N: `${2n ** 64n - 1n}` } },
      }),
    },
    { TableName, ProjectionExpression: 'moduleId' },
  )
  for await (const { Items = [] } of pages)
    for (const { moduleId } of Items) {
      const name = moduleId?.S ?? ''
      if (name === last || !isName(name)) continue
      last = name
      yield name
    }
}

// A row that others have written, and whose key no event has, is no report.
const isName = (name: string): boolean => name !== '' && !/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u.test(name)
