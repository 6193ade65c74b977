// Alarms and the dashboard: that they watch what is there, and cost nothing until somebody asks.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Mapping } from '../../src/cfn/template.ts'
import define from '../../templates/index.ts'

const test = suite('monitoring')

const { Resources, Parameters = {}, Conditions } = define({ js: 'code', hash: '0123', version: '1.2.3' })
const alarms = Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm')
const ref = (name: string) => ({ Ref: name })

const watched: Record<string, [namespace: string, metric: string, of: unknown]> = {
  DeadLettersAlarm: [
    'AWS/SQS',
    'ApproximateNumberOfMessagesVisible',
    { 'Fn::GetAtt': ['DeadLetterQueue', 'QueueName'] },
  ],
  RecvErrorsAlarm: ['AWS/Lambda', 'Errors', ref('RecvFunction')],
  WeeklyErrorsAlarm: ['AWS/Lambda', 'Errors', ref('WeeklyFunction')],
  SuccessRateErrorsAlarm: ['AWS/Lambda', 'Errors', ref('SuccessRateFunction')],
  RecvThrottlesAlarm: ['AWS/Lambda', 'Throttles', ref('RecvFunction')],
  WeeklyThrottlesAlarm: ['AWS/Lambda', 'Throttles', ref('WeeklyFunction')],
  SuccessRateThrottlesAlarm: ['AWS/Lambda', 'Throttles', ref('SuccessRateFunction')],
  StreamAgeAlarm: ['AWS/Lambda', 'IteratorAge', ref('SuccessRateFunction')],
  LowRatesAlarm: ['bookish-guacamole', 'LowRate', ref('SuccessRateFunction')],
}

test('there are these alarms and no others, each of one metric and without mathematics', () => {
  const found = alarms.map(([name, { Properties = {} }]) => {
    const { Namespace, MetricName, Dimensions, Metrics } = Properties
    assert.is(Metrics, undefined, name)
    return [name, [Namespace, MetricName, (Dimensions as readonly Mapping[])[0]?.Value]]
  })
  assert.equal(Object.fromEntries(found), watched)
})

test('no alarm or dashboard is there unless it is asked for: they cost by the month', () => {
  for (const [name, { Condition }] of alarms) assert.is(Condition, 'HasAlarms', name)
  assert.is(Resources.ServiceDashboard?.Condition, 'HasDashboard')
  for (const name of ['AlarmEmail', 'AlarmTopicArn']) assert.is(Parameters[name]?.Default, 'none')
  assert.is(Parameters.Dashboard?.Default, 'false')
  assert.equal(Conditions?.IsWatched, {
    'Fn::Or': [{ Condition: 'HasAlarms' }, { Condition: 'HasDashboard' }],
  })
})

test('an alarm tells the topic that is given, or one of its own, to which the address is subscribed', () => {
  const told = { 'Fn::If': ['ForwardsAlarms', ref('AlarmTopicArn'), ref('AlarmTopic')] }
  for (const [name, { Properties = {} }] of alarms) assert.equal(Properties.AlarmActions, [told], name)
  const { Condition, Properties } = Resources.AlarmSubscription ?? {}
  assert.equal([Condition, Properties?.TopicArn, Properties?.Protocol], ['MailsAlarms', told, 'email'])
  for (const name of ['AlarmTopic', 'AlarmTopicPolicy'])
    assert.is(Resources[name]?.Condition, 'HasAlarmTopic')
})

test('dead letters raise the alarm until they are gone, though SQS measures an idle queue no more', () => {
  const { Threshold, Statistic, TreatMissingData } = Resources.DeadLettersAlarm?.Properties ?? {}
  assert.equal([Threshold, Statistic, TreatMissingData], [0, 'Maximum', 'ignore'])
})

test('the fleet alarm compares the average of a day with the share that is asked for', () => {
  const { Period, Statistic, Threshold } = Resources.LowRatesAlarm?.Properties ?? {}
  assert.equal([Period, Statistic, Threshold], [86_400, 'Average', ref('LowRateShare')])
})

// metrics of our own, as the handlers' list has them
const source = readFileSync(join(process.cwd(), 'handlers/aws/metrics.ts'), 'utf8')
const [, list = ''] = /export type Metric =([^\n]*(?:\n {2}\|[^\n]*)*)/.exec(source) ?? []
const own = [...list.matchAll(/'(\w+)'/g)].map(([, name]) => name)

type Graph = { properties: { metrics: (string | object)[][]; title: string } }

test('the dashboard is JSON, shows only metrics that there are, and all of our own', () => {
  const { DashboardBody } = Resources.ServiceDashboard?.Properties ?? {}
  const { widgets } = JSON.parse((DashboardBody as { 'Fn::Sub': string })['Fn::Sub']) as { widgets: Graph[] }
  const shown = new Set<string>()
  for (const { properties } of widgets) {
    let before: (string | object)[] = []
    for (const line of properties.metrics) {
      // a dot stands for what the line before has in its place
      before = line.map((part, place) => (part === '.' ? (before[place] ?? '') : part))
      const [namespace, metric] = before
      if (namespace === 'bookish-guacamole') {
        assert.ok(own.includes(String(metric)), String(metric))
        shown.add(String(metric))
      } else assert.match(String(namespace), /^AWS\/(SNS|SQS|Lambda)$/)
      assert.match(String(before[3]), /^\$\{\w+(\.\w+)?\}$/, properties.title)
    }
  }
  assert.ok(own.length >= 6)
  assert.equal([...shown].sort(), [...own].sort())
})

test.run()
