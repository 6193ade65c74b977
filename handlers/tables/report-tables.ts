// The steps of computing a rate, as calls to DynamoDB and SNS.

import type { Aws } from '../aws/connect.ts'
import { query, updateIf } from '../aws/dynamodb.ts'
import { publish } from '../aws/sns.ts'
import type { FirstReport, Report } from '../domain/epoch.ts'
import { rateText } from '../domain/rate.ts'
import { merge, nothing, readingOf } from '../domain/readings.ts'
import type { ReportTables } from '../domain/report.ts'
import { type Row, reportsIn } from '../domain/report-change.ts'
import { encodeRate } from '../domain/success-rate-event.ts'
import { forgetting, headSteps } from './head-row.ts'
import { between, beyond, keyOf, update } from './keys.ts'
import { keepExpression, windowIn } from './window-row.ts'

export type ReportTablesEnv = {
  readonly MESSAGE_TABLE: string
  readonly REPORT_TABLE: string
  readonly WINDOW_TABLE: string
  readonly RATE_TOPIC_ARN: string
  readonly FIRST_REPORT: FirstReport
}

// Reports to a page: some 50 bytes each, so that a page costs one read unit of 4 KB, or two if names are long.
const atOnce = 80

export const reportTables = (
  aws: Aws,
  env: ReportTablesEnv,
  module: string,
  now: () => number,
  stamp: () => number,
): ReportTables => {
  const reports = async function* (bound: object): AsyncGenerator<Report> {
    for await (const row of query<Row>(aws, env.REPORT_TABLE, { ...bound, Limit: atOnce }))
      yield* reportsIn([row])
  }
  const change = ({ timestamp }: { readonly timestamp: bigint }, expressions: object) =>
    updateIf(aws, env.WINDOW_TABLE, keyOf(module, timestamp), expressions)
  return {
    ...forgetting(aws, env.WINDOW_TABLE, module),
    ...headSteps(aws, env.WINDOW_TABLE, module, env.FIRST_REPORT),
    now,
    stamp,
    reportsUpTo: timestamp => reports({ ...beyond(module, '<=', timestamp), ScanIndexForward: false }),
    reportsAfter: timestamp => reports(beyond(module, '>', timestamp)),
    windows: async (from, to) => {
      const rows = []
      for await (const row of query<Row>(aws, env.WINDOW_TABLE, between(module, from, to)))
        rows.push(windowIn(row))
      return rows
    },
    count: async (after, upTo) => {
      let readings = nothing
      let until: number | undefined
      const rows = query<Row>(aws, env.MESSAGE_TABLE, {
        ...between(module, after === undefined ? 0n : after + 1n, upTo),
        ProjectionExpression: 'tx_attempts, expires',
      })
      for await (const { tx_attempts: tx, expires } of rows) {
        readings = merge(readings, readingOf(tx?.N === undefined ? undefined : Number(tx.N)))
        if (expires?.N) {
          const expiry = Number(expires.N)
          until = Math.min(until ?? expiry, expiry)
        }
      }
      return { readings, until }
    },
    publish: (rate, computedAt) => {
      const { message, attributes } = encodeRate(module, rate, computedAt)
      return publish(aws, env.RATE_TOPIC_ARN, message, attributes)
    },
    keep: window => change(window, keepExpression(window)),
    keepPublished: rate => change(rate, update('SET published = :p', { ':p': { S: rateText(rate) } })),
  }
}
