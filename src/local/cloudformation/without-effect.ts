// The one table of what is accepted and has no effect here, each with its reason. Deploying names what of it a
// stack uses; whatever stands neither here nor with a provider is refused by name.

/** By type: the reason for the whole type, or for properties of it; "Protocol email" is one value of one. */
export const withoutEffect: Readonly<Record<string, string | Readonly<Record<string, string>>>> = {
  'AWS::CloudWatch::Alarm': 'it tells nobody here',
  'AWS::CloudWatch::Dashboard': 'there is no console here',
  'AWS::DynamoDB::Table': {
    DeletionProtectionEnabled: 'tables here are for trying out',
    PointInTimeRecoverySpecification: 'nothing is backed up',
    SSESpecification: 'nothing is encrypted in memory',
    Tags: 'nothing reads tags',
  },
  'AWS::IAM::ManagedPolicy': { Description: 'nothing reads it' },
  'AWS::IAM::Role': {
    Description: 'nothing reads it',
    MaxSessionDuration: 'a function has its role for as long as it runs',
    Tags: 'nothing reads tags',
  },
  'AWS::Lambda::EventSourceMapping': {
    ParallelizationFactor: 'one batch of a shard is processed at a time',
    Tags: 'nothing reads tags',
  },
  'AWS::Lambda::Function': {
    Architectures: 'functions run on the processor of this machine',
    Description: 'nothing reads it',
    Tags: 'nothing reads tags',
  },
  'AWS::Logs::LogGroup': {
    LogGroupClass: 'both classes are kept alike',
    Tags: 'nothing reads tags',
  },
  'AWS::SNS::Subscription': { 'Protocol email': 'no mail is sent from here' },
  'AWS::SNS::Topic': {
    DisplayName: 'nothing reads it',
    KmsMasterKeyId: 'nothing is encrypted in memory',
    Tags: 'nothing reads tags',
  },
  'AWS::SQS::Queue': {
    KmsDataKeyReusePeriodSeconds: 'nothing is encrypted in memory',
    KmsMasterKeyId: 'nothing is encrypted in memory',
    MessageRetentionPeriod: 'messages stay until they are deleted',
    SqsManagedSseEnabled: 'nothing is encrypted in memory',
    Tags: 'nothing reads tags',
  },
}
