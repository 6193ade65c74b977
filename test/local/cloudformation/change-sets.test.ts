// Change sets over CloudFormation's API: planned, looked at, executed once or thrown away.

import { readFileSync } from 'node:fs'
import {
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListChangeSetsCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation'
import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { eventually } from '../helpers/eventually.ts'
import { rejectionOf } from '../helpers/refusal.ts'
import { startTestStack, type TestStack } from '../helpers/start-test-stack.ts'
import { impossible, lambda, queue, ref, subscribed, table, template } from '../helpers/template.ts'

const test = suite<{ stack: TestStack }>('change sets')
test.before.each(async context => {
  context.stack = await startTestStack()
})
test.after.each(async ({ stack }) => {
  await stack.stop()
  assert.equal(stack.bugs, [])
})

const StackName = 'stack'
const ChangeSetName = 'set'
const plan = (
  { cloudformation }: TestStack,
  TemplateBody: string | undefined,
  input: Partial<CreateChangeSetCommandInput> = {},
) =>
  cloudformation.send(
    new CreateChangeSetCommand({
      StackName,
      ChangeSetName,
      TemplateBody,
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      ...input,
    }),
  )
const describe = ({ cloudformation }: TestStack, name = ChangeSetName) =>
  cloudformation.send(
    new DescribeChangeSetCommand({ StackName, ChangeSetName: name, IncludePropertyValues: true }),
  )
const execute = ({ cloudformation }: TestStack, name = ChangeSetName) =>
  cloudformation.send(new ExecuteChangeSetCommand({ StackName, ChangeSetName: name }))
const settled = ({ cloudformation }: TestStack) =>
  eventually(async () => {
    const { Stacks = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName }))
    return Stacks.find(({ StackStatus }) => !StackStatus?.endsWith('_IN_PROGRESS'))
  })
const listed = async ({ cloudformation }: TestStack) => {
  const { Summaries = [] } = await cloudformation.send(new ListChangeSetsCommand({ StackName }))
  return Summaries.map(each => `${each.ChangeSetName} ${each.Status} ${each.ExecutionStatus}`)
}

const kept = <Kind>(resource: Kind) => ({ ...resource, UpdateReplacePolicy: 'Retain' })
const one = template({ Queue: queue('one') })
const two = template({ Queue: queue('one'), Second: queue('two') })

test('a stack to be is under review until its change set is executed', async ({ stack }) => {
  const { Id = '' } = await plan(stack, one, { ChangeSetType: 'CREATE', Description: 'the first' })
  const { Stacks = [] } = await stack.cloudformation.send(new DescribeStacksCommand({ StackName }))
  assert.is(Stacks[0]?.StackStatus, 'REVIEW_IN_PROGRESS')
  const planned = await describe(stack)
  assert.equal(
    [planned.Status, planned.ExecutionStatus, planned.Description],
    ['CREATE_COMPLETE', 'AVAILABLE', 'the first'],
  )
  assert.equal(
    planned.Changes?.map(({ ResourceChange: change }) => `${change?.Action} ${change?.LogicalResourceId}`),
    ['Add Queue'],
  )
  const { TemplateBody } = await stack.cloudformation.send(
    new GetTemplateCommand({ StackName, ChangeSetName }),
  )
  assert.is(TemplateBody, one)
  await execute(stack)
  const made = await settled(stack)
  assert.equal([made.StackStatus, made.ChangeSetId], ['CREATE_COMPLETE', Id])
  assert.equal(await listed(stack), [])
  await eventually(async () => (await describe(stack, Id)).ExecutionStatus === 'EXECUTE_COMPLETE')
  const again = await rejectionOf(execute(stack, Id))
  assert.is(again.name, 'InvalidChangeSetStatusException')
})

test('a stack under review is not there for updates, and can be deleted', async ({ stack }) => {
  await plan(stack, one, { ChangeSetType: 'CREATE' })
  const update = new UpdateStackCommand({ StackName, TemplateBody: one })
  assert.match(
    (await rejectionOf(stack.cloudformation.send(update))).message,
    'is in REVIEW_IN_PROGRESS state and can not be updated.',
  )
  assert.is(
    (await rejectionOf(plan(stack, two, { ChangeSetName: 'b' }))).message,
    'Stack [stack] does not exist',
  )
  await plan(stack, two, { ChangeSetType: 'CREATE', ChangeSetName: 'b' })
  assert.equal(await listed(stack), ['set CREATE_COMPLETE AVAILABLE', 'b CREATE_COMPLETE AVAILABLE'])
  const { Stacks = [] } = await stack.cloudformation.send(new DescribeStacksCommand({ StackName }))
  assert.is((await stack.remove(Stacks[0]?.StackId ?? '')).StackStatus, 'DELETE_COMPLETE')
})

