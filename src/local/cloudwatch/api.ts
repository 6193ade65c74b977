// CloudWatch's API, as far as it tells figures and alarms.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Operations.html

import type { Mapping } from '../../cfn/template.ts'
import { arn } from '../place.ts'
import { AwsError, unsupported } from '../protocol/aws-error.ts'
import { jsonAnswer, type Service } from '../protocol/call.ts'
import { isRecord, type JsonRecord, parseBody } from '../protocol/json.ts'
import { alarmState, statistic } from './alarm-state.ts'
import type { Metric, Metrics } from './metrics.ts'

export type Alarm = { readonly name: string; readonly properties: Mapping }

type World = {
  readonly metrics: Metrics
  /** The alarms of all stacks. */
  readonly alarms: () => readonly Alarm[]
  readonly now: () => number
}

const invalid = (message: string): AwsError => new AwsError('ValidationError', message)
const records = (value: unknown): readonly JsonRecord[] =>
  Array.isArray(value) ? value.filter(isRecord) : []

const statistics = ['SampleCount', 'Sum', 'Average', 'Minimum', 'Maximum']
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const mostQueries = 500
/** Below a minute, as for a metric of high resolution: what AWS has only for such is measured here for all. */
const fine = [1, 5, 10, 20, 30]

const getMetricData = ({ metrics }: World, input: JsonRecord) => {
  const [start, end] = [Number(input.StartTime), Number(input.EndTime)]
  if (!(start < end)) throw invalid('The parameter StartTime must be less than the parameter EndTime.')
  const queries = records(input.MetricDataQueries)
  if (queries.length === 0 || queries.length > mostQueries)
    throw invalid(`MetricDataQueries must hold 1 to ${mostQueries} queries, and holds ${queries.length}.`)
  return { MetricDataResults: queries.map(query => resultOf(metrics, query, start, end)), Messages: [] }
}

/** What a query finds, the newest first, as CloudWatch has it unless told otherwise. */
const resultOf = (metrics: Metrics, query: JsonRecord, start: number, end: number) => {
  const { Id, Label, MetricStat } = query
  if (!isRecord(MetricStat) || !isRecord(MetricStat.Metric))
    throw unsupported('GetMetricData with an Expression')
  const { Stat, Period } = MetricStat
  const metric = metricIn(MetricStat.Metric)
  const seconds = Number(Period)
  if (!statistics.includes(String(Stat))) throw unsupported(`the statistic ${Stat}`)
  if (!(fine.includes(seconds) || (seconds >= 60 && seconds % 60 === 0)))
    throw unsupported(`a Period of ${Period} seconds`)
  const first = Math.floor(start / seconds) * seconds
  const found = Array.from({ length: Math.ceil((end - first) / seconds) }, (_, i) => {
    const at = first + i * seconds
    return { at, value: statistic(String(Stat), metrics.read(metric, at * 1000, (at + seconds) * 1000)) }
  })
    .filter(({ value }) => value !== undefined)
    .reverse()
  return {
    Id,
    Label: Label ?? metric.name,
    Timestamps: found.map(({ at }) => at),
    Values: found.map(({ value }) => value),
    StatusCode: 'Complete',
  }
}

const metricIn = ({ Namespace, MetricName, Dimensions }: JsonRecord): Metric => ({
  namespace: String(Namespace),
  name: String(MetricName),
  dimensions: Object.fromEntries(records(Dimensions).map(({ Name, Value }) => [String(Name), String(Value)])),
})

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
const describeAlarms = ({ alarms, metrics, now }: World, input: JsonRecord) => {
  const { AlarmNames: names, AlarmNamePrefix: prefix = '', StateValue: state } = input
  const found = alarms()
    .filter(({ name }) => (Array.isArray(names) ? names.includes(name) : name.startsWith(String(prefix))))
    .map(alarm => describe(alarm, metrics, now()))
    .filter(({ StateValue }) => state === undefined || StateValue === state)
  return { MetricAlarms: found, CompositeAlarms: [] }
}

const describe = ({ name, properties }: Alarm, metrics: Metrics, now: number) => ({
  AlarmName: name,
  AlarmArn: arn('cloudwatch', `alarm:${name}`),
  ActionsEnabled: true,
  ...properties,
  Period: Number(properties.Period),
  EvaluationPeriods: Number(properties.EvaluationPeriods),
  Threshold: Number(properties.Threshold),
  ...alarmState(properties, metrics, now),
  StateUpdatedTimestamp: now / 1000,
})

const actions: Readonly<Record<string, (world: World, input: JsonRecord) => unknown>> = {
  GetMetricData: getMetricData,
  DescribeAlarms: describeAlarms,
}

export const cloudWatchApi =
  (world: World): Service =>
  async ({ action, body, contentType }) => {
    const perform = Object.hasOwn(actions, action) ? actions[action] : undefined
    if (!perform) throw unsupported(`CloudWatch ${action}`)
    return jsonAnswer(perform(world, parseBody(body)), contentType)
  }
