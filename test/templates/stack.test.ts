// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NamePrefix} is what Sub takes
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Mapping, ResourceDefinition, Value } from '../../src/cfn/template.ts'
import define from '../../templates/index.ts'

const test = suite('the stack')

const template = define({ js: 'code', hash: '0123456789abcdef', version: '1.2.3' })
const { Resources, Outputs = {} } = template

const propertiesOf = (name: string): Mapping => Resources[name]?.Properties ?? {}
const ofType = (type: string): [string, ResourceDefinition][] =>
  Object.entries(Resources).filter(([, { Type }]) => Type === type)
/** Follows properties and positions down into a value. */
const at = (value: Value | undefined, ...path: (string | number)[]): Value | undefined =>
  path.reduce<Value | undefined>((inner, key) => (inner as Record<string, Value> | undefined)?.[key], value)
const sub = (text: string) => ({ 'Fn::Sub': text })
const arn = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] })
const queue = arn('DeadLetterQueue')

test('it has no macro, which would demand another capability than the one command gives', () =>
  assert.is(template.Transform, undefined))

test('it is the same template each time', () =>
  assert.equal(define({ js: 'code', hash: '0123456789abcdef', version: '1.2.3' }), template))

const names: [string, string, string][] = [
  ['RecvMessageTopic', 'TopicName', '${NamePrefix}recv_message'],
  ['WeeklyDiagnosticTopic', 'TopicName', '${NamePrefix}weekly_diagnostic'],
  ['SuccessRateTopic', 'TopicName', '${NamePrefix}success_rate'],
  ['MessageRecvTable', 'TableName', '${NamePrefix}message_recv'],
  ['WeeklyDiagnosticTable', 'TableName', '${NamePrefix}weekly_diagnostic'],
  ['ReceivedWindowTable', 'TableName', '${NamePrefix}received_window'],
  ['DeadLetterQueue', 'QueueName', '${NamePrefix}guac-dead-letters'],
  ['RecvFunction', 'FunctionName', '${NamePrefix}guac-recv'],
  ['WeeklyFunction', 'FunctionName', '${NamePrefix}guac-weekly'],
  ['SuccessRateFunction', 'FunctionName', '${NamePrefix}guac-success-rate'],
  ['RecvLogGroup', 'LogGroupName', '/aws/lambda/${NamePrefix}guac-recv'],
  ['WeeklyLogGroup', 'LogGroupName', '/aws/lambda/${NamePrefix}guac-weekly'],
  ['SuccessRateLogGroup', 'LogGroupName', '/aws/lambda/${NamePrefix}guac-success-rate'],
]

for (const [logical, property, name] of names)
  test(`${logical} is named ${name}`, () => assert.equal(propertiesOf(logical)[property], sub(name)))

test('nothing else has a name: IAM is global, and two regions would collide', () => {
  const named = Object.entries(Resources)
    .filter(
      ([, { Properties = {}, Type }]) =>
        Type !== 'AWS::Lambda::Permission' && Object.keys(Properties).some(key => /Name$/.test(key)),
    )
    .map(([logical]) => logical)
  const others = ['RecvInvokeConfig', 'WeeklyInvokeConfig', 'SuccessRateMapping']
  const measured = ofType('AWS::CloudWatch::Alarm').map(([name]) => name)
  assert.equal(
    named.sort(),
    [...names.map(([logical]) => logical), ...others, ...measured, 'ServiceDashboard'].sort(),
  )
})

test('the dashboard has the name of its stack and region, since dashboards are global', () =>
  assert.equal(propertiesOf('ServiceDashboard').DashboardName, sub('${AWS::StackName}-${AWS::Region}')))

test('only messages expire, and only by a time that they carry', () => {
  assert.equal(propertiesOf('MessageRecvTable').TimeToLiveSpecification, {
    AttributeName: 'expires',
    Enabled: true,
  })
  for (const name of ['WeeklyDiagnosticTable', 'ReceivedWindowTable'])
    assert.is(propertiesOf(name).TimeToLiveSpecification, undefined)
})

