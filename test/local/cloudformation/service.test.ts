// Stacks over CloudFormation's API: made, undone, deleted, refused.

import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation'
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb'
import { ListTopicsCommand } from '@aws-sdk/client-sns'
import { DeleteQueueCommand, ListQueuesCommand } from '@aws-sdk/client-sqs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { rejectionOf } from '../helpers/refusal.ts'
import { startTestStack, type TestStack } from '../helpers/start-test-stack.ts'
import {
  arnOf,
  failing,
  impossible,
  lambda,
  queue,
  ref,
  subscribed,
  table,
  template,
} from '../helpers/template.ts'

const test = suite<{ stack: TestStack }>('cloudformation')
test.before.each(async context => {
  context.stack = await startTestStack()
})
test.after.each(async ({ stack }) => {
  await stack.stop()
  assert.equal(stack.bugs, [])
})

const handler = 'exports.handler = async () => {}'
const topic = { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'topic' } }

const left = async ({ sns, sqs, dynamodb }: TestStack) => {
  const { Topics = [] } = await sns.send(new ListTopicsCommand())
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand())
  const kept = await dynamodb.send(new DescribeTableCommand({ TableName: 'table' })).then(
    () => ['table'],
    () => [],
  )
  return [...Topics.map(({ TopicArn }) => TopicArn), ...QueueUrls, ...kept].map(name =>
    name?.slice(name.search(/[^:/]*$/)),
  )
}

test('a stack is made in the order of its references, and shows its outputs', async ({ stack }) => {
  const made = await stack.create(
    template(
      { ...subscribed(), ...lambda(handler, { Architectures: ['arm64'] }), ...failing },
      {
        Description: 'what it is for',
        Parameters: { Secret: { Type: 'String', NoEcho: true } },
        Outputs: {
          TopicArn: { Value: ref('Topic'), Description: 'the <topic>' },
          FnArn: { Value: arnOf('Fn') },
        },
      },
    ),
    { Parameters: [{ ParameterKey: 'Secret', ParameterValue: 's3cret' }], Tags: [{ Key: 'k', Value: 'v' }] },
  )
  assert.is(made.StackStatus, 'CREATE_COMPLETE')
  assert.is(made.Description, 'what it is for')
  assert.equal(made.Outputs, [
    { OutputKey: 'TopicArn', OutputValue: stack.topicArn('topic'), Description: 'the <topic>' },
    { OutputKey: 'FnArn', OutputValue: 'arn:aws:lambda:us-east-1:000000000000:function:fn' },
  ])
  assert.equal(made.Parameters, [{ ParameterKey: 'Secret', ParameterValue: '****' }])
  assert.equal(made.Tags, [{ Key: 'k', Value: 'v' }])
  assert.match(made.StackStatusReason ?? '', 'Architectures (functions run on the processor of this machine)')
  const { lines } = await stack.events('stack')
  assert.ok(lines.indexOf('Topic CREATE_COMPLETE') < lines.indexOf('Permission CREATE_IN_PROGRESS'))
  assert.ok(lines.indexOf('Role CREATE_COMPLETE') < lines.indexOf('Fn CREATE_IN_PROGRESS'))
  assert.is(lines.at(-1), 'stack CREATE_COMPLETE')
})

test('a failed creation is undone, the last made first, with its reason', async ({ stack }) => {
  const undone = await stack.create(
    template({ Topic: topic, Queue: queue('queue'), Bad: impossible('Topic', 'Queue') }),
  )
  assert.is(undone.StackStatus, 'ROLLBACK_COMPLETE')
  const { lines, failures } = await stack.events('stack')
  assert.equal(failures, ['The specified queue does not exist.'])
  assert.equal(lines, [
    'stack CREATE_IN_PROGRESS',
    'Topic CREATE_IN_PROGRESS',
    'Topic CREATE_COMPLETE',
    'Queue CREATE_IN_PROGRESS',
    'Queue CREATE_COMPLETE',
    'Bad CREATE_IN_PROGRESS',
    'Bad CREATE_FAILED',
    'stack ROLLBACK_IN_PROGRESS',
    'Queue DELETE_IN_PROGRESS',
    'Queue DELETE_COMPLETE',
    'Topic DELETE_IN_PROGRESS',
    'Topic DELETE_COMPLETE',
    'stack ROLLBACK_COMPLETE',
  ])
  assert.equal(await left(stack), [])
  const again = await rejectionOf(stack.create(template({ Topic: topic })))
  assert.is(again.name, 'AlreadyExistsException')
})

