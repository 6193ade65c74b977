// The steps of receiving a message, as calls to DynamoDB.

import type { Aws } from '../aws/connect.ts'
import { putItem, query, updateItem } from '../aws/dynamodb.ts'
import type { ReceiveTables } from '../domain/receive.ts'
import { type Row, reportsIn } from '../domain/report-change.ts'
import { forgetting } from './head-row.ts'
import { beyond, keyOf, number } from './keys.ts'

export type ReceiveTablesEnv = {
  readonly MESSAGE_TABLE: string
  readonly REPORT_TABLE: string
  readonly WINDOW_TABLE: string
}

export const receiveTables = (
  aws: Aws,
  env: ReceiveTablesEnv,
  module: string,
  now: () => number,
): ReceiveTables => ({
  ...forgetting(aws, env.WINDOW_TABLE, module),
  now,
  putMessage: ({ timestamp, txAttempts }) =>
    putItem(aws, env.MESSAGE_TABLE, {
      ...keyOf(module, timestamp),
      ...(txAttempts !== undefined && { tx_attempts: number(txAttempts) }),
    }),
  firstReport: async from => {
    // By ones: a row that is no report has no say, and is as good as never there.
    for await (const row of query<Row>(aws, env.REPORT_TABLE, { ...beyond(module, '>=', from), Limit: 1 }))
      for (const { timestamp } of reportsIn([row])) return timestamp
    return undefined
  },
  // Makes the row if there is none: a count may be under way that has read none.
  reopen: report =>
    updateItem(aws, env.WINDOW_TABLE, keyOf(module, report), {
      UpdateExpression: 'ADD reopened :one REMOVE received',
      ExpressionAttributeValues: { ':one': number(1) },
    }),
})