test('messages are kept for ever, or long enough that each is counted before it goes', () => {
  const { Default, AllowedPattern = '' } = template.Parameters?.RetentionDays ?? {}
  assert.is(Default, '0')
  const allowed = (days: string) => new RegExp(`${AllowedPattern}`).test(days)
  assert.equal(['0', '30', '99', '100', '9999'].filter(allowed), ['0', '30', '99', '100', '9999'])
  assert.equal(['', '1', '29', '029', '10000', '3e1', '-30'].filter(allowed), [])
})

test('the prefix is empty unless it is given', () => assert.is(template.Parameters?.NamePrefix?.Default, ''))

for (const table of ['MessageRecvTable', 'WeeklyDiagnosticTable', 'ReceivedWindowTable'])
  test(`${table} is keyed by moduleId and timestamp, on demand, recoverable, and outlives its stack`, () => {
    const { DeletionPolicy, UpdateReplacePolicy, Properties = {} } = Resources[table] ?? {}
    assert.equal([DeletionPolicy, UpdateReplacePolicy], ['RetainExceptOnCreate', 'Retain'])
    assert.is(Properties.BillingMode, 'PAY_PER_REQUEST')
    assert.equal(Properties.AttributeDefinitions, [
      { AttributeName: 'moduleId', AttributeType: 'S' },
      { AttributeName: 'timestamp', AttributeType: 'N' },
    ])
    assert.equal(Properties.KeySchema, [
      { AttributeName: 'moduleId', KeyType: 'HASH' },
      { AttributeName: 'timestamp', KeyType: 'RANGE' },
    ])
    assert.equal(Properties.PointInTimeRecoverySpecification, {
      PointInTimeRecoveryEnabled: { Ref: 'PointInTimeRecovery' },
    })
    assert.equal(Properties.DeletionProtectionEnabled, { Ref: 'DeletionProtection' })
  })

test('the stream of reports carries what stood before, and names no StreamEnabled', () =>
  assert.equal(propertiesOf('WeeklyDiagnosticTable').StreamSpecification, {
    StreamViewType: 'NEW_AND_OLD_IMAGES',
  }))

// Least privilege: all that each role allows, and on what.
const shared = (logGroup: string): [string, Value][] => [
  ['sqs:SendMessage', queue],
  ['logs:CreateLogStream', arn(logGroup)],
  ['logs:PutLogEvents', arn(logGroup)],
]
const stream = { 'Fn::GetAtt': ['WeeklyDiagnosticTable', 'StreamArn'] }
const privileges: Record<string, [string, Value][]> = {
  RecvRole: [
    ['dynamodb:PutItem', arn('MessageRecvTable')],
    ['dynamodb:Query', arn('WeeklyDiagnosticTable')],
    ['dynamodb:UpdateItem', arn('ReceivedWindowTable')],
    ...shared('RecvLogGroup'),
  ],
  WeeklyRole: [['dynamodb:UpdateItem', arn('WeeklyDiagnosticTable')], ...shared('WeeklyLogGroup')],
  SuccessRateRole: [
    ['dynamodb:Query', arn('MessageRecvTable')],
    ['dynamodb:Query', arn('WeeklyDiagnosticTable')],
    ['dynamodb:Query', arn('ReceivedWindowTable')],
    ['dynamodb:UpdateItem', arn('ReceivedWindowTable')],
    ['dynamodb:DescribeStream', stream],
    ['dynamodb:GetRecords', stream],
    ['dynamodb:GetShardIterator', stream],
    ['dynamodb:ListStreams', stream],
    ['sns:Publish', { Ref: 'SuccessRateTopic' }],
    ...shared('SuccessRateLogGroup'),
  ],
}

test('there is one role for each function, for Lambda alone', () => {
  assert.equal(
    ofType('AWS::IAM::Role').map(([name]) => name),
    Object.keys(privileges),
  )
  for (const [, { Properties = {} }] of ofType('AWS::IAM::Role')) {
    assert.equal(Object.keys(Properties), ['AssumeRolePolicyDocument', 'PermissionsBoundary', 'Policies'])
    const trust = at(Properties.AssumeRolePolicyDocument, 'Statement')
    assert.equal(trust, [
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ])
  }
})

