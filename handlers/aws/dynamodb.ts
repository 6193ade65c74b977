// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/

import { type Aws, callJson } from './connect.ts'

type Item = Readonly<Record<string, { readonly S: string } | { readonly N: string }>>

const call = <Result>(aws: Aws, operation: string, input: object) =>
  callJson<Result>(aws, 'dynamodb', 'DynamoDB_20120810', operation, input)

/** Writes an item whole. */
export const putItem = (aws: Aws, TableName: string, Item: Item): Promise<unknown> =>
  call(aws, 'PutItem', { TableName, Item })

/** Updates an item; `expressions` are UpdateItem's, with their values. */
export const updateItem = (aws: Aws, TableName: string, Key: Item, expressions: object): Promise<unknown> =>
  call(aws, 'UpdateItem', { TableName, Key, ...expressions })

type Page<Row> = { readonly Items?: Row[]; readonly Count: number; readonly LastEvaluatedKey?: object }

/**
 * All rows of a strongly consistent query in the order of the sort key, and their number; with `Select: 'COUNT'`
 * the number alone. A page ends at 1 MB, and its `Count` is its own.
 */
export const query = async <Row>(
  aws: Aws,
  TableName: string,
  expressions: object,
): Promise<{ readonly rows: Row[]; readonly count: number }> => {
  const rows: Row[] = []
  let count = 0
  let ExclusiveStartKey: object | undefined
  do {
    const input = { TableName, ConsistentRead: true, ExclusiveStartKey, ...expressions }
    const page = await call<Page<Row>>(aws, 'Query', input)
    rows.push(...(page.Items ?? []))
    count += page.Count
    ExclusiveStartKey = page.LastEvaluatedKey
  } while (ExclusiveStartKey)
  return { rows, count }
}
