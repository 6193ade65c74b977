// Roles at work: calls signed with a function's key, and what Lambda and SNS do for a function.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UpdateStackCommand } from '@aws-sdk/client-cloudformation'
import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { PublishCommand, SetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns'
import { SendMessageCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { eventually } from '../helpers/eventually.ts'
import { rejectionOf } from '../helpers/refusal.ts'
import { startTestStack, type TestStack } from '../helpers/start-test-stack.ts'
import {
  arnOf,
  failing,
  lambda,
  lettersPolicy,
  queue,
  ref,
  role,
  streamed,
  subscribed,
  table,
  template,
} from '../helpers/template.ts'

const test = suite<{ stack: TestStack }>('roles at work')
test.before.each(async context => {
  context.stack = await startTestStack()
})
test.after.each(async ({ stack }) => {
  await stack.stop()
  assert.equal(stack.bugs, [])
})

const allow = (Action: string | readonly string[], Resource: unknown) => ({
  Effect: 'Allow',
  Action,
  Resource,
})
const logs = allow(['logs:*'], '*')
const topic = { Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'topic' } } }
const streamArn = { 'Fn::GetAtt': ['Table', 'StreamArn'] }
const nothing = 'exports.handler = async () => {}'
/** Tells the key that its calls are signed with. */
const tells = 'exports.handler = async () => console.log("key " + process.env.AWS_ACCESS_KEY_ID)'

const invoke = (stack: TestStack, InvocationType: string) =>
  fetch(`${stack.endpoint}/2015-03-31/functions/fn/invocations`, {
    method: 'POST',
    headers: {
      authorization: 'AWS4-HMAC-SHA256 Credential=local/20250101/us-east-1/lambda/aws4_request, Signature=0',
      'x-amz-invocation-type': InvocationType,
    },
    body: '{}',
  })

const clientsOf = async (stack: TestStack) => {
  await invoke(stack, 'RequestResponse')
  const line = await eventually(() => stack.logs.find(each => each.startsWith('key ')))
  const config = {
    endpoint: stack.endpoint,
    region: stack.region,
    credentials: { accessKeyId: line.slice('key '.length), secretAccessKey: 'local' },
    maxAttempts: 1,
  }
  return { sns: new SNSClient(config), sqs: new SQSClient(config), key: config.credentials.accessKeyId }
}

const updated = async (stack: TestStack, TemplateBody: string): Promise<void> => {
  const input = { StackName: 'stack', TemplateBody, Capabilities: ['CAPABILITY_IAM' as const] }
  await stack.cloudformation.send(new UpdateStackCommand(input))
  await eventually(async () => (await stack.events('stack')).lines.at(-1) === 'stack UPDATE_COMPLETE')
}

const failuresOf = async (stack: TestStack, body: string): Promise<string> => {
  const { StackId = '' } = await stack.create(body)
  return (await stack.events(StackId)).failures.join()
}

