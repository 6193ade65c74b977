// The state of an alarm from what was measured, and what is kept of that.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { alarmState } from '../../../src/local/cloudwatch/alarm-state.ts'
import { makeMetrics } from '../../../src/local/cloudwatch/metrics.ts'

const test = suite('alarm state')

const dimensions = { FunctionName: 'f' }
const metric = { namespace: 'AWS/Lambda', name: 'Errors', dimensions }
const alarm = {
  Namespace: 'AWS/Lambda',
  MetricName: 'Errors',
  Dimensions: [{ Name: 'FunctionName', Value: 'f' }],
  Statistic: 'Sum',
  Period: 300,
  EvaluationPeriods: 1,
  ComparisonOperator: 'GreaterThanThreshold',
  Threshold: 1,
}
const minute = 60_000

/** The state after values were measured so many minutes ago. */
const after = (values: readonly (readonly [ago: number, value: number])[], properties = {}) => {
  let now = 0
  const metrics = makeMetrics(() => now)
  for (const [ago, value] of values) {
    now = (10_000 - ago) * minute
    metrics.add(metric, value)
  }
  return alarmState({ ...alarm, ...properties }, metrics, 10_000 * minute).StateValue
}

for (const [name, values, properties, state] of [
  ['no datapoint', [], {}, 'INSUFFICIENT_DATA'],
  ['no datapoint, which is no breach', [], { TreatMissingData: 'notBreaching' }, 'OK'],
  ['no datapoint, which is a breach', [], { TreatMissingData: 'breaching' }, 'ALARM'],
  ['a sum at the threshold', [[4, 1]], {}, 'OK'],
  [
    'a sum above it',
    [
      [4, 1],
      [0, 1],
    ],
    {},
    'ALARM',
  ],
  ['a sum that was above it earlier', [[5, 2]], { TreatMissingData: 'notBreaching' }, 'OK'],
  [
    'an average at it',
    [
      [1, 0],
      [0, 2],
    ],
    { Statistic: 'Average' },
    'OK',
  ],
  [
    'a maximum above it',
    [
      [1, 0],
      [0, 2],
    ],
    { Statistic: 'Maximum' },
    'ALARM',
  ],
  ['one period of two', [[0, 2]], { EvaluationPeriods: 2 }, 'OK'],
  [
    'one period of two where one is enough',
    [[0, 2]],
    { EvaluationPeriods: 2, DatapointsToAlarm: 1 },
    'ALARM',
  ],
  ['what is not measured here', [[0, 2]], { Namespace: 'AWS/SQS' }, 'INSUFFICIENT_DATA'],
] as const)
  test(`${name}: ${state}`, () => assert.is(after(values, properties), state))

test('figures of more than a day are forgotten', () => {
  let now = 0
  const metrics = makeMetrics(() => now)
  metrics.add(metric, 1)
  now = 25 * 60 * minute
  metrics.add(metric, 2)
  assert.equal(metrics.read(metric, 0, now + minute), { count: 1, sum: 2, least: 2, most: 2 })
})

test.run()
