// Updates over CloudFormation's API: in place, anew, undone, and with events flowing meanwhile.

import {
  ContinueUpdateRollbackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  RollbackStackCommand,
  UpdateStackCommand,
  type UpdateStackCommandInput,
} from '@aws-sdk/client-cloudformation'
import { GetItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { PublishCommand } from '@aws-sdk/client-sns'
import { DeleteQueueCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { eventually } from '../helpers/eventually.ts'
import { rejectionOf } from '../helpers/refusal.ts'
import { startTestStack, type TestStack } from '../helpers/start-test-stack.ts'
import {
  arnOf,
  impossible,
  lambda,
  lettersPolicy,
  queue,
  ref,
  streamed,
  subscribed,
  table,
  template,
} from '../helpers/template.ts'

const test = suite<{ stack: TestStack }>('updates')
test.before.each(async context => {
  context.stack = await startTestStack()
})
test.after.each(async ({ stack }) => {
  await stack.stop()
  assert.equal(stack.bugs, [])
})

const update = async (
  stack: TestStack,
  TemplateBody: string | undefined,
  input: Partial<UpdateStackCommandInput> = {},
) => {
  await stack.cloudformation.send(
    new UpdateStackCommand({
      StackName: 'stack',
      TemplateBody,
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      ...input,
    }),
  )
  return settled(stack)
}
const settled = ({ cloudformation }: TestStack, StackName = 'stack') =>
  eventually(async () => {
    const { Stacks = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName }))
    return Stacks.find(({ StackStatus }) => !StackStatus?.endsWith('_IN_PROGRESS'))
  })
/** The events since the newest operation began. */
const latest = async (stack: TestStack, start = 'stack UPDATE_IN_PROGRESS') => {
  const { lines } = await stack.events('stack')
  return lines.slice(lines.lastIndexOf(start))
}
const ids = async ({ cloudformation }: TestStack) => {
  const { StackResources = [] } = await cloudformation.send(
    new DescribeStackResourcesCommand({ StackName: 'stack' }),
  )
  return Object.fromEntries(StackResources.map(each => [each.LogicalResourceId, each.PhysicalResourceId]))
}
const put = ({ dynamodb }: TestStack, id: string) =>
  dynamodb.send(new PutItemCommand({ TableName: 'table', Item: { id: { S: id } } }))
const rows = async ({ dynamodb }: TestStack, TableName: string) =>
  (await dynamodb.send(new ScanCommand({ TableName }))).Items?.map(item => item.id?.S).sort()

const Ok = (properties = {}) => ({ ...queue('ok'), Properties: { QueueName: 'ok', ...properties } })
const says = (word: string) => `exports.handler = async () => console.log('${word}')`
const timeoutOf = async (stack: TestStack, name: string) => {
  const { Attributes } = await stack.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: stack.queueUrl(name), AttributeNames: ['VisibilityTimeout'] }),
  )
  return Attributes?.VisibilityTimeout
}

test('what changes in place keeps its id, what comes is made, what goes is removed at the end', async ({
  stack,
}) => {
  await stack.create(template({ Gone: queue('gone-soon'), Ok: Ok(), Table: table() }))
  const before = await ids(stack)
  await put(stack, 'kept')
  const updated = await update(
    stack,
    template({ Ok: Ok({ VisibilityTimeout: 77 }), Table: table(), Fresh: queue('fresh') }),
  )
  assert.is(updated.StackStatus, 'UPDATE_COMPLETE')
  assert.ok(updated.LastUpdatedTime)
  assert.equal(await latest(stack), [
    'stack UPDATE_IN_PROGRESS',
    'Ok UPDATE_IN_PROGRESS',
    'Ok UPDATE_COMPLETE',
    'Fresh CREATE_IN_PROGRESS',
    'Fresh CREATE_COMPLETE',
    'stack UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'Gone DELETE_IN_PROGRESS',
    'Gone DELETE_COMPLETE',
    'stack UPDATE_COMPLETE',
  ])
  const { Gone, ...staying } = before
  assert.equal(await ids(stack), { ...staying, Fresh: stack.queueUrl('fresh') })
  assert.is(await timeoutOf(stack, 'ok'), '77')
  assert.equal(await rows(stack, 'table'), ['kept'])
  // and what is not given any more is as if it had never been
  await update(stack, template({ Ok: Ok(), Table: table() }))
  assert.is(await timeoutOf(stack, 'ok'), '30')
})

