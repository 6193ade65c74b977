// Which rights that operating needs are missing, found by using each: what it reads is thrown away.

import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { LambdaClient } from '@aws-sdk/client-lambda'
import type { SQSClient } from '@aws-sdk/client-sqs'
import { type Finding, fail, ok, warn } from './finding.ts'

export type Reach = {
  readonly cloudformation: CloudFormationClient
  readonly cloudwatch: CloudWatchClient
  readonly dynamodb: DynamoDBClient
  readonly lambda: LambdaClient
  readonly logs: CloudWatchLogsClient
  readonly sqs: SQSClient
  readonly stackName: string
  readonly outputs: Readonly<Record<string, string>>
  /** Whether an error tells of a missing right. */
  readonly isMissing: (error: unknown) => boolean
}

type Probe = readonly [right: string, use: () => Promise<unknown>]

const probesOf = async (reach: Reach): Promise<readonly Probe[]> => {
  const { cloudformation, cloudwatch, dynamodb, lambda, logs, sqs, stackName: StackName, outputs } = reach
  const [
    { ListStackResourcesCommand },
    { DescribeAlarmsCommand, GetMetricDataCommand },
    { QueryCommand },
    { GetEventSourceMappingCommand, GetFunctionConfigurationCommand },
    { FilterLogEventsCommand },
    { GetQueueAttributesCommand },
  ] = await Promise.all([
    import('@aws-sdk/client-cloudformation'),
    import('@aws-sdk/client-cloudwatch'),
    import('@aws-sdk/client-dynamodb'),
    import('@aws-sdk/client-lambda'),
    import('@aws-sdk/client-cloudwatch-logs'),
    import('@aws-sdk/client-sqs'),
  ])
  const of = (name: string): string => outputs[name] ?? ''
  const metric = { Metric: { Namespace: 'AWS/Lambda', MetricName: 'Errors' }, Period: 60, Stat: 'Sum' }
  return [
    [
      'cloudformation:ListStackResources',
      () => cloudformation.send(new ListStackResourcesCommand({ StackName })),
    ],
    [
      'cloudwatch:GetMetricData',
      () =>
        cloudwatch.send(
          new GetMetricDataCommand({
            StartTime: new Date(0),
            EndTime: new Date(60_000),
            MetricDataQueries: [{ Id: 'm', MetricStat: metric }],
          }),
        ),
    ],
    [
      'cloudwatch:DescribeAlarms',
      () => cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [`${StackName}-none`] })),
    ],
    [
      'dynamodb:Query',
      () =>
        dynamodb.send(
          new QueryCommand({
            TableName: of('ReceivedWindowTableName'),
            KeyConditionExpression: 'moduleId = :m',
            ExpressionAttributeValues: { ':m': { S: 'none' } },
            Limit: 1,
          }),
        ),
    ],
    [
      'lambda:GetFunctionConfiguration',
      () => lambda.send(new GetFunctionConfigurationCommand({ FunctionName: of('RecvFunctionName') })),
    ],
    [
      'lambda:GetEventSourceMapping',
      () => lambda.send(new GetEventSourceMappingCommand({ UUID: of('SuccessRateMappingId') })),
    ],
    [
      'logs:FilterLogEvents',
      () => logs.send(new FilterLogEventsCommand({ logGroupName: of('RecvLogGroupName'), limit: 1 })),
    ],
    [
      'sqs:GetQueueAttributes',
      () =>
        sqs.send(
          new GetQueueAttributesCommand({
            QueueUrl: of('DeadLetterQueueUrl'),
            AttributeNames: ['ApproximateNumberOfMessages'],
          }),
        ),
    ],
  ]
}

/** Tells rights to read that are missing. Those to change something are found out by doing so only. */
export const rightsFinding = async (reach: Reach): Promise<Finding> => {
  const probes = await probesOf(reach)
  const missing: string[] = []
  const broken: string[] = []
  await Promise.all(
    probes.map(async ([right, use]) => {
      try {
        await use()
      } catch (error) {
        if (reach.isMissing(error)) missing.push(right)
        else broken.push(`${right} (${error instanceof Error ? error.message : error})`)
      }
    }),
  )
  if (broken.length > 0)
    return fail(
      'rights',
      `A part of the stack cannot be read: ${broken.sort().join('; ')}.`,
      'guac status says what is gone.',
    )
  if (missing.length > 0)
    return warn(
      'rights',
      `These credentials may not ${missing.sort().join(', ')}.`,
      'Let an administrator allow it to them, or give other ones with --profile; what needs it shows less, or fails.',
    )
  return ok('rights', `all ${probes.length} that reading the service takes, of those that were tried`)
}
