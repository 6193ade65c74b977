// service.yaml with every parameter set, on a local stack: created, used, changed back to the defaults.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  type Parameter,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation'
import { PublishCommand } from '@aws-sdk/client-sns'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { startTestStack, type TestStack } from '../local/helpers/start-test-stack.ts'

const test = suite('parameters, end to end')

const body = readFileSync(join(process.cwd(), 'service.yaml'), 'utf8')
const parameters = (values: Readonly<Record<string, string>>): Parameter[] =>
  Object.entries(values).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }))

const all = {
  NamePrefix: 'dev-',
  TimestampUnit: 'ms',
  FirstReport: 'contract',
  PublisherAccounts: '111111111111,222222222222',
  SubscriberAccounts: '333333333333',
  PermissionsBoundary: 'team/boundary',
  DeletionProtection: 'true',
  PointInTimeRecovery: 'false',
  LogRetentionDays: '7',
  ReservedConcurrency: '5',
  AlarmEmail: 'ops@example.com',
  AlarmTopicArn: 'arn:aws:sns:us-east-1:000000000000:ops',
  LowRateThreshold: '60.5',
  LowRateShare: '25',
  Dashboard: 'true',
  CodeBucket: 'none',
  CodePrefix: '',
}

const alarmsIn = async ({ cloudformation }: TestStack): Promise<number> => {
  const { StackResources = [] } = await cloudformation.send(
    new DescribeStackResourcesCommand({ StackName: 'stack' }),
  )
  return StackResources.filter(
    ({ ResourceType, ResourceStatus }) =>
      ResourceType?.startsWith('AWS::CloudWatch::') && ResourceStatus !== 'DELETE_COMPLETE',
  ).length
}

// what others in the account have made: a boundary, and a topic for alarms
const around = JSON.stringify({
  Resources: {
    Boundary: {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: {
        ManagedPolicyName: 'boundary',
        Path: '/team/',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: ['dynamodb:*', 'sns:Publish', 'sqs:SendMessage', 'logs:*'],
              Resource: '*',
            },
          ],
        },
      },
    },
    Ops: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'ops' } },
  },
})

let stack: TestStack
test.before(async () => {
  stack = await startTestStack()
  const { StackStatus } = await stack.create(around, { StackName: 'around' })
  assert.is(StackStatus, 'CREATE_COMPLETE', `${(await stack.events('around')).failures}`)
})
test.after(async () => {
  await stack.stop()
})

test('a stack with every parameter set comes up, and says what of it has no effect here', async () => {
  const { StackStatus, StackStatusReason } = await stack.create(body, { Parameters: parameters(all) })
  assert.is(StackStatus, 'CREATE_COMPLETE', `${(await stack.events('stack')).failures}`)
  for (const part of [
    'AWS::CloudWatch::Alarm (it tells nobody here)',
    'AWS::CloudWatch::Dashboard (there is no console here)',
    'Protocol email (no mail',
  ])
    assert.match(StackStatusReason ?? '', part)
  assert.is(await alarmsIn(stack), 10)
})

test('a watched rate is measured, and one below the threshold is low', async () => {
  const publish = (topic: string, event: object) =>
    stack.sns.send(
      new PublishCommand({ TopicArn: stack.topicArn(`dev-${topic}`), Message: JSON.stringify(event) }),
    )
  await publish('recv_message', { moduleId: 'm', timestamp: 1 })
  await stack.idle()
  await publish('weekly_diagnostic', { moduleid: 'm', timestamp: 2, attempts: 2 })
  await stack.idle()
  const line = stack.logs.find(text => text.includes('"LowRate"'))
  const { SuccessRate, LowRate, FunctionName } = JSON.parse(line ?? '{}')
  assert.equal(
    { SuccessRate, LowRate, FunctionName },
    { SuccessRate: [50], LowRate: [100], FunctionName: 'dev-guac-success-rate' },
  )
})

