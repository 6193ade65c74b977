// What must not compile: tsc reads this file, and fails where a line that is marked as wrong turns out to be
// right. Nothing runs it.

import type { Env as RecvEnv } from '../../handlers/recv.ts'
import type { Env as SuccessRateEnv } from '../../handlers/success-rate.ts'
import { GetAtt, Ref } from '../../src/cfn/functions.ts'
import { DynamoDB, IAM, Lambda, Logs, SNS } from '../../src/cfn/kinds.ts'
import type { Definition } from '../../templates/functions.ts'

const recv = {
  MESSAGE_TABLE: Ref('MessageRecvTable'),
  REPORT_TABLE: Ref('WeeklyDiagnosticTable'),
  WINDOW_TABLE: Ref('ReceivedWindowTable'),
  TIMESTAMP_UNIT: Ref('TimestampUnit'),
  RETENTION: Ref('RetentionDays'),
}
const DEAD_LETTER_QUEUE_URL = Ref('DeadLetterQueue')

// A function's environment is what its handler reads, no less and no more.
export const complete = { ...recv, DEAD_LETTER_QUEUE_URL } satisfies Definition<RecvEnv>
// @ts-expect-error: the queue is missing
export const missing = recv satisfies Definition<RecvEnv>
// @ts-expect-error: the handler reads no OTHER
export const spare = { ...recv, DEAD_LETTER_QUEUE_URL, OTHER: 'x' } satisfies Definition<RecvEnv>
// @ts-expect-error: an environment of another handler
export const foreign = { ...recv, DEAD_LETTER_QUEUE_URL } satisfies Definition<SuccessRateEnv>
// @ts-expect-error: a variable is text
export const number = { ...recv, MESSAGE_TABLE: 1, DEAD_LETTER_QUEUE_URL } satisfies Definition<RecvEnv>

// Resources
SNS.Topic({ TopicName: Ref('X') })
// @ts-expect-error: a topic has no such property
SNS.Topic({ Topicname: 'x' })
// @ts-expect-error: DeletionPolicy takes no function
SNS.Topic({}, { DeletionPolicy: Ref('X') })
// @ts-expect-error: replacing knows no RetainExceptOnCreate
SNS.Topic({}, { UpdateReplacePolicy: 'RetainExceptOnCreate' })
// @ts-expect-error: a subscription needs a topic
SNS.Subscription({ Protocol: 'lambda' })
// @ts-expect-error: no such protocol
SNS.Subscription({ Protocol: 'lamda', TopicArn: Ref('X') })
Logs.LogGroup({ RetentionInDays: 30, LogGroupClass: 'STANDARD' })
// @ts-expect-error: no such class
Logs.LogGroup({ LogGroupClass: 'CHEAP' })

const table = {
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'a', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'a', KeyType: 'HASH' }],
} as const satisfies Record<string, unknown>
const mutable = {
  ...table,
  AttributeDefinitions: [...table.AttributeDefinitions],
  KeySchema: [...table.KeySchema],
}
DynamoDB.Table(mutable)
// @ts-expect-error: no such billing mode
DynamoDB.Table({ ...mutable, BillingMode: 'ON_DEMAND' })
// @ts-expect-error: no such key type
DynamoDB.Table({ ...mutable, KeySchema: [{ AttributeName: 'a', KeyType: 'SORT' }] })
// @ts-expect-error: no such attribute type
DynamoDB.Table({ ...mutable, AttributeDefinitions: [{ AttributeName: 'a', AttributeType: 'String' }] })
// @ts-expect-error: a stream in a template has no StreamEnabled
DynamoDB.Table({ ...mutable, StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } })

const Architectures: ['arm64'] = ['arm64']
const lambda = {
  Code: { ZipFile: '' },
  Role: GetAtt('R', 'Arn'),
  Runtime: 'nodejs24.x',
  Architectures,
} as const
Lambda.Function({ ...lambda, LoggingConfig: { LogFormat: 'JSON' } })
// @ts-expect-error: AWS creates no function on Node 20 any more
Lambda.Function({ ...lambda, Runtime: 'nodejs20.x' })
// @ts-expect-error: no such architecture
Lambda.Function({ ...lambda, Architectures: ['arm'] })
// @ts-expect-error: no such level
Lambda.Function({ ...lambda, LoggingConfig: { SystemLogLevel: 'ERROR' } })
// @ts-expect-error: no such position
Lambda.EventSourceMapping({ FunctionName: Ref('F'), StartingPosition: 'NOW' })

// @ts-expect-error: a statement needs an effect
IAM.Role({ AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Action: 'sts:AssumeRole' }] } })
// @ts-expect-error: the older version of the language knows less
IAM.Role({ AssumeRolePolicyDocument: { Version: '2008-10-17', Statement: [] } })
