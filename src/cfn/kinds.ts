// The kinds of resource that definitions can make. Properties are those of cloudform-types, narrowed where
// it takes any text and a wrong one would only fail in AWS; only its types are used, so nothing is loaded.
import type { AlarmProperties } from 'cloudform-types/types/cloudWatch/alarm.js'
import type { DashboardProperties } from 'cloudform-types/types/cloudWatch/dashboard.js'
import type { TableProperties } from 'cloudform-types/types/dynamoDb/table.js'
import type { RoleProperties } from 'cloudform-types/types/iam/role.js'
import type { EventInvokeConfigProperties } from 'cloudform-types/types/lambda/eventInvokeConfig.js'
import type { EventSourceMappingProperties } from 'cloudform-types/types/lambda/eventSourceMapping.js'
import type { FunctionProperties } from 'cloudform-types/types/lambda/function.js'
import type { PermissionProperties } from 'cloudform-types/types/lambda/permission.js'
import type { LogGroupProperties } from 'cloudform-types/types/logs/logGroup.js'
import type { SubscriptionProperties } from 'cloudform-types/types/sns/subscription.js'
import type { TopicProperties } from 'cloudform-types/types/sns/topic.js'
import type { TopicPolicyProperties } from 'cloudform-types/types/sns/topicPolicy.js'
import type { QueueProperties } from 'cloudform-types/types/sqs/queue.js'
import type { QueuePolicyProperties } from 'cloudform-types/types/sqs/queuePolicy.js'
import type { PolicyDocument } from './augmentation.ts'
import { plain } from './plain.ts'
import type { ResourceDefinition } from './template.ts'

/** What stands beside a resource's properties. The policies take a literal only, no function. */
export type Attributes = {
  DependsOn?: string | readonly string[]
  Condition?: string
  /** RetainExceptOnCreate deletes with a failed creation, and retains afterwards. */
  DeletionPolicy?: 'Delete' | 'Retain' | 'RetainExceptOnCreate' | 'Snapshot'
  UpdateReplacePolicy?: 'Delete' | 'Retain' | 'Snapshot'
  Metadata?: { readonly [name: string]: unknown }
}

/** Makes a resource of one kind: a frozen plain value. */
export type Kind<Properties> = (properties: Properties, attributes?: Attributes) => ResourceDefinition

const kind =
  <Properties>(Type: `AWS::${string}::${string}`): Kind<Properties> =>
  (Properties, attributes = {}) =>
    plain({ Type, ...attributes, Properties }) as ResourceDefinition

type Alarm = AlarmProperties & {
  ComparisonOperator: 'GreaterThanThreshold' | 'LessThanThreshold'
  Statistic: 'Average' | 'Maximum' | 'Minimum' | 'SampleCount' | 'Sum'
  TreatMissingData: 'breaching' | 'ignore' | 'missing' | 'notBreaching'
}

type Function = Omit<FunctionProperties, 'Runtime' | 'Architectures'> & {
  Runtime: 'nodejs22.x' | 'nodejs24.x'
  Architectures: ['arm64'] | ['x86_64']
}

type Mapping = EventSourceMappingProperties & {
  StartingPosition?: 'TRIM_HORIZON' | 'LATEST'
  FunctionResponseTypes?: ['ReportBatchItemFailures']
}

type Table = TableProperties & {
  BillingMode: 'PAY_PER_REQUEST' | 'PROVISIONED'
  AttributeDefinitions: { AttributeType: 'S' | 'N' | 'B' }[]
  KeySchema: { KeyType: 'HASH' | 'RANGE' }[]
  StreamSpecification?: { StreamViewType: 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES' }
}

type Role = RoleProperties & {
  AssumeRolePolicyDocument: PolicyDocument
  Policies?: { PolicyDocument: PolicyDocument }[]
}

type Permission = PermissionProperties & { Action: 'lambda:InvokeFunction' }

type Subscription = SubscriptionProperties & { Protocol: 'lambda' | 'sqs' | 'email' | 'https' }

export const CloudWatch = {
  Alarm: kind<Alarm>('AWS::CloudWatch::Alarm'),
  Dashboard: kind<DashboardProperties>('AWS::CloudWatch::Dashboard'),
}

export const DynamoDB = { Table: kind<Table>('AWS::DynamoDB::Table') }

export const IAM = { Role: kind<Role>('AWS::IAM::Role') }

export const Lambda = {
  Function: kind<Function>('AWS::Lambda::Function'),
  Permission: kind<Permission>('AWS::Lambda::Permission'),
  EventInvokeConfig: kind<EventInvokeConfigProperties>('AWS::Lambda::EventInvokeConfig'),
  EventSourceMapping: kind<Mapping>('AWS::Lambda::EventSourceMapping'),
}

export const Logs = { LogGroup: kind<LogGroupProperties>('AWS::Logs::LogGroup') }

export const SNS = {
  Topic: kind<TopicProperties>('AWS::SNS::Topic'),
  Subscription: kind<Subscription>('AWS::SNS::Subscription'),
  TopicPolicy: kind<TopicPolicyProperties & { PolicyDocument: PolicyDocument }>('AWS::SNS::TopicPolicy'),
}

export const SQS = {
  Queue: kind<QueueProperties>('AWS::SQS::Queue'),
  QueuePolicy: kind<QueuePolicyProperties & { PolicyDocument: PolicyDocument }>('AWS::SQS::QueuePolicy'),
}
