// The figures that CloudWatch has of functions and topics, all by one call.

import { type CloudWatchClient, paginateGetMetricData } from '@aws-sdk/client-cloudwatch'

export type Wanted = {
  readonly metric: string
  /** The function or the topic, by its name. */
  readonly of: string
}

/** Of the last hour and the last day: the sum, or of IteratorAge the greatest value; undefined for no datapoint. */
export type Figure = { readonly lastHour: number | undefined; readonly lastDay: number | undefined }

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** In seconds: fine enough for an hour, and few enough datapoints for one answer. */
const period = 300

/** The figures in the order in which they are asked for. At $0.01 a thousand metrics that are read. */
export const readFigures = async (
  client: CloudWatchClient,
  wanted: readonly Wanted[],
  now: number,
): Promise<readonly Figure[]> => {
  const found = wanted.map(() => ({ times: [] as number[], values: [] as number[] }))
  const pages = paginateGetMetricData(
    { client },
    {
      StartTime: new Date(now - dayMs),
      EndTime: new Date(now + 60_000),
      MetricDataQueries: wanted.map(({ metric, of }, i) => ({
        Id: `m${i}`,
        MetricStat: {
          Metric: {
            Namespace: metric === published ? 'AWS/SNS' : 'AWS/Lambda',
            MetricName: metric,
            Dimensions: [{ Name: metric === published ? 'TopicName' : 'FunctionName', Value: of }],
          },
          Period: period,
          Stat: metric === age ? 'Maximum' : 'Sum',
        },
      })),
    },
  )
  // a long series comes in pieces, over several pages
  for await (const { MetricDataResults = [] } of pages)
    for (const { Id = '', Timestamps = [], Values = [] } of MetricDataResults) {
      const each = found[Number(Id.slice(1))]
      each?.times.push(...Timestamps.map(time => time.getTime()))
      each?.values.push(...Values)
    }
  return wanted.map(({ metric }, i) => {
    const { times = [], values = [] } = found[i] ?? {}
    const whole = metric === age ? greatest : sum
    // a bucket that an hour ago fell into counts as a whole
    const hour = values.filter((_, j) => (times[j] ?? 0) > now - hourMs - period * 1000)
    return { lastHour: whole(hour), lastDay: whole(values) }
  })
}

const published = 'NumberOfMessagesPublished'
const age = 'IteratorAge'

const sum = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((all, each) => all + each, 0)
const greatest = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : Math.max(...values)
