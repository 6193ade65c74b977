// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${...} is what Sub takes
// What somebody should be told of, once somebody is named: without an address there is no alarm, and no cost.
import { GetAtt, If, type PropertyValue, Ref, Sub } from '../src/cfn/functions.ts'
import { CloudWatch, SNS } from '../src/cfn/kinds.ts'
import { topicPolicy } from './topic-policies.ts'

type Watch = {
  readonly what: string
  readonly metric: readonly [namespace: string, name: string]
  readonly of: readonly [dimension: string, value: PropertyValue<string>]
  readonly statistic: 'Average' | 'Maximum' | 'Sum'
  readonly above: PropertyValue<number>
  /** In seconds; five minutes unless said. */
  readonly period?: number
  /** No news is good news, unless said. */
  readonly missing?: 'ignore'
}

/** The topic that is given, or one of the stack's own. */
const told = If('ForwardsAlarms', Ref('AlarmTopicArn'), Ref('AlarmTopic'))

const alarm = ({ what, metric, of, statistic, above, period = 300, missing }: Watch) =>
  CloudWatch.Alarm(
    {
      AlarmDescription: what,
      Namespace: metric[0],
      MetricName: metric[1],
      Dimensions: [{ Name: of[0], Value: of[1] }],
      Statistic: statistic,
      Period: period,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: above,
      TreatMissingData: missing ?? 'notBreaching',
      AlarmActions: [told],
    },
    { Condition: 'HasAlarms' },
  )

const ofFunction = (logical: string) => ['FunctionName', Ref(`${logical}Function`)] as const

const failing = (logical: string, name: string) =>
  alarm({
    what: `${name} failed: see its log.`,
    metric: ['AWS/Lambda', 'Errors'],
    of: ofFunction(logical),
    statistic: 'Sum',
    above: 0,
  })

const throttled = (logical: string, name: string) =>
  alarm({
    what: `${name} is throttled: see ReservedConcurrency and the account's limit.`,
    metric: ['AWS/Lambda', 'Throttles'],
    of: ofFunction(logical),
    statistic: 'Sum',
    above: 0,
  })

export const alarms = {
  Resources: {
    AlarmTopic: SNS.Topic({}, { Condition: 'HasAlarmTopic' }),
    AlarmSubscription: SNS.Subscription(
      { TopicArn: told, Protocol: 'email', Endpoint: Ref('AlarmEmail') },
      { Condition: 'MailsAlarms' },
    ),
    AlarmTopicPolicy: topicPolicy(
      'AlarmTopic',
      [
        // https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html#sns-allow-any-cloudwatch-alarm-to-publish-to-topic-in-another-account
        {
          Sid: 'Alarms',
          Effect: 'Allow',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Action: 'sns:Publish',
          Condition: {
            ArnLike: {
              'aws:SourceArn': Sub(
                'arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:${AWS::StackName}-*',
              ),
            },
          },
        },
      ],
      { Condition: 'HasAlarmTopic' },
    ),
    // Six hours after the last call SQS measures a queue no more, whatever lies in it: the alarm then stays as it is.
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/monitoring-using-cloudwatch.html
    DeadLettersAlarm: alarm({
      what: 'Events lie in the dead-letter queue: see why, correct them, publish them again.',
      metric: ['AWS/SQS', 'ApproximateNumberOfMessagesVisible'],
      of: ['QueueName', GetAtt('DeadLetterQueue', 'QueueName')],
      statistic: 'Maximum',
      above: 0,
      missing: 'ignore',
    }),
    RecvErrorsAlarm: failing('Recv', 'guac-recv'),
    WeeklyErrorsAlarm: failing('Weekly', 'guac-weekly'),
    SuccessRateErrorsAlarm: failing('SuccessRate', 'guac-success-rate'),
    RecvThrottlesAlarm: throttled('Recv', 'guac-recv'),
    WeeklyThrottlesAlarm: throttled('Weekly', 'guac-weekly'),
    SuccessRateThrottlesAlarm: throttled('SuccessRate', 'guac-success-rate'),
    StreamAgeAlarm: alarm({
      what: 'Reports wait for their rates for over an hour: see the log of guac-success-rate.',
      metric: ['AWS/Lambda', 'IteratorAge'],
      of: ofFunction('SuccessRate'),
      statistic: 'Maximum',
      // ms
      above: 3_600_000,
    }),
    // The metric is 100 for a rate below the threshold and 0 for any other, so that the plain average of a day is the
    // share of low rates: no metric mathematics, and no percentile rank, which not every tool knows.
    LowRatesAlarm: alarm({
      what: 'More than LowRateShare percent of the rates of a day are below LowRateThreshold.',
      metric: ['bookish-guacamole', 'LowRate'],
      of: ofFunction('SuccessRate'),
      statistic: 'Average',
      period: 86_400,
      above: Ref('LowRateShare'),
    }),
  },
}
