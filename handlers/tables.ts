// What a rate is computed from: a module's reports, and how many messages were received in a window.

import type { Aws } from './aws/connect.ts'
import { query } from './aws/dynamodb.ts'
import type { Report } from './domain/epoch.ts'
import type { Count } from './domain/rates-after.ts'
import { type Row, reportsIn } from './domain/report-change.ts'

export type Tables = { readonly MESSAGE_TABLE: string; readonly REPORT_TABLE: string }

/** All reports of a module, by timestamp. */
export const readReports = async (aws: Aws, env: Tables, module: string): Promise<Report[]> => {
  const { rows } = await query<Row>(aws, env.REPORT_TABLE, {
    KeyConditionExpression: 'moduleId = :m',
    ExpressionAttributeValues: { ':m': { S: module } },
  })
  return reportsIn(rows)
}

/** Counts a module's messages in a window by reading all of its rows. The one place that counts. */
export const countReceived =
  (aws: Aws, env: Tables, module: string): Count =>
  async (after, upTo) => {
    const { count } = await query(aws, env.MESSAGE_TABLE, {
      Select: 'COUNT',
      // Only BETWEEN, which includes both ends, takes two bounds of one key. `timestamp` is a reserved word.
      KeyConditionExpression: 'moduleId = :m AND #t BETWEEN :a AND :t',
      ExpressionAttributeNames: { '#t': 'timestamp' },
      ExpressionAttributeValues: {
        ':m': { S: module },
        ':a': { N: `${after === undefined ? 0 : after + 1n}` },
        ':t': { N: `${upTo}` },
      },
    })
    return count
  }