test('another name makes another resource, and UpdateReplacePolicy says what becomes of the first', async ({
  stack,
}) => {
  const named = (name: string, UpdateReplacePolicy: string) => ({
    Table: { ...table({ TableName: name }), UpdateReplacePolicy },
    Queue: { ...queue(`queue-${name}`), UpdateReplacePolicy: 'Delete' },
  })
  await stack.create(template(named('table', 'Retain')))
  await put(stack, 'kept')
  await update(stack, template(named('other', 'Retain')))
  const lines = await latest(stack)
  assert.equal(lines.slice(-5), [
    'stack UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'Queue DELETE_IN_PROGRESS',
    'Queue DELETE_COMPLETE',
    'Table DELETE_SKIPPED',
    'stack UPDATE_COMPLETE',
  ])
  assert.equal(await rows(stack, 'table'), ['kept'])
  assert.equal(await rows(stack, 'other'), [])
  assert.equal(await ids(stack), { Table: 'other', Queue: stack.queueUrl('queue-other') })
  await rejectionOf(timeoutOf(stack, 'queue-table'))
})

test('a resource with a name of its own cannot be replaced under it', async ({ stack }) => {
  await stack.create(template({ Table: table() }))
  const keyed = table({
    AttributeDefinitions: [{ AttributeName: 'key', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
  })
  const undone = await update(stack, template({ Table: keyed }))
  assert.is(undone.StackStatus, 'UPDATE_ROLLBACK_COMPLETE')
  assert.match((await stack.events('stack')).failures[0] ?? '', 'Rename table and update the stack again.')
  assert.equal(await rows(stack, 'table'), [])
})

test('a failed update goes back to what was: the code, the settings, the outputs', async ({ stack }) => {
  const body = (word: string, seconds: number, rest = {}) =>
    template(
      { ...subscribed(), ...lambda(says(word)), Ok: Ok({ VisibilityTimeout: seconds }), ...rest },
      { Outputs: { Word: { Value: word } } },
    )
  await stack.create(body('old', 11))
  const before = await ids(stack)
  const undone = await update(
    stack,
    body('new', 22, { Fresh: queue('fresh'), Bad: impossible('Fresh', 'Fn', 'Ok') }),
  )
  assert.is(undone.StackStatus, 'UPDATE_ROLLBACK_COMPLETE')
  assert.equal(undone.Outputs, [{ OutputKey: 'Word', OutputValue: 'old' }])
  const { failures } = await stack.events('stack')
  assert.equal(failures, ['The specified queue does not exist.'])
  const lines = await latest(stack)
  const rest = lines.slice(lines.indexOf('stack UPDATE_ROLLBACK_IN_PROGRESS'))
  assert.equal(rest, [
    'stack UPDATE_ROLLBACK_IN_PROGRESS',
    'Fn UPDATE_IN_PROGRESS',
    'Fn UPDATE_COMPLETE',
    'Ok UPDATE_IN_PROGRESS',
    'Ok UPDATE_COMPLETE',
    'stack UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    'Fresh DELETE_IN_PROGRESS',
    'Fresh DELETE_COMPLETE',
    'stack UPDATE_ROLLBACK_COMPLETE',
  ])
  assert.equal(await ids(stack), before)
  assert.is(await timeoutOf(stack, 'ok'), '11')
  await stack.sns.send(new PublishCommand({ TopicArn: stack.topicArn('topic'), Message: 'x' }))
  await stack.idle()
  assert.equal(stack.logs, ['old'])
  // and the stack can be updated again
  assert.is((await update(stack, body('new', 22))).StackStatus, 'UPDATE_COMPLETE')
})

test('a replacement that is undone leaves the first resource and nothing else', async ({ stack }) => {
  await stack.create(template({ Table: table() }))
  await put(stack, 'kept')
  await update(stack, template({ Table: table({ TableName: 'other' }), Bad: impossible('Table') }))
  assert.equal(await ids(stack), { Table: 'table' })
  assert.equal(await rows(stack, 'table'), ['kept'])
  await rejectionOf(rows(stack, 'other'))
})

test('with DisableRollback a failed update stays as it is, until it is mended or taken back', async ({
  stack,
}) => {
  const bad = template({ Ok: Ok({ VisibilityTimeout: 22 }), Bad: impossible('Ok') })
  await stack.create(template({ Ok: Ok() }))
  assert.is((await update(stack, bad, { DisableRollback: true })).StackStatus, 'UPDATE_FAILED')
  assert.is(await timeoutOf(stack, 'ok'), '22')
  await stack.cloudformation.send(new RollbackStackCommand({ StackName: 'stack' }))
  assert.is((await settled(stack)).StackStatus, 'UPDATE_ROLLBACK_COMPLETE')
  assert.is(await timeoutOf(stack, 'ok'), '30')
  await update(stack, bad, { DisableRollback: true })
  const mended = await update(stack, template({ Ok: Ok({ VisibilityTimeout: 22 }) }))
  assert.is(mended.StackStatus, 'UPDATE_COMPLETE')
})

test('a rollback that fails can be continued past what cannot be undone', async ({ stack }) => {
  await stack.create(template({ Ok: Ok(), Other: queue('other') }))
  const changed = { Ok: Ok({ VisibilityTimeout: 22 }), Other: queue('other') }
  await update(stack, template({ ...changed, Bad: impossible('Ok') }), { DisableRollback: true })
  await stack.sqs.send(new DeleteQueueCommand({ QueueUrl: stack.queueUrl('ok') }))
  await stack.cloudformation.send(new RollbackStackCommand({ StackName: 'stack' }))
  const failed = await settled(stack)
  assert.is(failed.StackStatus, 'UPDATE_ROLLBACK_FAILED')
  assert.match(failed.StackStatusReason ?? '', '[Ok]')
  const refused = await rejectionOf(update(stack, template(changed)))
  assert.match(refused.message, 'is in UPDATE_ROLLBACK_FAILED state and can not be updated.')
  await stack.cloudformation.send(
    new ContinueUpdateRollbackCommand({ StackName: 'stack', ResourcesToSkip: ['Ok'] }),
  )
  assert.is((await settled(stack)).StackStatus, 'UPDATE_ROLLBACK_COMPLETE')
})

test('nothing to change is refused, and so is a stack that is not there', async ({ stack }) => {
  const body = template({ Ok: Ok() }, { Parameters: { P: { Type: 'String', Default: 'd' } } })
  await stack.create(body)
  const none = await rejectionOf(update(stack, body))
  assert.equal([none.name, none.message], ['ValidationError', 'No updates are to be performed.'])
  const kept = await rejectionOf(update(stack, undefined, { UsePreviousTemplate: true }))
  assert.is(kept.message, 'No updates are to be performed.')
  const absent = await rejectionOf(update(stack, body, { StackName: 'nope' }))
  assert.is(absent.message, 'Stack [nope] does not exist')
})

test('parameters and tags stay where the request says so, and events carry its token', async ({ stack }) => {
  const body = template(
    { Ok: Ok({ VisibilityTimeout: ref('Seconds') }) },
    { Parameters: { Seconds: { Type: 'Number' }, Spare: { Type: 'String', Default: 'd' } } },
  )
  await stack.create(body, {
    Parameters: [
      { ParameterKey: 'Seconds', ParameterValue: '11' },
      { ParameterKey: 'Spare', ParameterValue: 's' },
    ],
    Tags: [{ Key: 'k', Value: 'v' }],
  })
  const updated = await update(stack, undefined, {
    UsePreviousTemplate: true,
    Parameters: [
      { ParameterKey: 'Seconds', ParameterValue: '22' },
      { ParameterKey: 'Spare', UsePreviousValue: true },
    ],
    ClientRequestToken: 'my-token',
  })
  assert.is(await timeoutOf(stack, 'ok'), '22')
  assert.equal(
    updated.Parameters?.map(each => each.ParameterValue),
    ['22', 's'],
  )
  assert.equal(updated.Tags, [{ Key: 'k', Value: 'v' }])
  const { StackEvents = [] } = await stack.cloudformation.send(
    new DescribeStackEventsCommand({ StackName: 'stack' }),
  )
  const changed = StackEvents.find(
    event => event.ResourceStatus === 'UPDATE_COMPLETE' && event.ResourceProperties,
  )
  assert.is(changed?.ClientRequestToken, 'my-token')
  assert.equal(JSON.parse(changed?.ResourceProperties ?? ''), { QueueName: 'ok', VisibilityTimeout: '22' })
})

// answers by hand: the service's own handlers call DynamoDB as this does, but have more to them
const writes = (version: string) => `
const { request } = require('node:http')
const { createHash } = require('node:crypto')
exports.handler = ({ Records }) => Promise.all(Records.map(record => new Promise((resolve, reject) => {
  const id = record.Sns?.Message ?? record.dynamodb.Keys.id.S
  const body = JSON.stringify({ TableName: process.env.TABLE, Item: { id: { S: id }, by: { S: '${version}' } } })
  const sent = request(process.env.AWS_ENDPOINT_URL, { method: 'POST', headers: {
    'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.PutItem',
    authorization: 'AWS4-HMAC-SHA256 Credential=x/20250101/us-east-1/dynamodb/aws4_request' } }, response => {
    response.resume().on('end', () => response.statusCode === 200 ? resolve() : reject(new Error('put')))
  })
  sent.on('error', reject)
  sent.end(body)
})))`

test('events that flow while functions change are all handled, by the old code or the new', async ({
  stack,
}) => {
  const Out = {
    ...table({ TableName: 'out', StreamSpecification: undefined }),
  }
  const body = (version: string, batch: number) =>
    template({
      Out,
      ...subscribed(),
      ...lambda(writes(version), { Environment: { Variables: { TABLE: ref('Out') } } }),
      ...streamed({ BatchSize: batch }),
    })
  await stack.create(body('one', 1))
  const before = await ids(stack)
  const sent: string[] = []
  let flowing = true
  const flow = async () => {
    while (flowing) {
      const id = String(sent.length).padStart(4, '0')
      sent.push(`s${id}`, `t${id}`)
      await stack.sns.send(new PublishCommand({ TopicArn: stack.topicArn('topic'), Message: `s${id}` }))
      await put(stack, `t${id}`)
    }
  }
  const flowed = flow()
  const handledBy = async (version: string) => {
    const { Items = [] } = await stack.dynamodb.send(new ScanCommand({ TableName: 'out' }))
    return Items.some(item => item.by?.S === version)
  }
  await eventually(() => handledBy('one'))
  for (const version of ['two', 'three']) {
    assert.is((await update(stack, body(version, version === 'two' ? 5 : 2))).StackStatus, 'UPDATE_COMPLETE')
    await eventually(() => handledBy(version))
  }
  flowing = false
  await flowed
  await stack.idle()
  assert.equal(await rows(stack, 'out'), sent.sort())
  assert.equal(await ids(stack), before)
  await put(stack, 'last')
  await stack.idle()
  const { Item } = await stack.dynamodb.send(
    new GetItemCommand({ TableName: 'out', Key: { id: { S: 'last' } } }),
  )
  assert.is(Item?.by?.S, 'three')
})

test('a mapping reads on where it was when its function is another', async ({ stack }) => {
  const code =
    'exports.handler = async e => e.Records.map(r => console.log(process.env.V, r.dynamodb.Keys.id.S))'
  const body = (name: string) =>
    template({
      ...lambda(code, { FunctionName: name, Environment: { Variables: { V: name } } }),
      ...streamed(),
    })
  await stack.create(body('first'))
  await put(stack, '1')
  await stack.idle()
  const { Mapping } = await ids(stack)
  await update(stack, body('second'))
  await put(stack, '2')
  await stack.idle()
  assert.equal(stack.logs, ['first 1', 'second 2'])
  assert.is((await ids(stack)).Mapping, Mapping)
  assert.not((await ids(stack)).Fn === 'first')
})

test('a table gets another stream, and what reads it follows', async ({ stack }) => {
  const code = 'exports.handler = async e => e.Records.map(r => console.log(Object.keys(r.dynamodb).join()))'
  const body = (StreamViewType: string) =>
    template({ ...lambda(code), ...streamed(), Table: table({ StreamSpecification: { StreamViewType } }) })
  await stack.create(body('NEW_IMAGE'))
  await put(stack, '1')
  await stack.idle()
  await update(stack, body('KEYS_ONLY'))
  await put(stack, '2')
  await stack.idle()
  const [first = '', second = ''] = stack.logs
  assert.match(first, 'NewImage')
  assert.not.match(second, 'NewImage')
  assert.is(stack.logs.length, 2)
  assert.equal(await rows(stack, 'table'), ['1', '2'])
})

test('a subscription gets and loses its dead-letter queue', async ({ stack }) => {
  const { Permission, Subscription, ...others } = subscribed()
  const body = (RedrivePolicy?: object) =>
    template({
      ...lambda(says('never')),
      ...others,
      Other: queue('other'),
      OtherPolicy: lettersPolicy('Other'),
      ...(Subscription
        ? { Subscription: { ...Subscription, Properties: { ...Subscription.Properties, RedrivePolicy } } }
        : {}),
    })
  const publish = (Message: string) =>
    stack.sns.send(new PublishCommand({ TopicArn: stack.topicArn('topic'), Message }))
  await stack.create(body({ deadLetterTargetArn: arnOf('Lost') }))
  const before = await ids(stack)
  await update(stack, body({ deadLetterTargetArn: arnOf('Other') }))
  await publish('refused')
  assert.match((await stack.receive('other')).Body ?? '', 'refused')
  await update(stack, body())
  await publish('gone')
  await eventually(() => stack.logs.some(line => line.includes('is lost, since')))
  assert.equal(await ids(stack), before)
})

test.run()