test('an address alone gets a topic of its own', async () => {
  const values = parameters({ AlarmEmail: 'ops@example.com', NamePrefix: 'mail-' })
  const { StackStatus } = await stack.create(body, { StackName: 'mail', Parameters: values })
  assert.is(StackStatus, 'CREATE_COMPLETE', `${(await stack.events('mail')).failures}`)
  const { StackResources = [] } = await stack.cloudformation.send(
    new DescribeStackResourcesCommand({ StackName: 'mail' }),
  )
  const ids = StackResources.map(({ LogicalResourceId }) => LogicalResourceId)
  for (const id of ['AlarmTopic', 'AlarmTopicPolicy', 'AlarmSubscription']) assert.ok(ids.includes(id), id)
})

test('back at the defaults there is no alarm, no dashboard, and no measurement', async () => {
  const defaults = ['PublisherAccounts', 'SubscriberAccounts'].map(name => [name, ''])
  const none = ['PermissionsBoundary', 'AlarmEmail', 'AlarmTopicArn'].map(name => [name, 'none'])
  const off = { ReservedConcurrency: '0', Dashboard: 'false', LogRetentionDays: '30' }
  await stack.cloudformation.send(
    new UpdateStackCommand({
      StackName: 'stack',
      TemplateBody: body,
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      Parameters: parameters({ ...all, ...Object.fromEntries([...defaults, ...none]), ...off }),
    }),
  )
  const { StackStatus, StackStatusReason } = await stack.settled('stack')
  assert.is(StackStatus, 'UPDATE_COMPLETE', StackStatusReason)
  assert.not.match(StackStatusReason ?? '', 'CloudWatch')
  assert.is(await alarmsIn(stack), 0)
  const before = stack.logs.length
  await stack.sns.send(
    new PublishCommand({
      TopicArn: stack.topicArn('dev-weekly_diagnostic'),
      Message: '{"moduleid":"m","timestamp":3,"attempts":4}',
    }),
  )
  await stack.idle()
  assert.equal(
    stack.logs.slice(before).filter(text => text.includes('LowRate')),
    [],
  )
  assert.equal(stack.bugs, [])
})

const refused: [string, string][] = [
  ['PublisherAccounts', '111111111111,x'],
  ['SubscriberAccounts', '1234'],
  ['PermissionsBoundary', 'arn:aws:iam::111111111111:policy/boundary'],
  ['DeletionProtection', 'yes'],
  ['LogRetentionDays', '31'],
  ['ReservedConcurrency', '-1'],
  ['AlarmEmail', 'nobody'],
  ['AlarmTopicArn', 'ops'],
  ['LowRateThreshold', '101'],
]
for (const [name, value] of refused)
  test(`${name} does not take ${value}, and the refusal names it`, async () => {
    try {
      await stack.create(body, { StackName: 'refused', Parameters: parameters({ [name]: value }) })
    } catch (error) {
      return assert.match(String(error), `Parameter ${name} failed to satisfy constraint`)
    }
    assert.unreachable('it was accepted')
  })

test('a stack of 0.1.0, whose CodeBucket is empty, keeps the code in the template', async () => {
  const other = await startTestStack()
  const released = readFileSync(join(process.cwd(), 'test/fixtures/v0.1.0.yaml'), 'utf8')
  await other.create(released)
  await other.cloudformation.send(
    new UpdateStackCommand({
      StackName: 'stack',
      TemplateBody: body,
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      Parameters: [{ ParameterKey: 'CodeBucket', UsePreviousValue: true }],
    }),
  )
  const { StackStatus, StackStatusReason } = await other.settled('stack')
  assert.is(StackStatus, 'UPDATE_COMPLETE', StackStatusReason)
  const { Stacks: [described] = [] } = await other.cloudformation.send(
    new DescribeStacksCommand({ StackName: 'stack' }),
  )
  const bucket = described?.Parameters?.find(({ ParameterKey }) => ParameterKey === 'CodeBucket')
  assert.is(bucket?.ParameterValue, '')
  await other.stop()
})

test.run()
