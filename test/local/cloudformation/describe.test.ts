// Looking at stacks over CloudFormation's API: lists and their pages, resources, templates, exports, protection.

import {
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourceCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  GetTemplateSummaryCommand,
  ListExportsCommand,
  ListImportsCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
  UpdateStackCommand,
  UpdateTerminationProtectionCommand,
  ValidateTemplateCommand,
} from '@aws-sdk/client-cloudformation'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { eventually } from '../helpers/eventually.ts'
import { rejectionOf } from '../helpers/refusal.ts'
import { startTestStack, type TestStack } from '../helpers/start-test-stack.ts'
import { arnOf, lambda, queue, role, template } from '../helpers/template.ts'

const test = suite<{ stack: TestStack }>('describing stacks')
test.before.each(async context => {
  context.stack = await startTestStack()
})
test.after.each(async ({ stack }) => {
  await stack.stop()
  assert.equal(stack.bugs, [])
})

const one = template({ Queue: queue('one') })

test('stacks are listed by their states, deleted ones too', async ({ stack }) => {
  const { cloudformation } = stack
  const { StackId = '' } = await stack.create(one, { StackName: 'gone' })
  await stack.remove(StackId)
  await stack.create(one, { StackName: 'there' })
  const names = async (StackStatusFilter?: 'CREATE_COMPLETE'[] | 'DELETE_COMPLETE'[]) => {
    const { StackSummaries = [] } = await cloudformation.send(new ListStacksCommand({ StackStatusFilter }))
    return StackSummaries.map(each => `${each.StackName} ${each.StackStatus}`)
  }
  assert.equal(await names(), ['there CREATE_COMPLETE', 'gone DELETE_COMPLETE'])
  assert.equal(await names(['DELETE_COMPLETE']), ['gone DELETE_COMPLETE'])
  const { Stacks = [] } = await cloudformation.send(new DescribeStacksCommand())
  assert.equal(
    Stacks.map(each => each.StackName),
    ['there'],
  )
})

test('resources are shown alone, together, by their stack and by what they are', async ({ stack }) => {
  const { cloudformation } = stack
  const Metadata = { Why: 'a test' }
  await stack.create(template({ Queue: { ...queue('one'), ...{ Metadata } }, Two: queue('two') }))
  const StackName = 'stack'
  const PhysicalResourceId = stack.queueUrl('one')
  const { StackResources = [] } = await cloudformation.send(
    new DescribeStackResourcesCommand({ PhysicalResourceId }),
  )
  assert.equal(
    StackResources.map(each => [each.StackName, each.LogicalResourceId, each.ResourceStatus]),
    [
      ['stack', 'Queue', 'CREATE_COMPLETE'],
      ['stack', 'Two', 'CREATE_COMPLETE'],
    ],
  )
  assert.ok(StackResources[0]?.Timestamp)
  const { StackResourceDetail } = await cloudformation.send(
    new DescribeStackResourceCommand({ StackName, LogicalResourceId: 'Queue' }),
  )
  assert.is(StackResourceDetail?.PhysicalResourceId, PhysicalResourceId)
  assert.equal(JSON.parse(StackResourceDetail?.Metadata ?? ''), Metadata)
  const { StackResourceSummaries = [] } = await cloudformation.send(
    new ListStackResourcesCommand({ StackName }),
  )
  assert.is(StackResourceSummaries.length, 2)
  const absent = new DescribeStackResourceCommand({ StackName, LogicalResourceId: 'Three' })
  assert.is(
    (await rejectionOf(cloudformation.send(absent))).message,
    'Resource Three does not exist for stack stack',
  )
})

test('a long list comes in pages that hold together, whatever comes in meanwhile', async ({ stack }) => {
  const many = Array.from({ length: 120 }, (_, index) => [`Role${index}`, role()])
  const StackName = 'stack'
  await stack.create(template(Object.fromEntries(many)))
  const resources = new ListStackResourcesCommand({ StackName })
  const first = await stack.cloudformation.send(resources)
  assert.is(first.StackResourceSummaries?.length, 100)
  const { NextToken } = first
  const second = await stack.cloudformation.send(new ListStackResourcesCommand({ StackName, NextToken }))
  assert.equal([second.StackResourceSummaries?.length, second.NextToken], [20, undefined])

  const newest = await stack.cloudformation.send(new DescribeStackEventsCommand({ StackName }))
  await stack.cloudformation.send(
    new UpdateStackCommand({
      StackName,
      TemplateBody: template(Object.fromEntries(many.slice(1))),
      Capabilities: ['CAPABILITY_IAM'],
    }),
  )
  const seen = newest.StackEvents?.map(each => each.EventId) ?? []
  for (let token = newest.NextToken; token; ) {
    const next = await stack.cloudformation.send(
      new DescribeStackEventsCommand({ StackName, NextToken: token }),
    )
    seen.push(...(next.StackEvents ?? []).map(each => each.EventId))
    token = next.NextToken
  }
  assert.is(new Set(seen).size, 2 * 120 + 2)
  assert.is(seen.length, 2 * 120 + 2)
  const wrong = new DescribeStackEventsCommand({ StackName, NextToken: 'nonsense' })
  assert.match((await rejectionOf(stack.cloudformation.send(wrong))).message, 'NextToken')
})

