// What a service has used, as CloudWatch has it: the same figures on AWS, where they come a minute or more late, and on
// this machine, where they are there at once.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html

import { type CloudWatchClient, paginateGetMetricData } from '@aws-sdk/client-cloudwatch'
import { type Metered, metered, type Used } from '../cost/used.ts'
import { rest, type Waiting } from './wait.ts'

type Source = {
  readonly namespace: string
  readonly name: string
  readonly dimension: string
  /** Outputs of the stack that name what is measured. */
  readonly of: readonly string[]
}

const lambda = (name: string, of: string): Source => ({
  namespace: 'AWS/Lambda',
  name,
  dimension: 'FunctionName',
  of: [`${of}FunctionName`],
})
const table = (kind: string, of: string): Source => ({
  namespace: 'AWS/DynamoDB',
  name: `Consumed${kind}CapacityUnits`,
  dimension: 'TableName',
  of: [`${of}TableName`],
})

const sources: Readonly<Record<Metered, Source>> = {
  recvRequests: lambda('Invocations', 'Recv'),
  recvMs: lambda('Duration', 'Recv'),
  weeklyRequests: lambda('Invocations', 'Weekly'),
  weeklyMs: lambda('Duration', 'Weekly'),
  successRateRequests: lambda('Invocations', 'SuccessRate'),
  successRateMs: lambda('Duration', 'SuccessRate'),
  messageWrites: table('Write', 'MessageRecv'),
  messageReads: table('Read', 'MessageRecv'),
  reportWrites: table('Write', 'WeeklyDiagnostic'),
  reportReads: table('Read', 'WeeklyDiagnostic'),
  windowWrites: table('Write', 'ReceivedWindow'),
  windowReads: table('Read', 'ReceivedWindow'),
  logBytes: {
    namespace: 'AWS/Logs',
    name: 'IncomingBytes',
    dimension: 'LogGroupName',
    of: ['RecvLogGroupName', 'WeeklyLogGroupName', 'SuccessRateLogGroupName'],
  },
  ratesPublished: {
    namespace: 'AWS/SNS',
    name: 'NumberOfMessagesPublished',
    dimension: 'TopicName',
    of: ['SuccessRateTopicArn'],
  },
}

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
/** Seconds of a datapoint: CloudWatch keeps a minute's for 15 days, 5 minutes' for 63, an hour's for 455. */
const periodSince = (ms: number): number => (ms < 15 * dayMs ? 60 : ms < 63 * dayMs ? 300 : 3600)

/** What was used from one moment to another, in ms since 1970, the whole minutes of both included. */
export const readUsed = async (
  client: CloudWatchClient,
  outputs: Readonly<Record<string, string>>,
  from: number,
  to: number,
): Promise<Used> => {
  const wanted = metered.flatMap(name =>
    sources[name].of.flatMap(output => {
      // a topic's figures go by its name
      const of = outputs[output]?.split(':').at(-1)
      return of === undefined ? [] : [{ name, of }]
    }),
  )
  const used = Object.fromEntries(metered.map(name => [name, 0])) as Record<Metered, number>
  const Period = periodSince(to - from)
  const step = Period * 1000
  const pages = paginateGetMetricData(
    { client },
    {
      StartTime: new Date(Math.floor(from / step) * step),
      EndTime: new Date(Math.ceil((to + 1) / step) * step),
      MetricDataQueries: wanted.map(({ name, of }, i) => ({
        Id: `m${i}`,
        MetricStat: {
          Metric: {
            Namespace: sources[name].namespace,
            MetricName: sources[name].name,
            Dimensions: [{ Name: sources[name].dimension, Value: of }],
          },
          Period,
          Stat: 'Sum',
        },
      })),
    },
  )
  for await (const { MetricDataResults = [] } of pages)
    for (const { Id = '', Values = [] } of MetricDataResults) {
      const each = wanted[Number(Id.slice(1))]
      for (const value of Values) if (each) used[each.name] += value
    }
  return used
}

/** What must have been used at the least, and what of it CloudWatch does not show yet. */
export type Lacking = { readonly what: Metered; readonly shown: number; readonly least: number }

/** Reads until all of a least is shown. Returns what is lacking when patience ends. */
export const readUntil = async (
  read: () => Promise<Used>,
  least: Partial<Used>,
  { now, patience, pollMs, stopping }: Waiting,
): Promise<{ readonly used: Used; readonly lacking: readonly Lacking[] }> => {
  const end = now() + patience
  for (;;) {
    const used = await read()
    const lacking = metered.flatMap(what => {
      const wanted = least[what] ?? 0
      return used[what] < wanted ? [{ what, shown: used[what], least: wanted }] : []
    })
    if (lacking.length === 0 || now() >= end) return { used, lacking }
    await rest(pollMs, stopping)
  }
}
