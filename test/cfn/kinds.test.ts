import { CloudWatch as CloudWatchTypes } from 'cloudform-types/types/cloudWatch/index.namespace.js'
import { DynamoDB as DynamoDBTypes } from 'cloudform-types/types/dynamoDb/index.namespace.js'
import { IAM as IAMTypes } from 'cloudform-types/types/iam/index.namespace.js'
import { Lambda as LambdaTypes } from 'cloudform-types/types/lambda/index.namespace.js'
import { Logs as LogsTypes } from 'cloudform-types/types/logs/index.namespace.js'
import { SNS as SNSTypes } from 'cloudform-types/types/sns/index.namespace.js'
import { SQS as SQSTypes } from 'cloudform-types/types/sqs/index.namespace.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as kinds from '../../src/cfn/kinds.ts'
import type { ResourceDefinition } from '../../src/cfn/template.ts'

const test = suite('kinds')

type Classes = Record<string, new (properties: never) => { Type: string }>
type Makers = Record<string, (properties: never) => ResourceDefinition>

const pairs: [string, Makers, Classes][] = [
  ['CloudWatch', kinds.CloudWatch, CloudWatchTypes],
  ['DynamoDB', kinds.DynamoDB, DynamoDBTypes],
  ['IAM', kinds.IAM, IAMTypes],
  ['Lambda', kinds.Lambda, LambdaTypes],
  ['Logs', kinds.Logs, LogsTypes],
  ['SNS', kinds.SNS, SNSTypes],
  ['SQS', kinds.SQS, SQSTypes],
] as unknown as [string, Makers, Classes][]

test('every kind is compared', () =>
  assert.equal(
    Object.keys(kinds),
    pairs.map(([name]) => name),
  ))

for (const [service, makers, classes] of pairs)
  for (const [name, make] of Object.entries(makers))
    test(`${service}.${name} makes the type that cloudform-types makes`, () => {
      const Class = classes[name]
      assert.ok(Class)
      assert.is(make({} as never).Type, new Class({} as never).Type)
    })

test('attributes stand beside the properties', () => {
  const group = kinds.Logs.LogGroup({ RetentionInDays: 1 }, { DeletionPolicy: 'Retain', DependsOn: ['A'] })
  assert.equal(group, {
    Type: 'AWS::Logs::LogGroup',
    DeletionPolicy: 'Retain',
    DependsOn: ['A'],
    Properties: { RetentionInDays: 1 },
  })
})

test.run()