test('an update is shown property by property, and then done', async ({ stack }) => {
  const body = (code: string, name: string) =>
    template({
      ...subscribed(),
      ...lambda(code),
      Table: kept(table({ TableName: name })),
      Out: { ...queue('out'), Properties: { QueueName: 'out', VisibilityTimeout: ref('Seconds') } },
    }).replace('{', '{"Parameters":{"Seconds":{"Type":"Number"}},')
  const seconds = (ParameterValue: string) => ({
    Parameters: [{ ParameterKey: 'Seconds', ParameterValue }],
  })
  await stack.create(body('exports.handler = async () => {}', 'table'), seconds('11'))
  await plan(stack, body('exports.handler = async () => 1', 'other'), seconds('22'))
  const { Changes = [] } = await describe(stack)
  const told = Changes.map(({ ResourceChange: change }) => [
    `${change?.Action} ${change?.LogicalResourceId} ${change?.Replacement} ${change?.PolicyAction ?? ''}`,
    ...(change?.Details ?? []).map(({ Target, Evaluation, ChangeSource, CausingEntity }) =>
      [Target?.Path, Target?.RequiresRecreation, Evaluation, ChangeSource, CausingEntity].join(' '),
    ),
  ])
  assert.equal(told, [
    ['Modify Fn False ', '/Properties/Code Never Static DirectModification '],
    [
      'Modify Subscription Conditional ReplaceAndDelete',
      '/Properties/Endpoint Always Dynamic ResourceAttribute Fn.Arn',
    ],
    ['Modify Table True ReplaceAndRetain', '/Properties/TableName Always Static DirectModification '],
    ['Modify Out False ', '/Properties/VisibilityTimeout Never Static ParameterReference Seconds'],
  ])
  const out = Changes.at(-1)?.ResourceChange
  assert.equal([out?.Details?.[0]?.Target?.BeforeValue, out?.Details?.[0]?.Target?.AfterValue], ['11', '22'])
  assert.equal(JSON.parse(out?.BeforeContext ?? ''), {
    Properties: { QueueName: 'out', VisibilityTimeout: '11' },
  })
  assert.equal(out?.Scope, ['Properties'])
  await execute(stack)
  assert.is((await settled(stack)).StackStatus, 'UPDATE_COMPLETE')
  // what might have changed did not
  const { lines } = await stack.events(StackName)
  assert.not(lines.includes('Subscription UPDATE_IN_PROGRESS'))
})

test('a change set without changes ends as failed, in the words that deploy tools look for', async ({
  stack,
}) => {
  await stack.create(one)
  await plan(stack, one)
  const { Status, StatusReason, ExecutionStatus } = await describe(stack)
  assert.equal([Status, ExecutionStatus], ['FAILED', 'UNAVAILABLE'])
  assert.is(
    StatusReason,
    "The submitted information didn't contain changes. Submit different information to create a change set.",
  )
  const refused = await rejectionOf(execute(stack))
  assert.match(refused.message, 'cannot be executed in its current execution status of [UNAVAILABLE]')
})

test('the first one executed takes the others away, and an update makes them obsolete', async ({ stack }) => {
  await stack.create(one)
  for (const name of ['a', 'b']) await plan(stack, two, { ChangeSetName: name })
  await execute(stack, 'a')
  await settled(stack)
  assert.is((await rejectionOf(execute(stack, 'b'))).name, 'ChangeSetNotFoundException')
  await plan(stack, one, { ChangeSetName: 'c' })
  await stack.cloudformation.send(
    new UpdateStackCommand({ StackName, TemplateBody: template({ Queue: queue('one'), C: queue('c') }) }),
  )
  await settled(stack)
  assert.equal(await listed(stack), ['c CREATE_COMPLETE OBSOLETE'])
  assert.match((await rejectionOf(execute(stack, 'c'))).message, '[OBSOLETE]')
})

test('one that is deleted is gone', async ({ stack }) => {
  await stack.create(one)
  await plan(stack, two)
  assert.is((await rejectionOf(plan(stack, two))).name, 'AlreadyExistsException')
  await stack.cloudformation.send(new DeleteChangeSetCommand({ StackName, ChangeSetName }))
  assert.equal(await listed(stack), [])
  const absent = await rejectionOf(describe(stack))
  assert.equal(
    [absent.name, absent.message],
    ['ChangeSetNotFoundException', 'ChangeSet [set] does not exist'],
  )
  await plan(stack, two)
})

