// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${...} is what Sub takes
// One page in CloudWatch, on request: what comes in and goes out, the rates, lateness, and what goes wrong.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
import { Sub } from '../src/cfn/functions.ts'
import { CloudWatch } from '../src/cfn/kinds.ts'

type Statistic = 'Average' | 'Maximum' | 'Sum' | 'p10' | 'p50'
type Line = readonly [
  namespace: string,
  metric: string,
  dimension: string,
  value: string,
  ...options: readonly { readonly stat?: Statistic; readonly label?: string }[],
]

// A dot stands for what the line before has in its place; the template's size counts.
const shortened = (lines: readonly Line[]) =>
  lines.map((line, at) => line.map((part, place) => (part === lines[at - 1]?.[place] ? '.' : part)))

/** A graph, a third of the page wide and 6 units high, the default; the period is in seconds. */
const graph = (title: string, stat: Statistic, period: number, metrics: readonly Line[]) => ({
  type: 'metric',
  width: 8,
  properties: { title, stat, period, region: '${AWS::Region}', metrics: shortened(metrics) },
})

const functions = ['RecvFunction', 'WeeklyFunction', 'SuccessRateFunction'].map(name => `\${${name}}`)
const topics = ['RecvMessageTopic', 'WeeklyDiagnosticTopic', 'SuccessRateTopic']
const own = (metric: string, of: string, options?: { stat?: Statistic; label: string }): Line => [
  'bookish-guacamole',
  metric,
  'FunctionName',
  `\${${of}Function}`,
  ...(options ? [options] : []),
]
const ofFunctions = (metric: string): readonly Line[] =>
  functions.map(name => ['AWS/Lambda', metric, 'FunctionName', name])

const HOUR = 3600
const DAY = 86_400

const widgets = [
  graph(
    'Messages, reports and rates published',
    'Sum',
    HOUR,
    topics.map(topic => ['AWS/SNS', 'NumberOfMessagesPublished', 'TopicName', `\${${topic}.TopicName}`]),
  ),
  graph('Success rates, percent', 'Average', DAY, [
    own('SuccessRate', 'SuccessRate', { label: 'average' }),
    own('SuccessRate', 'SuccessRate', { stat: 'p50', label: 'median' }),
    own('SuccessRate', 'SuccessRate', { stat: 'p10', label: 'lowest tenth' }),
    own('LowRate', 'SuccessRate', { label: 'share below ${LowRateThreshold}' }),
  ]),
  graph('Late messages, clamped rates, upper bounds, invalid events', 'Sum', HOUR, [
    own('Late', 'Recv'),
    own('TooLate', 'Recv'),
    own('TooLate', 'SuccessRate'),
    own('Clamped', 'SuccessRate'),
    own('UpperBound', 'SuccessRate'),
    own('Invalid', 'Recv'),
    own('Invalid', 'Weekly'),
  ]),
  graph('Errors and throttles', 'Sum', 300, [...ofFunctions('Errors'), ...ofFunctions('Throttles')]),
  graph('Age of reports when computed, ms', 'Maximum', 300, [
    ['AWS/Lambda', 'IteratorAge', 'FunctionName', '${SuccessRateFunction}'],
  ]),
  graph('Dead letters', 'Maximum', 300, [
    ['AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'QueueName', '${DeadLetterQueue.QueueName}'],
  ]),
]

export const dashboard = {
  Resources: {
    ServiceDashboard: CloudWatch.Dashboard(
      {
        // dashboards are global: the same stack in two regions would collide
        DashboardName: Sub('${AWS::StackName}-${AWS::Region}'),
        DashboardBody: Sub(JSON.stringify({ widgets })),
      },
      { Condition: 'HasDashboard' },
    ),
  },
}
