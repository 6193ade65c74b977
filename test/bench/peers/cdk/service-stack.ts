// The resources of service.yaml as a CDK application has them: constructs that grant what functions need, settings
// in code instead of parameters, and so neither parameters nor conditions. `cdk init` makes the project around it.

import * as path from 'node:path'
import { Aws, CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib'
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb'
import * as iam from 'aws-cdk-lib/aws-iam'
import * as lambda from 'aws-cdk-lib/aws-lambda'
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations'
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources'
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs'
import * as logs from 'aws-cdk-lib/aws-logs'
import * as sns from 'aws-cdk-lib/aws-sns'
import { EmailSubscription, LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import * as sqs from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'

// the handlers of this checkout, which lies four folders up from .guac/bench/peers/cdk/service
const root = path.resolve('../../../../..')

export class ServiceStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props)

    const topic = (logical: string, topicName: string) =>
      new sns.Topic(this, logical, { topicName, enforceSSL: true })
    const received = topic('RecvMessageTopic', 'recv_message')
    const diagnostics = topic('WeeklyDiagnosticTopic', 'weekly_diagnostic')
    const rates = topic('SuccessRateTopic', 'success_rate')

    const table = (logical: string, tableName: string, more: Partial<dynamodb.TableProps> = {}) =>
      new dynamodb.Table(this, logical, {
        tableName,
        partitionKey: { name: 'moduleId', type: dynamodb.AttributeType.STRING },
        sortKey: { name: 'timestamp', type: dynamodb.AttributeType.NUMBER },
        billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
        pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
        removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        ...more,
      })
    const messages = table('MessageRecvTable', 'message_recv', { timeToLiveAttribute: 'expires' })
    const reports = table('WeeklyDiagnosticTable', 'weekly_diagnostic', {
      stream: dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
    })
    const windows = table('ReceivedWindowTable', 'received_window')

    const deadLetters = new sqs.Queue(this, 'DeadLetterQueue', {
      queueName: 'guac-dead-letters',
      retentionPeriod: Duration.days(14),
      maxMessageSizeBytes: 1_048_576,
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    })

    const common = {
      TIMESTAMP_UNIT: 's',
      DEAD_LETTER_QUEUE_URL: deadLetters.queueUrl,
      REPORT_TABLE: reports.tableName,
    }
    const withTables = { ...common, MESSAGE_TABLE: messages.tableName, WINDOW_TABLE: windows.tableName }

    const made = (logical: string, name: string, handler: string, more: Partial<lambda.FunctionOptions>) => {
      const logGroup = new logs.LogGroup(this, `${logical}LogGroup`, {
        logGroupName: `/aws/lambda/guac-${name}`,
        retention: logs.RetentionDays.ONE_MONTH,
        removalPolicy: RemovalPolicy.DESTROY,
      })
      const role = new iam.Role(this, `${logical}Role`, {
        assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      })
      logGroup.grantWrite(role)
      deadLetters.grantSendMessages(role)
      return new NodejsFunction(this, `${logical}Function`, {
        functionName: `guac-${name}`,
        runtime: lambda.Runtime.NODEJS_24_X,
        architecture: lambda.Architecture.ARM_64,
        projectRoot: root,
        depsLockFilePath: path.join(root, 'package-lock.json'),
        entry: path.join(root, `handlers/${name}.ts`),
        handler,
        bundling: { minify: true, target: 'node20', format: OutputFormat.CJS },
        memorySize: 128,
        timeout: Duration.seconds(30),
        role,
        logGroup,
        loggingFormat: lambda.LoggingFormat.JSON,
        systemLogLevelV2: lambda.SystemLogLevel.WARN,
        applicationLogLevelV2: lambda.ApplicationLogLevel.INFO,
        ...more,
      })
    }
    const retries = {
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
      onFailure: new SqsDestination(deadLetters),
    }
    const recv = made('Recv', 'recv', 'recv', {
      environment: { ...withTables, RETENTION: '0' },
      ...retries,
    })
    const weekly = made('Weekly', 'weekly', 'weekly', { environment: common, ...retries })
    const successRate = made('SuccessRate', 'success-rate', 'successRate', {
      environment: {
        ...withTables,
        RATE_TOPIC_ARN: rates.topicArn,
        FIRST_REPORT: 'contract',
        LOW_RATE_THRESHOLD: '90',
      },
      memorySize: 256,
      timeout: Duration.seconds(60),
    })

    messages.grant(recv, 'dynamodb:PutItem')
    reports.grant(recv, 'dynamodb:Query')
    windows.grant(recv, 'dynamodb:UpdateItem')
    reports.grant(weekly, 'dynamodb:UpdateItem')
    for (const each of [messages, reports, windows]) each.grant(successRate, 'dynamodb:Query')
    windows.grant(successRate, 'dynamodb:UpdateItem')
    rates.grantPublish(successRate)

    received.addSubscription(new LambdaSubscription(recv, { deadLetterQueue: deadLetters }))
    diagnostics.addSubscription(new LambdaSubscription(weekly, { deadLetterQueue: deadLetters }))
    successRate.addEventSource(
      new DynamoEventSource(reports, {
        startingPosition: lambda.StartingPosition.TRIM_HORIZON,
        batchSize: 100,
        parallelizationFactor: 10,
        reportBatchItemFailures: true,
        bisectBatchOnError: true,
        retryAttempts: 50,
        maxRecordAge: Duration.hours(22),
        onFailure: new SqsDlq(deadLetters),
      }),
    )

    const told = new sns.Topic(this, 'AlarmTopic', { enforceSSL: true })
    told.addSubscription(new EmailSubscription('alarms@example.com'))
    const alarm = (
      logical: string,
      metric: cloudwatch.IMetric,
      threshold: number,
      treatMissingData = cloudwatch.TreatMissingData.NOT_BREACHING,
    ) =>
      new cloudwatch.Alarm(this, `${logical}Alarm`, {
        metric,
        threshold,
        treatMissingData,
        evaluationPeriods: 1,
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      }).addAlarmAction(new SnsAction(told))
    const own = (metricName: string, of: lambda.IFunction, statistic = 'Sum') =>
      new cloudwatch.Metric({
        namespace: 'bookish-guacamole',
        metricName,
        statistic,
        dimensionsMap: { FunctionName: of.functionName },
      })
    const functions = { Recv: recv, Weekly: weekly, SuccessRate: successRate }
    const day = { statistic: 'Average', period: Duration.days(1) }
    const letters = deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' })
    const age = successRate.metric('IteratorAge', { statistic: 'Maximum' })
    alarm('DeadLetters', letters, 0, cloudwatch.TreatMissingData.IGNORE)
    for (const [logical, each] of Object.entries(functions)) {
      alarm(`${logical}Errors`, each.metricErrors(), 0)
      alarm(`${logical}Throttles`, each.metricThrottles(), 0)
    }
    alarm('StreamAge', age, 3_600_000)
    alarm('LowRates', own('LowRate', successRate).with(day), 10)

    const graph = (title: string, left: cloudwatch.IMetric[]) =>
      new cloudwatch.GraphWidget({ title, left, width: 8 })
    const all = Object.values(functions)
    const rateOf = (statistic: string) => own('SuccessRate', successRate, statistic)
    new cloudwatch.Dashboard(this, 'ServiceDashboard', {
      dashboardName: `${Aws.STACK_NAME}-${Aws.REGION}`,
      widgets: [
        [
          graph(
            'Messages, reports and rates published',
            [received, diagnostics, rates].map(each => each.metricNumberOfMessagesPublished()),
          ),
          graph('Success rates, percent', [
            ...['Average', 'p50', 'p10'].map(rateOf),
            own('LowRate', successRate, 'Average'),
          ]),
          graph('Late messages, clamped rates, upper bounds, invalid events', [
            ...['Late', 'TooLate', 'Invalid'].map(name => own(name, recv)),
            ...['TooLate', 'Clamped', 'UpperBound'].map(name => own(name, successRate)),
            own('Invalid', weekly),
          ]),
          graph('Errors and throttles', [
            ...all.map(each => each.metricErrors()),
            ...all.map(each => each.metricThrottles()),
          ]),
          graph('Age of reports when computed, ms', [age]),
          graph('Dead letters', [letters]),
        ],
      ],
    })

    const outputs = {
      RecvMessageTopicArn: received.topicArn,
      WeeklyDiagnosticTopicArn: diagnostics.topicArn,
      SuccessRateTopicArn: rates.topicArn,
      MessageRecvTableName: messages.tableName,
      WeeklyDiagnosticTableName: reports.tableName,
      ReceivedWindowTableName: windows.tableName,
      RecvFunctionName: recv.functionName,
      WeeklyFunctionName: weekly.functionName,
      SuccessRateFunctionName: successRate.functionName,
      DeadLetterQueueUrl: deadLetters.queueUrl,
    }
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value })
  }
}