test('templates come back as they were sent, and are summed up', async ({ stack }) => {
  const { cloudformation } = stack
  const TemplateBody = template(lambda('exports.handler = async () => {}', { FunctionName: undefined }), {
    Description: 'what it is',
    Parameters: {
      Secret: { Type: 'String', NoEcho: true, Description: 'hidden' },
      Stage: { Type: 'String', Default: 'dev', AllowedValues: ['dev', 'prod'] },
    },
  })
  await stack.create(TemplateBody, { Parameters: [{ ParameterKey: 'Secret', ParameterValue: 's' }] })
  const got = await cloudformation.send(new GetTemplateCommand({ StackName: 'stack' }))
  assert.is(got.TemplateBody, TemplateBody)
  for (const input of [{ StackName: 'stack' }, { TemplateBody }]) {
    const summary = await cloudformation.send(new GetTemplateSummaryCommand(input))
    assert.equal(
      [summary.Description, summary.Capabilities, summary.ResourceTypes],
      ['what it is', ['CAPABILITY_IAM'], ['AWS::IAM::Role', 'AWS::Lambda::Function']],
    )
    assert.equal(
      summary.Parameters?.map(each => [
        each.ParameterKey,
        each.NoEcho,
        each.DefaultValue,
        each.ParameterConstraints?.AllowedValues,
      ]),
      [
        ['Secret', true, undefined, undefined],
        ['Stage', false, 'dev', ['dev', 'prod']],
      ],
    )
  }
  const valid = await cloudformation.send(new ValidateTemplateCommand({ TemplateBody }))
  assert.equal([valid.Description, valid.Parameters?.length], ['what it is', 2])
  const wrong = new ValidateTemplateCommand({ TemplateBody: '{}' })
  assert.match((await rejectionOf(cloudformation.send(wrong))).message, 'Template format error')
})

test('a protected stack is not deleted until its protection ends', async ({ stack }) => {
  const { cloudformation } = stack
  const { StackId = '' } = await stack.create(one, { EnableTerminationProtection: true })
  const refused = await rejectionOf(cloudformation.send(new DeleteStackCommand({ StackName: 'stack' })))
  assert.is(refused.message, 'Stack [stack] cannot be deleted while TerminationProtection is enabled')
  await cloudformation.send(
    new UpdateTerminationProtectionCommand({ StackName: 'stack', EnableTerminationProtection: false }),
  )
  assert.is((await stack.remove(StackId)).StackStatus, 'DELETE_COMPLETE')
})

test('what one stack exports another imports, and holds it there', async ({ stack }) => {
  const { cloudformation } = stack
  const exporting = (name: string) =>
    template(
      { Queue: queue(name) },
      { Outputs: { O: { Value: arnOf('Queue'), Export: { Name: 'the-arn' } } } },
    )
  const user = template(
    { Own: queue('own') },
    { Outputs: { Imported: { Value: { 'Fn::ImportValue': 'the-arn' } } } },
  )
  const early = await stack.create(user, { StackName: 'early' })
  assert.is(early.StackStatus, 'ROLLBACK_COMPLETE')
  assert.is(early.StackStatusReason, undefined)
  const { StackId: maker = '' } = await stack.create(exporting('one'), { StackName: 'maker' })
  const { StackId: importer = '', Outputs } = await stack.create(user, { StackName: 'user' })
  assert.match(Outputs?.[0]?.OutputValue ?? '', ':one')
  const { Exports } = await cloudformation.send(new ListExportsCommand())
  assert.equal(Exports, [{ ExportingStackId: maker, Name: 'the-arn', Value: Outputs?.[0]?.OutputValue }])
  const { Imports } = await cloudformation.send(new ListImportsCommand({ ExportName: 'the-arn' }))
  assert.equal(Imports, ['user'])

  const second = await stack.create(exporting('two'), { StackName: 'second' })
  assert.is(second.StackStatus, 'ROLLBACK_COMPLETE')
  const held = 'Export the-arn cannot be deleted as it is in use by user'
  const refused = await rejectionOf(cloudformation.send(new DeleteStackCommand({ StackName: 'maker' })))
  assert.is(refused.message, held)
  await cloudformation.send(
    new UpdateStackCommand({ StackName: 'maker', TemplateBody: template({ Queue: queue('one') }) }),
  )
  const undone = await eventually(async () => {
    const { Stacks = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName: 'maker' }))
    return Stacks.find(each => each.StackStatus === 'UPDATE_ROLLBACK_COMPLETE')
  })
  assert.is(undone.Outputs?.[0]?.ExportName, 'the-arn')
  await stack.remove(importer)
  assert.is((await stack.remove(maker)).StackStatus, 'DELETE_COMPLETE')
})

test('a stack that is not there is told apart from one that is', async ({ stack }) => {
  const { cloudformation } = stack
  const StackName = 'nope'
  const words = async (work: Promise<unknown>) => (await rejectionOf(work)).message
  assert.is(
    await words(cloudformation.send(new DescribeStacksCommand({ StackName }))),
    'Stack with id nope does not exist',
  )
  assert.is(
    await words(cloudformation.send(new DescribeStackEventsCommand({ StackName }))),
    'Stack [nope] does not exist',
  )
  assert.is(
    await words(cloudformation.send(new GetTemplateCommand({ StackName }))),
    'Stack with id nope does not exist',
  )
})

test.run()
