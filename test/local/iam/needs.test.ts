// Which rights each call of a function asks for.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { needsOf } from '../../../src/local/iam/needs.ts'
import { jsonCall, queryCall } from '../../../src/local/protocol/call.ts'
import { refusalOf } from '../helpers/refusal.ts'

const test = suite('needs')

const of = (service: string, rest: string) => `arn:aws:${service}:us-east-1:000000000000:${rest}`
const stream = of('dynamodb', 'table/t/stream/2026-01-01T00:00:00.000')
const topic = of('sns', 'topic')

const json = (service: string) => (action: string, input: object) => jsonCall(service, `T.${action}`, input)
const dynamodb = json('dynamodb')
const streams = json('streams')
const sqs = json('sqs')
const logs = json('logs')
const sns = (action: string, input: Record<string, string>) => queryCall('sns', action, input)
const lambda = (method: string, path: string) => ({
  ...jsonCall('lambda', '', {}),
  rest: { method, path, query: new URLSearchParams(), headers: {} },
})
const functions = '/2015-03-31/functions'

for (const [call, action, ...resources] of [
  [dynamodb('PutItem', { TableName: 't' }), 'dynamodb:PutItem', of('dynamodb', 'table/t')],
  [dynamodb('Query', { TableName: of('dynamodb', 'table/t') }), 'dynamodb:Query', of('dynamodb', 'table/t')],
  [
    dynamodb('Query', { TableName: 't', IndexName: 'i' }),
    'dynamodb:Query',
    of('dynamodb', 'table/t/index/i'),
  ],
  [
    dynamodb('BatchWriteItem', { RequestItems: { t: [], u: [] } }),
    'dynamodb:BatchWriteItem',
    of('dynamodb', 'table/t'),
    of('dynamodb', 'table/u'),
  ],
  [
    dynamodb('PutItem', { TableName: 't', RequestItems: { u: [] } }),
    'dynamodb:PutItem',
    of('dynamodb', 'table/t'),
  ],
  [dynamodb('ListTables', {}), 'dynamodb:ListTables', '*'],
  [streams('DescribeStream', { StreamArn: stream }), 'dynamodb:DescribeStream', stream],
  [streams('GetRecords', { ShardIterator: `${stream}|1|abc` }), 'dynamodb:GetRecords', stream],
  [streams('ListStreams', { TableName: 't' }), 'dynamodb:ListStreams', of('dynamodb', 'table/t/stream/*')],
  [sqs('SendMessage', { QueueUrl: 'http://h/000000000000/q' }), 'sqs:SendMessage', of('sqs', 'q')],
  [sqs('SendMessageBatch', { QueueUrl: 'http://h/000000000000/q' }), 'sqs:SendMessage', of('sqs', 'q')],
  [sqs('CreateQueue', { QueueName: 'q' }), 'sqs:CreateQueue', of('sqs', 'q')],
  [sqs('ListQueues', {}), 'sqs:ListQueues', of('sqs', '*')],
  [sns('Publish', { TopicArn: topic }), 'sns:Publish', topic],
  [sns('Publish', { TargetArn: topic }), 'sns:Publish', topic],
  [sns('PublishBatch', { TopicArn: topic }), 'sns:Publish', topic],
  [sns('Unsubscribe', { SubscriptionArn: `${topic}:id` }), 'sns:Unsubscribe', topic],
  [sns('CreateTopic', { Name: 'topic' }), 'sns:CreateTopic', topic],
  [sns('ListTopics', {}), 'sns:ListTopics', '*'],
  [
    logs('GetLogEvents', { logGroupName: 'g', logStreamName: 's' }),
    'logs:GetLogEvents',
    of('logs', 'log-group:g:log-stream:s'),
  ],
  [logs('DescribeLogGroups', {}), 'logs:DescribeLogGroups', of('logs', 'log-group::log-stream:')],
  [lambda('POST', `${functions}/fn/invocations`), 'lambda:InvokeFunction', of('lambda', 'function:fn')],
  [lambda('GET', functions), 'lambda:ListFunctions', '*'],
] as const)
  test(`${action} on ${resources.join(' and ')}`, () =>
    assert.equal(
      needsOf(call),
      resources.map(resource => ({ action, resource })),
    ))

test('who one is, anybody may ask', () =>
  assert.equal(needsOf(queryCall('sts', 'GetCallerIdentity', {})), []))

for (const [what, call] of [
  ['stacks', queryCall('cloudformation', 'CreateStack', {})],
  ['other paths of Lambda', lambda('PUT', '/2017-10-31/functions/fn/concurrency')],
] as const)
  test(`${what} are not for functions here, by name`, () =>
    assert.is(refusalOf(() => needsOf(call)).code, 'NotSupportedLocally'))

test.run()