test('what the role does not allow is denied in each service’s shape and words', async ({ stack }) => {
  const Own = role(logs)
  await stack.create(template({ ...lambda(tells), Role: Own, ...topic, Queue: queue('q'), Table: table() }))
  const { sns, sqs, key } = await clientsOf(stack)

  const refusedAt = async (service: string, target: string, body: string, type: string) => {
    const answer = await fetch(stack.endpoint, {
      method: 'POST',
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${key}/20250101/us-east-1/${service}/aws4_request, Signature=0`,
        'content-type': type,
        ...(target ? { 'x-amz-target': target } : {}),
      },
      body,
    })
    const text = await answer.text()
    const named = text.replace(/assumed-role\/stack-Role-\w+\/fn/, 'assumed-role/ROLE/fn')
    return { status: answer.status, text: named, error: answer.headers.get('x-amzn-query-error') }
  }
  const user = 'User: arn:aws:sts::000000000000:assumed-role/ROLE/fn is not authorized to perform:'
  const because = (action: string) => `because no identity-based policy allows the ${action} action`
  const resource = (service: string, name: string) =>
    `on resource: arn:aws:${service}:us-east-1:000000000000:${name}`

  const put = JSON.stringify({ TableName: 'table', Item: { id: { S: 'a' } } })
  assert.equal(await refusedAt('dynamodb', 'DynamoDB_20120810.PutItem', put, 'application/x-amz-json-1.0'), {
    status: 400,
    text: JSON.stringify({
      __type: 'com.amazon.coral.service#AccessDeniedException',
      Message: `${user} dynamodb:PutItem ${resource('dynamodb', 'table/table')} ${because('dynamodb:PutItem')}`,
    }),
    error: null,
  })
  const send = JSON.stringify({ QueueUrl: stack.queueUrl('q'), MessageBody: 'a' })
  assert.equal(await refusedAt('sqs', 'AmazonSQS.SendMessage', send, 'application/x-amz-json-1.0'), {
    status: 403,
    text: JSON.stringify({
      __type: 'com.amazon.coral.service#AccessDeniedException',
      Message: `${user} sqs:sendmessage ${resource('sqs', 'q')} ${because('sqs:sendmessage')}`,
    }),
    error: 'AccessDenied;Sender',
  })
  const publish = `Action=Publish&Message=a&TopicArn=${stack.topicArn('topic')}`
  const { status, text } = await refusedAt('sns', '', publish, 'application/x-www-form-urlencoded')
  assert.is(status, 403)
  assert.match(text, '<Code>AuthorizationError</Code>')
  assert.match(
    text,
    `<Message>${user} SNS:Publish ${resource('sns', 'topic')} ${because('SNS:Publish')}</Message>`,
  )

  // as the SDKs read them, and nothing has happened
  const TopicArn = stack.topicArn('topic')
  assert.is(
    (await rejectionOf(sns.send(new PublishCommand({ TopicArn, Message: 'a' })))).name,
    'AuthorizationErrorException',
  )
  const message = new SendMessageCommand({ QueueUrl: stack.queueUrl('q'), MessageBody: 'a' })
  assert.match((await rejectionOf(sqs.send(message))).message, 'sqs:sendmessage')
  assert.is((await stack.dynamodb.send(new ScanCommand({ TableName: 'table' }))).Count, 0)

  // people may do everything
  await stack.dynamodb.send(new PutItemCommand({ TableName: 'table', Item: { id: { S: 'a' } } }))
  for (const client of [sns, sqs]) client.destroy()
})

test('a queue’s policy lets a role in that has no such right, and keeps one out that has', async ({
  stack,
}) => {
  const queuePolicy = (name: string, Effect: string) => ({
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [ref(name)],
      PolicyDocument: {
        Statement: {
          Effect,
          Principal: { AWS: arnOf('Role') },
          Action: 'sqs:SendMessage',
          Resource: arnOf(name),
        },
      },
    },
  })
  await stack.create(
    template({
      ...lambda(tells),
      Role: role(logs, allow('sqs:SendMessage', arnOf('Closed'))),
      Open: queue('open'),
      Closed: queue('closed'),
      OpenPolicy: queuePolicy('Open', 'Allow'),
      ClosedPolicy: queuePolicy('Closed', 'Deny'),
    }),
  )
  const { sns, sqs } = await clientsOf(stack)
  const send = (name: string) =>
    sqs.send(new SendMessageCommand({ QueueUrl: stack.queueUrl(name), MessageBody: 'a' }))
  await send('open')
  assert.match(
    (await rejectionOf(send('closed'))).message,
    'with an explicit deny in a resource-based policy',
  )
  for (const client of [sns, sqs]) client.destroy()
})

test('a role’s policies may be its own, attached or managed, and its boundary bounds them', async ({
  stack,
}) => {
  const send = (name: string) => ({
    PolicyDocument: { Version: '2012-10-17', Statement: [allow('sqs:SendMessage', arnOf(name))] },
  })
  const { Properties } = role(logs)
  await stack.create(
    template({
      ...lambda(tells),
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          ...Properties,
          ManagedPolicyArns: [ref('Managed')],
          PermissionsBoundary: ref('Boundary'),
        },
      },
      Attached: {
        Type: 'AWS::IAM::Policy',
        Properties: { PolicyName: 'attached', Roles: [ref('Role')], ...send('A') },
      },
      Managed: { Type: 'AWS::IAM::ManagedPolicy', Properties: send('B') },
      Outside: {
        Type: 'AWS::IAM::Policy',
        Properties: { PolicyName: 'outside', Roles: [ref('Role')], ...send('C') },
      },
      Boundary: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: {
          PolicyDocument: {
            Statement: [logs, allow('sqs:*', [arnOf('A'), arnOf('B')])],
          },
        },
      },
      A: queue('a'),
      B: queue('b'),
      C: queue('c'),
    }),
  )
  const { sns, sqs } = await clientsOf(stack)
  const sent = (name: string) =>
    sqs.send(new SendMessageCommand({ QueueUrl: stack.queueUrl(name), MessageBody: 'a' }))
  await sent('a')
  await sent('b')
  assert.match((await rejectionOf(sent('c'))).message, 'because no permissions boundary allows')
  for (const client of [sns, sqs]) client.destroy()
})

for (const [what, resources, words] of [
  [
    'a policy’s condition that is not known',
    { Role: role({ ...allow('*', '*'), Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }) },
    'The policy own: The local stack does not support the policy condition IpAddress.',
  ],
  [
    'a role that Lambda may not assume',
    {
      ...lambda(nothing),
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Statement: {
              Effect: 'Allow',
              Principal: { Service: 'ec2.amazonaws.com' },
              Action: 'sts:AssumeRole',
            },
          },
        },
      },
    },
    'The role defined for the function cannot be assumed by Lambda.',
  ],
  [
    'a managed policy that is not there',
    {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          ...role().Properties,
          ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
        },
      },
    },
    'arn:aws:iam::aws:policy/AdministratorAccess does not exist or is not attachable',
  ],
  [
    'a stream that the role may not read',
    { ...streamed({ DestinationConfig: {} }), ...lambda(nothing), Role: role(logs) },
    'Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, and ListStreams Actions',
  ],
  [
    'a destination that the role may not send to',
    { ...lambda(nothing), ...failing, Role: role(logs) },
    'does not have permissions to call SendMessage on arn:aws:sqs:us-east-1:000000000000:failed',
  ],
] as const)
  test(`${what} fails the deployment`, async ({ stack }) => {
    assert.match(await failuresOf(stack, template(resources)), words)
  })

test('a queue’s or topic’s policy may be set by a call, which refuses what is not known of it', async ({
  stack,
}) => {
  await stack.create(template({ ...topic, Queue: queue('q') }))
  const policyOf = (more: object) =>
    JSON.stringify({
      Statement: { Effect: 'Allow', Principal: '*', Action: 'sqs:*', Resource: '*', ...more },
    })
  const known = policyOf({ Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*' } } })
  const unknown = policyOf({ Condition: { DateLessThan: { 'aws:CurrentTime': '2030-01-01' } } })
  const ofQueue = (Policy: string) =>
    stack.sqs.send(new SetQueueAttributesCommand({ QueueUrl: stack.queueUrl('q'), Attributes: { Policy } }))
  const ofTopic = (AttributeValue: string) =>
    stack.sns.send(
      new SetTopicAttributesCommand({
        TopicArn: stack.topicArn('topic'),
        AttributeName: 'Policy',
        AttributeValue,
      }),
    )
  for (const set of [ofQueue, ofTopic]) {
    await set(known)
    assert.match((await rejectionOf(set(unknown))).message, 'policy condition DateLessThan')
    assert.match((await rejectionOf(set('{'))).message, 'must be a mapping')
    await set('')
  }
})

test('what a role may not log is not kept, and the output says so once', async ({ stack }) => {
  await stack.create(
    template({ ...lambda('exports.handler = async () => console.log("said")'), Role: role() }),
  )
  await invoke(stack, 'RequestResponse')
  await invoke(stack, 'RequestResponse')
  await eventually(() => stack.logs.filter(line => line === 'said').length === 2)
  const unkept = stack.logs.filter(line => line.includes('is not kept in /aws/lambda/fn'))
  assert.is(unkept.length, 1)
  assert.match(unkept[0] ?? '', 'logs:CreateLogGroup')
})

test('a destination that the role may no longer send to loses the record, and the output says so', async ({
  stack,
}) => {
  const send = allow('sqs:SendMessage', arnOf('Failed'))
  const body = (...rights: readonly ReturnType<typeof allow>[]) =>
    template({
      ...lambda('exports.handler = async () => { throw new Error("no") }'),
      ...failing,
      Role: role(...rights),
    })
  await stack.create(body(logs, send))
  await stack.cloudformation.send(
    new UpdateStackCommand({
      StackName: 'stack',
      TemplateBody: body(logs),
      Capabilities: ['CAPABILITY_IAM'],
    }),
  )
  await eventually(async () => (await stack.events('stack')).lines.includes('stack UPDATE_COMPLETE'))
  await invoke(stack, 'Event')
  const line = await eventually(() =>
    stack.logs.find(each => each.includes('does not take a record, which is lost')),
  )
  assert.match(line, 'may not sqs:SendMessage on arn:aws:sqs:us-east-1:000000000000:failed')
})

test('SNS sends to a dead-letter queue only what its policy lets in', async ({ stack }) => {
  const { LostPolicy: _, ...others } = subscribed(false)
  const Other = { Other: queue('other'), OtherPolicy: lettersPolicy('Other') }
  await stack.create(template({ ...lambda(nothing), ...others, ...Other }))
  await stack.sns.send(new PublishCommand({ TopicArn: stack.topicArn('topic'), Message: 'a' }))
  const line = await eventually(() => stack.logs.find(each => each.includes('is lost')))
  assert.match(line, 'sns.amazonaws.com for arn:aws:sns:us-east-1:000000000000:topic may not sqs:SendMessage')
})

test('a restart keeps roles, whatever their rights have become', async ({ stack: first }) => {
  const folder = mkdtempSync(join(tmpdir(), 'guac-roles-'))
  const started = () => startTestStack({ data: { folder, version: '0.0.0' } })
  const body = (...rights: readonly ReturnType<typeof allow>[]) =>
    template({
      ...streamed(),
      ...lambda('exports.handler = async ({ Records }) => console.log("handled " + Records.length)'),
      Role: role(...rights),
    })
  const rights = [logs, allow('sqs:SendMessage', arnOf('Failed'))]
  const reads = allow('dynamodb:*', streamArn)
  await first.stop()
  const before = await started()
  await before.create(body(...rights, reads))
  await updated(before, body(...rights))
  await before.stop()
  const after = await started()
  await after.dynamodb.send(new PutItemCommand({ TableName: 'table', Item: { id: { S: 'a' } } }))
  await eventually(() => after.logs.some(line => line.includes('is not read, and its records wait')))
  await updated(after, body(...rights, reads))
  await eventually(() => after.logs.includes('handled 1'))
  await after.stop()
  assert.equal([...before.bugs, ...after.bugs], [])
  rmSync(folder, { recursive: true })
})

test.run()
