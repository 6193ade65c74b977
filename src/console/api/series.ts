// Figures of CloudWatch as series of equal periods, all by one call.

import { type CloudWatchClient, paginateGetMetricData } from '@aws-sdk/client-cloudwatch'
import type { Series } from '../wire-flow.ts'

export type Wanted = {
  readonly namespace: 'AWS/SNS' | 'AWS/Lambda' | 'AWS/DynamoDB'
  readonly metric: string
  readonly of: string
  readonly stat: 'Sum' | 'Average' | 'Maximum'
}

export type Span = {
  /** ms since 1970: the end of the last period. */
  readonly end: number
  /** Of one value, in seconds. */
  readonly period: number
  readonly values: number
}

/** Dollars a figure that is read, however many values it has. https://aws.amazon.com/cloudwatch/pricing/ */
export const dollarsPerFigure = 0.01 / 1000

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Metrics.html */
const dimensions = { 'AWS/SNS': 'TopicName', 'AWS/Lambda': 'FunctionName', 'AWS/DynamoDB': 'TableName' }

/** The series of figures in the order in which they are asked for, oldest value first. */
export const readSeries = async (
  client: CloudWatchClient,
  wanted: readonly Wanted[],
  { end, period, values }: Span,
): Promise<readonly Series[]> => {
  const start = end - values * period * 1000
  const found = wanted.map(() => new Array<number | null>(values).fill(null))
  const pages = paginateGetMetricData(
    { client },
    {
      StartTime: new Date(start),
      EndTime: new Date(end),
      MetricDataQueries: wanted.map(({ namespace, metric, of, stat }, i) => ({
        Id: `m${i}`,
        MetricStat: {
          Metric: {
            Namespace: namespace,
            MetricName: metric,
            Dimensions: [{ Name: dimensions[namespace], Value: of }],
          },
          Period: period,
          Stat: stat,
        },
      })),
    },
  )
  // a long series comes in pieces, over several pages
  for await (const { MetricDataResults = [] } of pages)
    for (const { Id = '', Timestamps = [], Values = [] } of MetricDataResults)
      Timestamps.forEach((time, i) => {
        const series = found[Number(Id.slice(1))]
        const at = Math.floor((time.getTime() - start) / (period * 1000))
        if (series && at >= 0 && at < values) series[at] = Values[i] ?? null
      })
  return found
}