test('a failed execution is undone as any update or creation is', async ({ stack }) => {
  const bad = template({
    Queue: queue('one'),
    Bad: impossible('Queue'),
  })
  const { Id = '' } = await plan(stack, bad, { ChangeSetType: 'CREATE' })
  await execute(stack)
  assert.is((await settled(stack)).StackStatus, 'ROLLBACK_COMPLETE')
  await eventually(async () => (await describe(stack, Id)).ExecutionStatus === 'EXECUTE_FAILED')
  const taken = await rejectionOf(plan(stack, one, { ChangeSetType: 'CREATE' }))
  assert.match(taken.message, 'already exists and cannot be created again with the changeSet [set].')
  assert.match(
    (await rejectionOf(plan(stack, one))).message,
    'is in ROLLBACK_COMPLETE state and can not be updated.',
  )
})

test('the service itself gets other functions, and its tables and topics are not touched', async ({
  stack,
}) => {
  const service = readFileSync('service.yaml', 'utf8')
  await stack.create(service)
  await plan(stack, service.replaceAll('MemorySize: 128', 'MemorySize: 192'))
  const { Changes = [] } = await describe(stack)
  const changed = Changes.map(({ ResourceChange: each }) => each)
  assert.ok(changed.some(each => each?.ResourceType === 'AWS::Lambda::Function'))
  for (const each of changed) {
    assert.not(each?.Replacement === 'True', each?.LogicalResourceId)
    assert.not.match(each?.ResourceType ?? '', /DynamoDB|SQS|Topic/)
  }
  await execute(stack)
  assert.is((await settled(stack)).StackStatus, 'UPDATE_COMPLETE')
})

const Table = { ...table(), DeletionPolicy: 'RetainExceptOnCreate' }
const tableToImport = {
  ChangeSetType: 'IMPORT' as const,
  ResourcesToImport: [
    {
      ResourceType: 'AWS::DynamoDB::Table',
      LogicalResourceId: 'Table',
      ResourceIdentifier: { TableName: 'table' },
    },
  ],
}

test('a retained table is taken into a new stack, which then grows to its whole', async ({ stack }) => {
  const { StackId = '' } = await stack.create(template({ Table }))
  await stack.dynamodb.send(new PutItemCommand({ TableName: 'table', Item: { id: { S: 'kept' } } }))
  await stack.remove(StackId)
  await plan(stack, template({ Table }), tableToImport)
  const { Changes = [] } = await describe(stack)
  assert.equal(
    Changes.map(({ ResourceChange: each }) => [each?.Action, each?.PhysicalResourceId]),
    [['Import', 'table']],
  )
  await execute(stack)
  assert.is((await settled(stack)).StackStatus, 'IMPORT_COMPLETE')
  await plan(stack, template({ Table, Queue: queue('one') }))
  await execute(stack)
  assert.is((await settled(stack)).StackStatus, 'UPDATE_COMPLETE')
  const { Count } = await stack.dynamodb.send(new ScanCommand({ TableName: 'table' }))
  assert.is(Count, 1)
})

test('an import changes nothing else, and takes nothing that is not there or not free', async ({ stack }) => {
  await stack.create(one)
  await plan(stack, template({ Table }), { ...tableToImport, ChangeSetName: 'more' })
  assert.match((await describe(stack, 'more')).StatusReason ?? '', 'You have modified resources [Queue]')
  const both = template({ Queue: queue('one'), Table })
  await plan(stack, both, tableToImport)
  await execute(stack)
  assert.is((await settled(stack)).StackStatus, 'IMPORT_ROLLBACK_COMPLETE')
  assert.match((await stack.events(StackName)).failures[0] ?? '', 'not found')
  await stack.create(template({ Table }), { StackName: 'owner' })
  assert.match((await rejectionOf(plan(stack, both, tableToImport))).message, 'already exists in stack')
  const unkept = template({ Queue: queue('one'), Table: table() })
  assert.match((await rejectionOf(plan(stack, unkept, tableToImport))).message, 'DeletionPolicy')
})

test('what is not supported is refused by name', async ({ stack }) => {
  const inputs: [Partial<CreateChangeSetCommandInput>, string][] = [
    [{ IncludeNestedStacks: true }, 'IncludeNestedStacks'],
    [{ RoleARN: 'arn:aws:iam::000000000000:role/deployer' }, 'RoleARN'],
    [{ ResourceTypes: ['AWS::SQS::*'] }, 'ResourceTypes'],
  ]
  for (const [input, name] of inputs) {
    const { message } = await rejectionOf(plan(stack, one, { ChangeSetType: 'CREATE', ...input }))
    assert.ok(message.includes(name), message)
  }
})

test.run()
