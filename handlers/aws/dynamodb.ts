// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/

import { AwsError } from './aws-error.ts'
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

/** Updates an item if its condition holds; gives whether it did. */
export const updateIf = async (
  aws: Aws,
  TableName: string,
  Key: Item,
  expressions: object,
): Promise<boolean> => {
  try {
    await updateItem(aws, TableName, Key, expressions)
    return true
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ConditionalCheckFailedException') return false
    throw error
  }
}

type Page<Row> = { readonly Items: Row[]; readonly LastEvaluatedKey?: object }

/** The rows of a strongly consistent query in the order of the sort key, page by page as they are asked for. */
export async function* query<Row>(aws: Aws, TableName: string, expressions: object): AsyncGenerator<Row> {
  let ExclusiveStartKey: object | undefined
  do {
    const input = { TableName, ConsistentRead: true, ExclusiveStartKey, ...expressions }
    const page = await call<Page<Row>>(aws, 'Query', input)
    yield* page.Items
    ExclusiveStartKey = page.LastEvaluatedKey
  } while (ExclusiveStartKey)
}
