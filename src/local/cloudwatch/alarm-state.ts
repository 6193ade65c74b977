// The state of an alarm, worked out when somebody asks. Nobody is told of it. Pure.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html

import { isMapping } from '../../cfn/check-template.ts'
import type { Mapping, Value } from '../../cfn/template.ts'
import { measuredNamespaces } from './measure.ts'
import type { Measured, Metrics } from './metrics.ts'

export type AlarmState = {
  readonly StateValue: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'
  readonly StateReason: string
}

/** The state of an alarm of CloudFormation's properties at a moment, in ms since 1970. */
export const alarmState = (properties: Mapping, { read }: Metrics, now: number): AlarmState => {
  const namespace = String(properties.Namespace)
  if (!measuredNamespaces.includes(namespace))
    return { StateValue: 'INSUFFICIENT_DATA', StateReason: `${namespace} is not measured on this machine.` }
  const metric = { namespace, name: String(properties.MetricName), dimensions: dimensionsOf(properties) }
  const [periods, threshold] = [Number(properties.EvaluationPeriods), Number(properties.Threshold)]
  const needed = Number(properties.DatapointsToAlarm ?? periods)
  const periodMs = Number(properties.Period) * 1000
  // up to and with the minute that runs
  const end = Math.floor(now / 60_000) * 60_000 + 60_000
  const breaches = comparisons[String(properties.ComparisonOperator)] ?? (() => false)
  const points = Array.from({ length: periods }, (_, i) =>
    statistic(String(properties.Statistic), read(metric, end - (i + 1) * periodMs, end - i * periodMs)),
  )
  const treat = String(properties.TreatMissingData ?? 'missing')
  const above = points.filter(point =>
    point === undefined ? treat === 'breaching' : breaches(point, threshold),
  )
  const known = points.filter(point => point !== undefined)
  if (above.length >= needed)
    return { StateValue: 'ALARM', StateReason: `Threshold Crossed: ${shown(known)} against ${threshold}.` }
  if (known.length === 0 && treat !== 'notBreaching' && treat !== 'breaching')
    return { StateValue: 'INSUFFICIENT_DATA', StateReason: 'There is no datapoint.' }
  return { StateValue: 'OK', StateReason: `Threshold not crossed: ${shown(known)} against ${threshold}.` }
}

const shown = (points: readonly number[]): string =>
  points.length === 0 ? 'no datapoint' : `[${points.join(', ')}]`

/** One of the statistics that are no percentile. */
export const statistic = (name: string, measured: Measured | undefined): number | undefined => {
  if (!measured) return undefined
  if (name === 'SampleCount') return measured.count
  if (name === 'Sum') return measured.sum
  if (name === 'Average') return measured.sum / measured.count
  return name === 'Minimum' ? measured.least : measured.most
}

const comparisons: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
}

const dimensionsOf = ({ Dimensions = [] }: Mapping): Record<string, string> =>
  Object.fromEntries(
    [Dimensions]
      .flat()
      .filter((each: Value) => isMapping(each))
      .map(({ Name, Value }) => [String(Name), String(Value)]),
  )