for (const [role, allowed] of Object.entries(privileges))
  test(`${role} allows what its function does, and nothing else`, () => {
    const policies = propertiesOf(role).Policies as readonly Value[]
    const pairs = policies
      .flatMap(policy => at(policy, 'PolicyDocument', 'Statement') as readonly Mapping[])
      .flatMap(({ Action, Resource }) =>
        [Action].flat().flatMap(action => [Resource].flat().map(resource => [action, resource])),
      )
    assert.equal(pairs, allowed)
  })

test('each function runs as its own role, logs to its own group, and is in the bundle', () => {
  const functions = ofType('AWS::Lambda::Function')
  assert.equal(
    functions.map(([name, { Properties }]) => [
      name,
      Properties?.Handler,
      Properties?.Role,
      at(Properties?.LoggingConfig, 'LogGroup'),
    ]),
    [
      ['RecvFunction', 'index.recv', arn('RecvRole'), { Ref: 'RecvLogGroup' }],
      ['WeeklyFunction', 'index.weekly', arn('WeeklyRole'), { Ref: 'WeeklyLogGroup' }],
      ['SuccessRateFunction', 'index.successRate', arn('SuccessRateRole'), { Ref: 'SuccessRateLogGroup' }],
    ],
  )
  for (const [, { Properties = {} }] of functions) {
    assert.equal([Properties.Runtime, Properties.Architectures], ['nodejs24.x', ['arm64']])
    assert.equal(Properties.Code, {
      S3Bucket: { 'Fn::If': ['FromBucket', { Ref: 'CodeBucket' }, { Ref: 'AWS::NoValue' }] },
      S3Key: { 'Fn::If': ['FromBucket', sub('${CodePrefix}0123456789abcdef.zip'), { Ref: 'AWS::NoValue' }] },
      ZipFile: {
        'Fn::If': ['FromBucket', { Ref: 'AWS::NoValue' }, { 'Fn::FindInMap': ['Code', 'index', 'js'] }],
      },
    })
  }
})

test('each function finds its table, topic and queue in its environment', () => {
  const variables = (name: string) => at(propertiesOf(name).Environment, 'Variables')
  const DEAD_LETTER_QUEUE_URL = { Ref: 'DeadLetterQueue' }
  const MESSAGE_TABLE = { Ref: 'MessageRecvTable' }
  const REPORT_TABLE = { Ref: 'WeeklyDiagnosticTable' }
  const WINDOW_TABLE = { Ref: 'ReceivedWindowTable' }
  const TIMESTAMP_UNIT = { Ref: 'TimestampUnit' }
  assert.equal(variables('RecvFunction'), {
    MESSAGE_TABLE,
    REPORT_TABLE,
    WINDOW_TABLE,
    TIMESTAMP_UNIT,
    RETENTION: { Ref: 'RetentionDays' },
    DEAD_LETTER_QUEUE_URL,
  })
  assert.equal(variables('WeeklyFunction'), { REPORT_TABLE, DEAD_LETTER_QUEUE_URL })
  assert.equal(variables('SuccessRateFunction'), {
    MESSAGE_TABLE,
    REPORT_TABLE,
    WINDOW_TABLE,
    TIMESTAMP_UNIT,
    FIRST_REPORT: { Ref: 'FirstReport' },
    LOW_RATE_THRESHOLD: { 'Fn::If': ['IsWatched', { Ref: 'LowRateThreshold' }, ''] },
    RATE_TOPIC_ARN: { Ref: 'SuccessRateTopic' },
    DEAD_LETTER_QUEUE_URL,
  })
})