test('DO_NOTHING leaves what was made, DELETE leaves no stack', async ({ stack }) => {
  const resources = template({ Topic: topic, Bad: impossible('Topic') })
  const kept = await stack.create(resources, { OnFailure: 'DO_NOTHING' })
  assert.is(kept.StackStatus, 'CREATE_FAILED')
  assert.equal(await left(stack), ['topic'])
  assert.is((await stack.remove(kept.StackId ?? '')).StackStatus, 'DELETE_COMPLETE')
  assert.is((await stack.create(resources, { OnFailure: 'DELETE' })).StackStatus, 'DELETE_COMPLETE')
  assert.equal(await left(stack), [])
})

test('a table retained except on creation goes with a failed creation, and outlives its stack', async ({
  stack,
}) => {
  const Table = { ...table(), DeletionPolicy: 'RetainExceptOnCreate' }
  const failed = template({ Table, Bad: impossible('Table') })
  for (const OnFailure of ['ROLLBACK', 'DELETE'] as const) {
    const undone = await stack.create(failed, { OnFailure, StackName: OnFailure })
    assert.ok(undone.StackStatus?.endsWith('_COMPLETE'))
    assert.equal(await left(stack), [])
  }
  const { StackId = '' } = await stack.create(template({ Table }))
  await stack.remove(StackId)
  assert.ok((await stack.events(StackId)).lines.includes('Table DELETE_SKIPPED'))
  assert.equal(await left(stack), ['table'])
  const blocked = await stack.create(template({ Table }))
  assert.is(blocked.StackStatus, 'ROLLBACK_COMPLETE')
  assert.match((await stack.events(blocked.StackId ?? '')).failures[0] ?? '', 'table already exists')
})

test('a resource with Retain stays even when its creation is undone', async ({ stack }) => {
  const Topic = { ...topic, DeletionPolicy: 'Retain' }
  await stack.create(template({ Topic, Bad: impossible('Topic') }))
  assert.equal(await left(stack), ['topic'])
})

test('deleting a stack takes everything, even what somebody else deleted before', async ({ stack }) => {
  const { StackId = '' } = await stack.create(
    template({ ...subscribed(), ...lambda(handler), ...failing, Table: table() }),
  )
  await stack.sqs.send(new DeleteQueueCommand({ QueueUrl: stack.queueUrl('failed') }))
  const deleted = await stack.remove(StackId)
  assert.is(deleted.StackStatus, 'DELETE_COMPLETE')
  assert.equal(await left(stack), [])
  const byName = await rejectionOf(
    stack.cloudformation.send(new DescribeStacksCommand({ StackName: 'stack' })),
  )
  assert.is(byName.message, 'Stack with id stack does not exist')
  assert.is((await stack.create(template({ Topic: topic }))).StackStatus, 'CREATE_COMPLETE')
})

test('deleting waits for a creation, may be asked twice, and forgives a stack that is not there', async ({
  stack,
}) => {
  const { cloudformation } = stack
  const input = { StackName: 'quick', TemplateBody: template({ Topic: topic, Table: table() }) }
  const { StackId = '' } = await cloudformation.send(new CreateStackCommand(input))
  await Promise.all([1, 2].map(() => cloudformation.send(new DeleteStackCommand({ StackName: StackId }))))
  while ((await stack.remove(StackId)).StackStatus !== 'DELETE_COMPLETE');
  await cloudformation.send(new DeleteStackCommand({ StackName: 'never-was' }))
  assert.equal(await left(stack), [])
})

