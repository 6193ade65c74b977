// Least privilege: what the handlers call on every path there is, and what the platform does with their roles, is what
// service.yaml allows them. Nothing is missing, and nothing is spare.

import { DescribeStackEventsCommand, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation'
import { DeleteTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { DeleteTopicCommand } from '@aws-sdk/client-sns'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Asked } from '../../src/local/iam/access.ts'
import { type Service, startService } from '../helpers/service.ts'

type Right = { readonly role: string; readonly action: string; readonly resource: string }

/** What Lambda itself needs of the functions' roles: it writes their logs, reads the stream, and sends what has failed
 * for good. https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html */
const platform: readonly (readonly [role: string, resource: string, ...actions: readonly string[]])[] = [
  ['RecvRole', 'log-group:/aws/lambda/guac-recv:*', 'logs:CreateLogStream', 'logs:PutLogEvents'],
  ['WeeklyRole', 'log-group:/aws/lambda/guac-weekly:*', 'logs:CreateLogStream', 'logs:PutLogEvents'],
  [
    'SuccessRateRole',
    'log-group:/aws/lambda/guac-success-rate:*',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
  ],
  [
    'SuccessRateRole',
    'table/weekly_diagnostic/stream/LABEL',
    'dynamodb:DescribeStream',
    'dynamodb:GetRecords',
    'dynamodb:GetShardIterator',
    'dynamodb:ListStreams',
  ],
  ['RecvRole', 'guac-dead-letters', 'sqs:SendMessage'],
  ['WeeklyRole', 'guac-dead-letters', 'sqs:SendMessage'],
  ['SuccessRateRole', 'guac-dead-letters', 'sqs:SendMessage'],
]

/** Every path of the handlers, rare ones included; another path of a handler belongs in here. */
const everyPath = async ({ recv, weekly, stack, output, dynamodb, sns }: Service): Promise<void> => {
  const now = Math.floor(Date.now() / 1000)
  // on time; late before any report, and late behind one, whose window is reopened
  await recv({ moduleId: 'm', timestamp: now })
  await recv({ moduleId: 'm', timestamp: 1 })
  await stack.idle()
  await weekly({ moduleid: 'm', timestamp: 5, attempts: 2 })
  await stack.idle()
  await recv({ moduleId: 'm', timestamp: 3 })
  await stack.idle()
  // a later report, a correction, and one out of order, which changes the later ones
  await weekly({ moduleid: 'm', timestamp: 9, attempts: 4 })
  await stack.idle()
  await weekly({ moduleid: 'm', timestamp: 5, attempts: 3 })
  await weekly({ moduleid: 'm', timestamp: 7, attempts: 1 })
  await stack.idle()
  // what no handler can ever process
  await recv('wrong')
  await weekly('wrong')
  const TableName = output('WeeklyDiagnosticTableName')
  const Item = { moduleId: { S: 'odd' }, timestamp: { N: '1' }, attempts: { S: 'many' } }
  await dynamodb.send(new PutItemCommand({ TableName, Item }))
  await stack.idle()
  // what fails for good: on the stream, and behind each topic
  await sns.send(new DeleteTopicCommand({ TopicArn: output('SuccessRateTopicArn') }))
  await weekly({ moduleid: 'silent', timestamp: 1, attempts: 1 })
  await stack.idle()
  await dynamodb.send(new DeleteTableCommand({ TableName: output('MessageRecvTableName') }))
  await recv({ moduleId: 'lost', timestamp: 1 })
  await stack.idle()
  await dynamodb.send(new DeleteTableCommand({ TableName }))
  await weekly({ moduleid: 'lost', timestamp: 1, attempts: 1 })
  await stack.idle()
}

/** The end of an ARN, without what differs from run to run. */
const nameOf = (arn: string): string =>
  arn
    .split(':')
    .slice(5)
    .join(':')
    .replace(/\/stream\/.*/, '/stream/LABEL')
    // the rights on a log group are asked for by its streams, and can be granted on all of them only
    .replace(/:log-stream:.*/, ':*')

const shown = (rights: readonly Right[]): readonly string[] =>
  [...new Set(rights.map(({ role, action, resource }) => `${role}: ${action} on ${resource}`))].sort()

type Statement = {
  readonly Effect: string
  readonly Action: string | string[]
  readonly Resource: string | string[]
}

/** What the roles of the stack allow, as it was deployed. */
const grantedIn = async ({ cloudformation }: Service): Promise<readonly Right[]> => {
  const { StackEvents = [] } = await cloudformation.send(
    new DescribeStackEventsCommand({ StackName: 'bookish-guacamole' }),
  )
  const made = StackEvents.filter(
    ({ ResourceType, ResourceStatus }) =>
      ResourceType === 'AWS::IAM::Role' && ResourceStatus === 'CREATE_COMPLETE',
  )
  return made.flatMap(({ LogicalResourceId: role = '', ResourceProperties = '' }) =>
    JSON.parse(ResourceProperties)
      .Policies.flatMap(
        (policy: { PolicyDocument: { Statement: Statement[] } }) => policy.PolicyDocument.Statement,
      )
      .flatMap(({ Effect, Action, Resource }: Statement) => {
        assert.is(Effect, 'Allow')
        return [Action]
          .flat()
          .flatMap(action => [Resource].flat().map(arn => ({ role, action, resource: nameOf(arn) })))
      }),
  )
}

const test = suite('least privilege, end to end')
const asked: Asked[] = []
let service: Service

test.before(async () => {
  service = await startService({ onAsked: right => asked.push(right) })
  await everyPath(service)
})
test.after(async () => {
  assert.equal(service.bugs, [])
  await service.stop()
})

/** What was asked for, by the role's name in the template. */
const askedBy = async (by: Asked['by']): Promise<readonly Right[]> => {
  const { StackResources = [] } = await service.cloudformation.send(
    new DescribeStackResourcesCommand({ StackName: 'bookish-guacamole' }),
  )
  const logical = new Map(StackResources.map(each => [each.PhysicalResourceId, each.LogicalResourceId]))
  return asked
    .filter(right => right.by === by)
    .map(({ role, action, resource }) => ({
      role: logical.get(role.slice(role.lastIndexOf('/') + 1)) ?? role,
      action,
      resource: nameOf(resource),
    }))
}

const needed: readonly Right[] = platform.flatMap(([role, resource, ...actions]) =>
  actions.map(action => ({ role, action, resource })),
)

test('nothing that a handler calls, or the platform does for it, is denied', () => {
  assert.equal(shown(asked.filter(({ allowed }) => !allowed)), [])
})

test('what the platform needs of the roles is what it asks of them', async () => {
  assert.equal(shown(await askedBy('platform')), shown(needed))
})

test('the roles allow what the handlers and the platform use, and nothing else', async () => {
  assert.equal(shown(await grantedIn(service)), shown([...(await askedBy('function')), ...needed]))
})

test('no action is granted by a wildcard, and of resources only the streams of a log group', async () => {
  for (const { action, resource } of await grantedIn(service)) {
    assert.not.match(action, '*')
    assert.ok(!resource.replace(/^log-group:.*:\*$/, '').includes('*'), resource)
  }
})

test.run()