for (const [name, topic] of [
  ['Recv', 'RecvMessageTopic'],
  ['Weekly', 'WeeklyDiagnosticTopic'],
] as const) {
  test(`${topic} calls ${name}Function, which lets that topic alone call it, and did so before`, () => {
    const { Properties, DependsOn } = Resources[`${name}Subscription`] ?? {}
    assert.equal(
      [Properties?.TopicArn, Properties?.Protocol, Properties?.Endpoint],
      [{ Ref: topic }, 'lambda', arn(`${name}Function`)],
    )
    assert.equal(propertiesOf(`${name}Permission`), {
      Action: 'lambda:InvokeFunction',
      FunctionName: { Ref: `${name}Function` },
      Principal: 'sns.amazonaws.com',
      SourceArn: { Ref: topic },
    })
    assert.equal(DependsOn, ['DeadLetterQueuePolicy', `${name}Permission`, `${name}InvokeConfig`])
  })

  test(`what ${topic} cannot hand over, and what ${name}Function fails at, becomes a dead letter`, () => {
    assert.equal(propertiesOf(`${name}Subscription`).RedrivePolicy, { deadLetterTargetArn: queue })
    const config = propertiesOf(`${name}InvokeConfig`)
    assert.equal([config.FunctionName, config.Qualifier], [{ Ref: `${name}Function` }, '$LATEST'])
    assert.equal(config.DestinationConfig, { OnFailure: { Destination: queue } })
  })
}

test('the stream calls SuccessRateFunction, and gives a record up within bounds, as a dead letter', () => {
  const { EventSourceArn, FunctionName, ...settings } = propertiesOf('SuccessRateMapping')
  assert.equal([EventSourceArn, FunctionName], [stream, { Ref: 'SuccessRateFunction' }])
  assert.equal(settings, {
    StartingPosition: 'TRIM_HORIZON',
    BatchSize: 100,
    ParallelizationFactor: 10,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    BisectBatchOnFunctionError: true,
    MaximumRetryAttempts: 50,
    MaximumRecordAgeInSeconds: 79_200,
    DestinationConfig: { OnFailure: { Destination: queue } },
  })
})

test('dead letters are kept 14 days, encrypted, and have room for a notification inside JSON', () =>
  assert.equal(propertiesOf('DeadLetterQueue'), {
    QueueName: sub('${NamePrefix}guac-dead-letters'),
    MessageRetentionPeriod: 1_209_600,
    MaximumMessageSize: 1_048_576,
    SqsManagedSseEnabled: true,
  }))

test('the queue admits SNS from the two input topics alone, and nobody without encryption', () => {
  const { Queues, PolicyDocument } = propertiesOf('DeadLetterQueuePolicy')
  assert.equal(Queues, [{ Ref: 'DeadLetterQueue' }])
  const [admit, refuse, ...more] = at(PolicyDocument, 'Statement') as readonly Mapping[]
  assert.equal(more, [])
  const { Sid: _, ...admitted } = admit ?? {}
  assert.equal(admitted, {
    Effect: 'Allow',
    Principal: { Service: 'sns.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: queue,
    Condition: {
      ArnEquals: { 'aws:SourceArn': [{ Ref: 'RecvMessageTopic' }, { Ref: 'WeeklyDiagnosticTopic' }] },
    },
  })
  assert.equal([refuse?.Effect, refuse?.Principal, refuse?.Action], ['Deny', '*', 'sqs:*'])
  assert.equal(refuse?.Condition, { Bool: { 'aws:SecureTransport': 'false' } })
})

test('logs are kept 30 days unless told otherwise, and go with the stack', () => {
  assert.is(template.Parameters?.LogRetentionDays?.Default, 30)
  for (const [, { Properties, DeletionPolicy }] of ofType('AWS::Logs::LogGroup'))
    assert.equal([Properties?.RetentionInDays, DeletionPolicy], [{ Ref: 'LogRetentionDays' }, 'Delete'])
})

test('the outputs lead to everything that has a name, and tell the version and the code', () => {
  assert.equal([Outputs.Version?.Value, Outputs.CodeHash?.Value], ['1.2.3', '0123456789abcdef'])
  const led = JSON.stringify(Object.values(Outputs))
  for (const [logical] of names) assert.ok(led.includes(`{"Ref":"${logical}"}`), `no output for ${logical}`)
})

test.run()
