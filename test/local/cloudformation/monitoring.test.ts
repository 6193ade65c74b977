import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Mapping } from '../../../src/cfn/template.ts'
import type { Services } from '../../../src/local/cloudformation/provider.ts'
import { monitoring } from '../../../src/local/cloudformation/resources/monitoring.ts'

const test = suite('monitoring, locally')

// all that a provider of these looks at
const services = () => ({ names: new Set<string>() }) as unknown as Services
const create = (type: string, properties: Mapping, at = services()) =>
  monitoring[`AWS::CloudWatch::${type}`]?.create(properties, at, 'free')

const alarm = {
  ComparisonOperator: 'GreaterThanThreshold',
  EvaluationPeriods: 1,
  MetricName: 'Errors',
  Namespace: 'AWS/Lambda',
  Period: '300',
  Statistic: 'Sum',
  Threshold: '0',
}
const body = '{"widgets":[]}'

test('an alarm is kept under its name, and has an ARN', async () =>
  assert.equal(await create('Alarm', alarm), {
    physicalId: 'free',
    attributes: { Arn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:free' },
  }))

const refused: [string, string, Mapping, RegExp][] = [
  ['without a metric', 'Alarm', { ...alarm, MetricName: null }, /required property: MetricName/],
  ['without a period', 'Alarm', { ...alarm, Period: null }, /required property: Period/],
  ['that averages wrongly', 'Alarm', { ...alarm, Statistic: 'Mean' }, /Statistic must be one of .* is Mean/],
  ['that compares wrongly', 'Alarm', { ...alarm, ComparisonOperator: '>' }, /ComparisonOperator must be one/],
  ['without a number', 'Alarm', { ...alarm, Threshold: 'low' }, /Threshold must be a number, and is low/],
  ['of an odd period', 'Alarm', { ...alarm, Period: 45 }, /multiple of 60 seconds, and is 45/],
  ['over two days in minutes', 'Alarm', { ...alarm, Period: 60, EvaluationPeriods: 2880 }, /at most 86400/],
  ['over eight days', 'Alarm', { ...alarm, Period: 86_400, EvaluationPeriods: 8 }, /at most 604800/],
  ['that tells a name', 'Alarm', { ...alarm, AlarmActions: ['me'] }, /must be ARNs, and one is me/],
  ['of missing words', 'Alarm', { ...alarm, TreatMissingData: 'no' }, /TreatMissingData must be one of/],
  ['that is no JSON', 'Dashboard', { DashboardBody: '{' }, /JSON text of an object with a list of widgets/],
  ['without widgets', 'Dashboard', { DashboardBody: '{}' }, /list of widgets/],
]
for (const [what, type, properties, words] of refused)
  test(`refuses ${type === 'Alarm' ? 'an alarm' : 'a dashboard'} ${what}`, async () => {
    try {
      await create(type, properties)
    } catch (error) {
      return assert.match(String(error), words)
    }
    assert.unreachable('it was accepted')
  })

test('a dashboard that is there cannot be made again until it is removed', async () => {
  const at = services()
  const named = { DashboardName: 'one', DashboardBody: body }
  await create('Dashboard', named, at)
  await create('Dashboard', named, at)?.then(
    () => assert.unreachable('it was made twice'),
    error => assert.match(String(error), /one already exists/),
  )
  await monitoring['AWS::CloudWatch::Dashboard']?.remove({ physicalId: 'one', properties: named }, at)
  await create('Dashboard', named, at)
})

test.run()