test('what stands in the way is named: a taken name, a bad setting, a fault in an output', async ({
  stack,
}) => {
  const reasons = async (StackName: string, body: string) => {
    const { StackStatusReason } = await stack.create(body, { StackName })
    const { failures } = await stack.events(StackName)
    const { StackEvents = [] } = await stack.cloudformation.send(
      new DescribeStackEventsCommand({ StackName }),
    )
    return [...failures, StackStatusReason, ...StackEvents.map(event => event.ResourceStatusReason)].join(
      '\n',
    )
  }
  await stack.create(template({ Topic: topic, ...lambda(handler) }))
  assert.match(await reasons('a', template({ Topic: topic })), 'topic already exists')
  const logs = { Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/logs' } } }
  await stack.create(template(logs), { StackName: 'logs' })
  assert.match(await reasons('logs-again', template(logs)), '/logs already exists')
  await stack.remove('logs').catch(() => {})
  assert.is((await stack.create(template(logs), { StackName: 'logs-free' })).StackStatus, 'CREATE_COMPLETE')
  assert.match(await reasons('b', template(lambda(handler))), 'Function already exist: fn')
  for (const [properties, words] of [
    [{ FunctionName: '../../fn' }, 'FunctionName must be'],
    [{ Timeout: 901 }, 'Timeout must be a whole number from 1 to 900'],
    [{ Runtime: 'python3.13' }, 'Node.js functions only'],
    [{ Code: { S3Bucket: 'b', S3Key: 'k' } }, 'has no S3'],
    [{ PackageType: 'Image' }, 'no container images'],
    [{ Environment: { Variables: { AWS_REGION: 'x' } } }, 'Reserved keys used in this request: AWS_REGION'],
    [{ LoggingConfig: { LogFormat: 'JSON', Colour: 'red' } }, 'LoggingConfig.Colour'],
  ] as const) {
    assert.match(
      await reasons(
        `c-${Object.keys(properties).join()}`,
        template(lambda(handler, { FunctionName: 'other', ...properties })),
      ),
      words,
    )
  }
  const output = { Outputs: { O: { Value: { 'Fn::GetAtt': ['Queue', 'Nothing'] } } } }
  assert.match(await reasons('d', template({ Queue: queue('q') }, output)), 'Queue.Nothing')
})

test('a template that cannot be is refused before there is a stack', async ({ stack }) => {
  const refusals: [string, object, string][] = [
    ['ValidationError', { TemplateBody: template({ A: { Type: 'AWS::EC2::VPC' } }) }, 'AWS::EC2::VPC (A)'],
    [
      'ValidationError',
      {
        TemplateBody: template({ Queue: queue('q') }),
        Parameters: [{ ParameterKey: 'X', ParameterValue: '1' }],
      },
      '[X]',
    ],
    [
      'InsufficientCapabilitiesException',
      { TemplateBody: template(lambda(handler)), Capabilities: [] },
      'CAPABILITY_IAM',
    ],
    ['ValidationError', { TemplateBody: 'a'.repeat(60_000) }, 'less than or equal to 51200'],
    ['NotSupportedLocally', { TemplateBody: undefined, TemplateURL: 'https://bucket/x' }, 'TemplateURL'],
  ]
  for (const [name, input, words] of refusals) {
    const error = await rejectionOf(stack.create('', input))
    assert.is(error.name, name)
    assert.ok(error.message.includes(words), error.message)
  }
  const { Stacks } = await stack.cloudformation.send(new DescribeStacksCommand())
  assert.equal(Stacks ?? [], [])
})

test("DeleteStack's options are refused by name", async ({ stack }) => {
  const error = await rejectionOf(
    stack.cloudformation.send(new DeleteStackCommand({ StackName: 's', RetainResources: ['A'] })),
  )
  assert.match(error.message, 'RetainResources of DeleteStack')
})

test.run()
