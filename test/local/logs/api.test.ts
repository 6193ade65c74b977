// What functions print, read as on AWS by the SDK's own client.

import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  GetLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { eventually } from '../helpers/eventually.ts'
import { rejectionOf } from '../helpers/refusal.ts'
import { startTestStack, type TestStack } from '../helpers/start-test-stack.ts'
import { lambda, template } from '../helpers/template.ts'

type Context = { stack: TestStack; id: string; logs: CloudWatchLogsClient; lambdas: LambdaClient }
const test = suite<Context>('logs API')

const group = '/guac/functions'
const code = 'exports.handler = async event => { for (const line of event) console.log(line) }'

test.before.each(async context => {
  const stack = await startTestStack()
  const config = {
    endpoint: stack.endpoint,
    region: stack.region,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  }
  context.stack = stack
  context.logs = new CloudWatchLogsClient(config)
  context.lambdas = new LambdaClient(config)
  const Group = { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: group, RetentionInDays: 30 } }
  const LoggingConfig = { LogGroup: { Ref: 'Group' } }
  const { StackId = '' } = await stack.create(template({ Group, ...lambda(code, { LoggingConfig }) }))
  context.id = StackId
})
test.after.each(async ({ stack, logs, lambdas }) => {
  logs.destroy()
  lambdas.destroy()
  await stack.stop()
  assert.equal(stack.bugs, [])
})

/** Has the function print lines, and waits until they are there. */
const print = async (lambdas: LambdaClient, stack: TestStack, ...lines: string[]) => {
  const wanted = stack.logs.length + lines.length
  const Payload = Buffer.from(JSON.stringify(lines))
  await lambdas.send(new InvokeCommand({ FunctionName: 'fn', Payload }))
  await eventually(() => stack.logs.length >= wanted)
}

const filter = async (logs: CloudWatchLogsClient, input: Partial<FilterLogEventsCommandInput> = {}) => {
  const { events = [], nextToken } = await logs.send(
    new FilterLogEventsCommand({ logGroupName: group, ...input }),
  )
  return { lines: events.map(({ message }) => message), events, nextToken }
}

test('a log group is there with its stack, and gone with it', async ({ stack, id, logs }) => {
  const groups = async () => (await logs.send(new DescribeLogGroupsCommand({}))).logGroups ?? []
  const [found, ...others] = await groups()
  assert.equal([found?.logGroupName, found?.retentionInDays, others], [group, 30, []])
  assert.is(found?.arn, `arn:aws:logs:us-east-1:000000000000:log-group:${group}:*`)
  assert.equal((await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/else' }))).logGroups, [])
  await stack.remove(id)
  assert.equal(await groups(), [])
})

test('each environment has its stream, with the name of the function in a shared group', async ({
  stack,
  logs,
  lambdas,
}) => {
  await print(lambdas, stack, 'one', 'two')
  const { logStreams = [] } = await logs.send(
    new DescribeLogStreamsCommand({ logGroupName: group, orderBy: 'LastEventTime', descending: true }),
  )
  assert.is(logStreams.length, 1)
  assert.match(logStreams[0]?.logStreamName ?? '', /^\d{4}\/\d\d\/\d\d\/fn\[\$LATEST\]\[[0-9a-f]{32}\]$/)
  assert.ok(Math.abs((logStreams[0]?.lastEventTimestamp ?? 0) - Date.now()) < 60_000)
})

test('a stream is read from its end, from its head, and on in both directions', async ({
  stack,
  logs,
  lambdas,
}) => {
  await print(lambdas, stack, 'a', 'b', 'c', 'd')
  const { logStreams = [] } = await logs.send(new DescribeLogStreamsCommand({ logGroupName: group }))
  const get = async (input = {}) => {
    const logStreamName = logStreams[0]?.logStreamName
    const page = await logs.send(new GetLogEventsCommand({ logGroupName: group, logStreamName, ...input }))
    return { ...page, lines: page.events?.map(({ message }) => message) }
  }
  const end = await get({ limit: 2 })
  assert.equal(end.lines, ['c', 'd'])
  assert.equal((await get({ limit: 2, nextToken: end.nextBackwardToken })).lines, ['a', 'b'])
  const over = await get({ nextToken: end.nextForwardToken })
  assert.equal([over.lines, over.nextForwardToken], [[], end.nextForwardToken])
  const head = await get({ limit: 3, startFromHead: true })
  assert.equal(head.lines, ['a', 'b', 'c'])
  assert.equal((await get({ nextToken: head.nextForwardToken })).lines, ['d'])
})

test('events are filtered by terms, by time and in pages', async ({ stack, logs, lambdas }) => {
  await print(lambdas, stack, 'ERROR far away', 'WARN far', 'ERROR near')
  const between = Date.now() + 5
  await eventually(() => Date.now() > between)
  await print(lambdas, stack, 'later')
  assert.equal((await filter(logs, { filterPattern: 'ERROR -near' })).lines, ['ERROR far away'])
  assert.equal((await filter(logs, { filterPattern: '"far away"' })).lines, ['ERROR far away'])
  assert.equal((await filter(logs, { startTime: between })).lines, ['later'])
  assert.equal((await filter(logs, { endTime: between, filterPattern: 'far' })).lines.length, 2)
  const first = await filter(logs, { limit: 3 })
  const second = await filter(logs, { limit: 3, nextToken: first.nextToken })
  assert.equal([first.lines.length, second.lines, second.nextToken], [3, ['later'], undefined])
  assert.is(new Set([...first.events, ...second.events].map(({ eventId }) => eventId)).size, 4)
})

test('what is not there or not possible is refused by name', async ({ logs }) => {
  for (const [work, name, message] of [
    [filter(logs, { logGroupName: 'gone' }), 'ResourceNotFoundException', /log group does not exist/],
    [
      logs.send(new GetLogEventsCommand({ logGroupName: group, logStreamName: 'gone' })),
      'ResourceNotFoundException',
      /log stream does not exist/,
    ],
    [filter(logs, { filterPattern: '{ $.level = "ERROR" }' }), 'NotSupportedLocally', /\$\.level/],
    [filter(logs, { limit: 0 }), 'InvalidParameterException', /limit/],
  ] as const) {
    const error = await rejectionOf(work)
    assert.is(error.name, name)
    assert.match(error.message, message)
  }
})

test.run()
