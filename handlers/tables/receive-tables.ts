// The steps of receiving a message, as calls to DynamoDB.

import type { Aws } from '../aws/connect.ts'
import { putItem, query, updateIf } from '../aws/dynamodb.ts'
import type { ReceiveTables } from '../domain/receive.ts'
import { type Row, reportsIn } from '../domain/report-change.ts'
import { forgetting } from './head-row.ts'
import { beyond, keyOf, number, update } from './keys.ts'

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
  putMessage: ({ timestamp, txAttempts }, expires) =>
    putItem(aws, env.MESSAGE_TABLE, {
      ...keyOf(module, timestamp),
      ...(txAttempts !== undefined && { tx_attempts: number(txAttempts) }),
      ...(expires !== undefined && { expires: number(expires) }),
    }),
  firstReport: async from => {
    // By ones: a row that is no report has no say, and is as good as never there.
    for await (const row of query<Row>(aws, env.REPORT_TABLE, { ...beyond(module, '>=', from), Limit: 1 }))
      for (const { timestamp } of reportsIn([row])) return timestamp
    return undefined
  },
  // Makes the row if there is none: a count may be under way that has read none.
  reopen: (report, by) =>
    updateIf(
      aws,
      env.WINDOW_TABLE,
      keyOf(module, report),
      update(
        'ADD reopened :one',
        { ':one': number(1), ':by': number(by) },
        'attribute_not_exists(whole_until) OR whole_until > :by',
      ),
    ),
})
