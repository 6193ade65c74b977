// Alarms and dashboards: checked as CloudWatch does, and kept. The states of alarms are worked out when asked for.

import type { Mapping } from '../../../cfn/template.ts'
import { arn, place } from '../../place.ts'
import { isRecord, parseJson } from '../../protocol/json.ts'
import { number, type Providers, requiredText, text } from '../provider.ts'

/** A property that must be one of some words. Throws an error that names them. */
const oneOf = (properties: Mapping, name: string, words: readonly string[], otherwise: string): void => {
  const given = text(properties, name) ?? otherwise
  if (!words.includes(given)) throw new Error(`${name} must be one of ${words.join(', ')}, and is ${given}.`)
}

const WEEK = 604_800
const DAY = 86_400

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
const checkAlarm = (properties: Mapping): void => {
  for (const name of required) requiredText(properties, name)
  oneOf(properties, 'ComparisonOperator', comparisons, '')
  oneOf(properties, 'Statistic', ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'], '')
  oneOf(properties, 'TreatMissingData', ['breaching', 'notBreaching', 'ignore', 'missing'], 'missing')
  if (!Number.isFinite(Number(properties.Threshold)))
    throw new Error(`Threshold must be a number, and is ${properties.Threshold}.`)
  const period = number(properties, 'Period', 0, [10, WEEK])
  if (period % 60 !== 0 && ![10, 20, 30].includes(period))
    throw new Error(`Period must be 10, 20, 30 or a multiple of 60 seconds, and is ${period}.`)
  const periods = number(properties, 'EvaluationPeriods', 0, [1, WEEK])
  const most = period >= 3600 ? WEEK : DAY
  if (period * periods > most)
    throw new Error(`EvaluationPeriods × Period must be at most ${most} seconds, and is ${period * periods}.`)
  const { AlarmActions = [] } = properties
  for (const action of [AlarmActions].flat())
    if (!/^arn:[^:]+:[a-z0-9]+:/.test(String(action)))
      throw new Error(`AlarmActions must be ARNs, and one is ${action}.`)
}

// without metric mathematics, which has no plain Statistic
const required = [
  'ComparisonOperator',
  'EvaluationPeriods',
  'MetricName',
  'Namespace',
  'Period',
  'Statistic',
  'Threshold',
]

const comparisons = [
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
]

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html
const checkDashboard = (properties: Mapping): void => {
  const body = parseJson(requiredText(properties, 'DashboardBody'))
  if (isRecord(body) && Array.isArray(body.widgets)) return
  throw new Error('DashboardBody must be the JSON text of an object with a list of widgets.')
}

/** A kind of thing that has a name and is only checked. */
const checked = (
  kind: string,
  named: string,
  properties: readonly string[],
  check: (properties: Mapping) => void,
  arnOf: (name: string) => string,
): Providers[string] => ({
  properties: [named, ...properties],
  replacedBy: [named],
  named,
  create: async (given, services, freeName) => {
    check(given)
    const name = text(given, named) ?? freeName
    if (services.names.has(`${kind} ${name}`)) throw new Error(`${name} already exists`)
    services.names.add(`${kind} ${name}`)
    return { physicalId: name, attributes: { Arn: arnOf(name) } }
  },
  update: async (_, after) => void check(after),
  remove: async ({ physicalId }, { names }) => void names.delete(`${kind} ${physicalId}`),
})

export const monitoring: Providers = {
  'AWS::CloudWatch::Alarm': checked(
    'alarm',
    'AlarmName',
    [
      'ActionsEnabled',
      'AlarmActions',
      'AlarmDescription',
      'ComparisonOperator',
      'DatapointsToAlarm',
      'Dimensions',
      'EvaluationPeriods',
      'InsufficientDataActions',
      'MetricName',
      'Namespace',
      'OKActions',
      'Period',
      'Statistic',
      'Threshold',
      'TreatMissingData',
      'Unit',
    ],
    checkAlarm,
    name => arn('cloudwatch', `alarm:${name}`),
  ),
  'AWS::CloudWatch::Dashboard': checked(
    'dashboard',
    'DashboardName',
    ['DashboardBody'],
    checkDashboard,
    // dashboards are global
    name => `arn:${place.partition}:cloudwatch::${place.account}:dashboard/${name}`,
  ),
}
