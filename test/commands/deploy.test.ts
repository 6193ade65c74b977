// guac deploy against the local stack, in every state that a stack can be in.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  DeleteStackCommand,
  DescribeStacksCommand,
  ListChangeSetsCommand,
  RollbackStackCommand,
} from '@aws-sdk/client-cloudformation'
import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { CreateQueueCommand, DeleteQueueCommand } from '@aws-sdk/client-sqs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type DeployOptions, deploy } from '../../src/commands/deploy.ts'
import { PersonError } from '../../src/errors.ts'
import { fakeIo } from '../helpers/fake-io.ts'
import { startProxy } from '../helpers/proxy.ts'
import { startTestStack, type TestStack } from '../local/helpers/start-test-stack.ts'
import { impossible, queue, template } from '../local/helpers/template.ts'

type Context = { stack: TestStack; home: string }

const test = suite<Context>('guac deploy')
const service = readFileSync('service.yaml', 'utf8')
const StackName = 'bookish-guacamole'

test.before.each(async context => {
  context.stack = await startTestStack()
  context.home = mkdtempSync(join(tmpdir(), 'guac-deploy-'))
  writeFileSync(join(context.home, 'service.yaml'), service)
})
test.after.each(async ({ stack, home }) => {
  rmSync(home, { recursive: true, force: true })
  assert.equal(stack.bugs, [])
  await stack.stop()
})

type Ran = {
  readonly error: string
  readonly exitCode: number
  readonly printed: string[]
  readonly told: string[]
  readonly asked: string[]
}

/** Deploys, with answers for what is asked, and returns what a person sees. */
const run = async (
  { stack, home }: Context,
  options: Partial<DeployOptions> = {},
  answers: string[] = [],
  onTold: (line: string, stop: AbortController) => void = () => {},
  endpoint = stack.endpoint,
): Promise<Ran> => {
  const told: string[] = []
  const world = fakeIo(
    home,
    {
      env: { AWS_ENDPOINT_URL: endpoint },
      tell: line => {
        told.push(line)
        onTold(line, world.stop)
      },
    },
    answers,
  )
  const { printed, asked } = world
  const shown = { printed, told, asked }
  try {
    await deploy(world.io, { stackName: StackName, execute: true, ...options })
    return { ...shown, error: '', exitCode: 0 }
  } catch (error) {
    if (!(error instanceof PersonError)) throw error
    return { ...shown, error: error.message, exitCode: error.exitCode }
  }
}

const put = ({ home }: Context, text: string) => writeFileSync(join(home, 'service.yaml'), text)
const state = async ({ stack }: Context, name = StackName) => {
  const { Stacks = [] } = await stack.cloudformation
    .send(new DescribeStacksCommand({ StackName: name }))
    .catch(() => ({ Stacks: [] }))
  return Stacks[0]
}
const status = async (context: Context) => (await state(context))?.StackStatus
const parameter = async (context: Context, name: string) =>
  (await state(context))?.Parameters?.find(({ ParameterKey }) => ParameterKey === name)?.ParameterValue

const timed = (line: string) => line.replace(/^\d\d:\d\d:\d\d/, 'TIME')

test('a new stack: where, each event, and the outputs', async context => {
  put(
    context,
    template(
      { Queue: queue('q') },
      { Outputs: { Name: { Value: { 'Fn::GetAtt': ['Queue', 'QueueName'] } } } },
    ),
  )
  const { printed, told, error } = await run(context)
  assert.is(error, '')
  assert.equal(told.map(timed), [
    `Deploying to the stack bookish-guacamole at ${context.stack.endpoint}.`,
    'TIME  CREATE_IN_PROGRESS  bookish-guacamole       CloudFormation::Stack  User Initiated',
    'TIME  CREATE_IN_PROGRESS  Queue                   SQS::Queue',
    'TIME  CREATE_COMPLETE     Queue                   SQS::Queue',
    'TIME  CREATE_COMPLETE     bookish-guacamole       CloudFormation::Stack',
    'The stack bookish-guacamole is deployed (CREATE_COMPLETE). Its outputs:',
  ])
  assert.equal(printed, ['  Name  q'])
})

test('the service: created, then nothing to change, then changes that are shown first', async context => {
  const first = await run(context, { parameter: ['TimestampUnit=ms'], tag: ['team=a'] })
  assert.is(first.error, '')
  assert.match(first.printed.join('\n'), /^ {2}RecvMessageTopicArn +arn:aws:sns:/)

  const second = await run(context)
  assert.is(second.error, '')
  assert.is(second.told[1], 'Nothing to change: the stack bookish-guacamole is what the template says.')
  // the outputs are what they were: a person need not read them again, a program gets them all the same
  assert.equal(second.printed, [])
  const piped = fakeIo(context.home, {
    env: { AWS_ENDPOINT_URL: context.stack.endpoint },
    width: Number.POSITIVE_INFINITY,
  })
  await deploy(piped.io, { stackName: StackName, execute: true })
  assert.match(piped.printed.join('\n'), /^ {2}RecvMessageTopicArn +arn:aws:sns:/)

  const third = await run(context, { parameter: ['FirstReport=baseline'], tag: ['cost=b'] })
  assert.is(third.error, '')
  assert.match(
    third.printed.join('\n'),
    /^ {2}~ change {2}SuccessRateFunction {2}Lambda::Function\n {6}Environment\.Variables\.FIRST_REPORT {2}contract → baseline\n1 to change/,
  )
  assert.is(await parameter(context, 'TimestampUnit'), 'ms', 'what is not named stays')
  assert.is(await parameter(context, 'FirstReport'), 'baseline')
  assert.equal((await state(context))?.Tags, [
    { Key: 'team', Value: 'a' },
    { Key: 'cost', Value: 'b' },
  ])
})

test('what holds data is replaced only for a yes', async context => {
  await run(context)
  const change = { parameter: ['NamePrefix=new_'] }
  const nobody = await run(context, change)
  assert.match(
    nobody.error,
    /^Data is at stake in .*MessageRecvTable.* needs a yes, and none came\. Nothing was changed\.\n/,
  )
  assert.is(nobody.exitCode, 1)
  const no = await run(context, change, ['no'])
  assert.match(no.error, /^Nothing was changed, as you wished/)
  assert.match(no.asked.join(), /Go on\?/)
  assert.is(await status(context), 'CREATE_COMPLETE')
  const { Summaries = [] } = await context.stack.cloudformation.send(new ListChangeSetsCommand({ StackName }))
  assert.equal(Summaries, [], 'no change set is left behind')

  const yes = await run(context, change, ['yes'])
  assert.is(yes.error, '')
  assert.is(await parameter(context, 'NamePrefix'), 'new_')
})

test('a dry run shows what a new stack would hold, and leaves none', async context => {
  const { printed, told, error } = await run(context, { dryRun: true })
  assert.is(error, '')
  assert.match(printed.join('\n'), /^ {2}\+ add {2}RecvMessageTopic +SNS::Topic\n[\s\S]*\n\d+ to add$/)
  assert.is(told.at(-1), 'A dry run: nothing was changed.')
  assert.is(await state(context), undefined)
})

test('a dry run of an update shows it, and leaves no change set', async context => {
  await run(context)
  const { printed } = await run(context, { dryRun: true, parameter: ['TimestampUnit=us'] })
  assert.match(printed.join('\n'), /TIMESTAMP_UNIT {2}s → us/)
  assert.is(await parameter(context, 'TimestampUnit'), 's')
  const { Summaries = [] } = await context.stack.cloudformation.send(new ListChangeSetsCommand({ StackName }))
  assert.equal(Summaries, [])
})

test('--no-execute leaves the change set, and says how to execute it', async context => {
  await run(context)
  const { told } = await run(context, { execute: false, parameter: ['TimestampUnit=us'] })
  const { Summaries: [left] = [] } = await context.stack.cloudformation.send(
    new ListChangeSetsCommand({ StackName }),
  )
  assert.is(
    told.at(-1),
    `Not executed. To execute it: aws cloudformation execute-change-set --stack-name bookish-guacamole --change-set-name ${left?.ChangeSetName}`,
  )
  assert.is(left?.ExecutionStatus, 'AVAILABLE')
})

test('a new stack that was only looked at is deleted and made', async context => {
  await run(context, { execute: false })
  assert.is(await status(context), 'REVIEW_IN_PROGRESS')
  const { told, error } = await run(context)
  assert.is(error, '')
  assert.match(told.join('\n'), /is in REVIEW_IN_PROGRESS.*deleting it, to make it anew\./)
  assert.is(await status(context), 'CREATE_COMPLETE')
})

test('the first real reason of a failure comes last, and what failed is made anew with what was given for it', async context => {
  const parameters = { Parameters: { Word: { Type: 'String', Default: 'a' } } }
  put(context, template({ Queue: queue('q'), Bad: impossible('Queue') }, parameters))
  const failed = await run(context, { parameter: ['Word=b'], tag: ['a=b'], terminationProtection: true })
  assert.is(failed.exitCode, 1)
  assert.is(
    failed.error,
    'The stack bookish-guacamole ended in ROLLBACK_COMPLETE. What it had made is gone. Correct the reason, and deploy again, which makes it anew:\n' +
      '  Bad (AWS::SQS::QueuePolicy): The specified queue does not exist.',
  )
  put(context, template({ Queue: queue('q') }, parameters))
  const mended = await run(context)
  assert.is(mended.error, '')
  assert.match(mended.told.join('\n'), /is in ROLLBACK_COMPLETE.*deleting it, to make it anew/)
  assert.is(await parameter(context, 'Word'), 'b')
  const made = await state(context)
  assert.equal(made?.Tags, [{ Key: 'a', Value: 'b' }])
  assert.is(made?.EnableTerminationProtection, true)
  await run(context, { terminationProtection: false })
  assert.is((await state(context))?.EnableTerminationProtection, false)
})

test('a failed update leaves the stack as it was, and says so', async context => {
  put(context, template({ Queue: queue('q') }))
  await run(context)
  put(context, template({ Queue: queue('q'), Bad: impossible('Queue') }))
  const { error } = await run(context)
  assert.match(
    error,
    /ended in UPDATE_ROLLBACK_COMPLETE\. It is as it was before\..*\n {2}Bad \(AWS::SQS::QueuePolicy\): /,
  )
})

test('without a rollback what was done stays, and the next deployment goes on from there', async context => {
  put(context, template({ Queue: queue('q'), Bad: impossible('Queue') }))
  assert.match((await run(context, { rollback: false })).error, /ended in CREATE_FAILED/)
  put(context, template({ Queue: queue('q') }))
  const { told, error } = await run(context)
  assert.is(error, '')
  assert.match(told.join('\n'), /failed and was not undone \(CREATE_FAILED\): this one goes on from there/)
  assert.is(await status(context), 'UPDATE_COMPLETE')
})

test('tables that an earlier stack has left are taken back, with what is in them', async context => {
  const { stack } = context
  await run(context)
  await stack.dynamodb.send(
    new PutItemCommand({ TableName: 'message_recv', Item: { moduleId: { S: 'm' }, timestamp: { N: '1' } } }),
  )
  await stack.remove((await state(context))?.StackId ?? '')
  const look = await run(context, { dryRun: true })
  assert.match(
    look.told.at(-1) ?? '',
    /^The tables message_recv, .* are there already; guac deploy would take them back/,
  )
  const { told, error } = await run(context)
  assert.is(error, '')
  assert.match(
    told.join('\n'),
    /^The tables message_recv, .* are there already, from an earlier stack: taking them back in\.$/m,
  )
  assert.is(await status(context), 'UPDATE_COMPLETE')
  const { Count } = await stack.dynamodb.send(new ScanCommand({ TableName: 'message_recv' }))
  assert.is(Count, 1)
})

test('tables of another stack are not taken', async context => {
  await run(context)
  const { error } = await run(context, { stackName: 'second' })
  assert.match(
    error,
    /^Tables stand in the way of a new stack: message_recv \(of the stack bookish-guacamole\); .*\n {2}Give the new stack names of its own with --parameter NamePrefix=NAME/,
  )
  assert.is((await run(context, { stackName: 'second', parameter: ['NamePrefix=b_'] })).error, '')
})

test('an update that could not be undone is offered to be undone again', async context => {
  const { stack } = context
  const timeout = (seconds: number) => ({
    ...queue('q'),
    Properties: { QueueName: 'q', VisibilityTimeout: seconds },
  })
  put(context, template({ Queue: timeout(10) }))
  await run(context)
  put(context, template({ Queue: timeout(20), Bad: impossible('Queue') }))
  await run(context, { rollback: false })
  await stack.sqs.send(new DeleteQueueCommand({ QueueUrl: stack.queueUrl('q') }))
  await stack.cloudformation.send(new RollbackStackCommand({ StackName }))
  const { told } = await run(context, { dryRun: true })
  assert.match(told.at(-1) ?? '', /watch it first|offer to do so first/)
  while ((await status(context))?.endsWith('_IN_PROGRESS'))
    await new Promise(resolve => setTimeout(resolve, 10))
  assert.is(await status(context), 'UPDATE_ROLLBACK_FAILED')

  put(context, template({ Queue: timeout(30) }))
  const still = await run(context, {}, ['y'])
  assert.match(
    still.error,
    /ended in UPDATE_ROLLBACK_FAILED\. guac deploy says what can be done\. The reason:\n {2}Queue \(AWS::SQS::Queue\): /,
  )
  await stack.sqs.send(new CreateQueueCommand({ QueueName: 'q' }))
  const mended = await run(context, {}, ['y'])
  assert.is(mended.error, '')
  assert.match(mended.asked.join(), /failed, and so did undoing it[\s\S]*undo it again, and then deploy\?/)
  assert.is(await status(context), 'UPDATE_COMPLETE')
})

test('an operation in progress is watched to its end before anything is done', async context => {
  put(context, template({ Queue: queue('q') }))
  await run(context)
  let looks = 0
  const proxy = await startProxy(context.stack.endpoint, body => {
    if (!body.includes('Action=DescribeStacks&')) return undefined
    looks += 1
    if (looks > 1) return undefined
    return {
      status: 200,
      body: `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>${StackName}</StackName><StackStatus>UPDATE_IN_PROGRESS</StackStatus></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
    }
  })
  const { told, error } = await run(context, {}, [], () => {}, proxy.endpoint)
  await proxy.stop()
  assert.is(error, '')
  assert.equal(told.slice(1).map(timed), [
    'Another operation is in progress (UPDATE_IN_PROGRESS): watching it to its end first.',
    'TIME  CREATE_IN_PROGRESS  bookish-guacamole       CloudFormation::Stack  User Initiated',
    'TIME  CREATE_IN_PROGRESS  Queue                   SQS::Queue',
    'TIME  CREATE_COMPLETE     Queue                   SQS::Queue',
    'TIME  CREATE_COMPLETE     bookish-guacamole       CloudFormation::Stack',
    'Nothing to change: the stack bookish-guacamole is what the template says.',
  ])
})

test('looks that AWS throttles or loses fail no deployment', async context => {
  put(context, template({ Queue: queue('q') }))
  let looks = 0
  const proxy = await startProxy(context.stack.endpoint, body => {
    if (!body.includes('Action=DescribeStackEvents&')) return undefined
    looks += 1
    // as often as the SDK tries one call, and once more
    if (looks > 4) return undefined
    return {
      status: looks === 4 ? 503 : 400,
      body: '<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>',
    }
  })
  const { told, error } = await run(context, {}, [], () => {}, proxy.endpoint)
  await proxy.stop()
  assert.is(error, '')
  assert.match(told.join('\n'), /^AWS did not answer \(Rate exceeded\); looking again in /m)
  assert.ok(looks > 4)
})

test('Ctrl-C stops watching, the stack goes on, and the next deployment watches it', async context => {
  const stopped = await run(context, {}, [], (line, stop) => {
    if (line.includes('RecvMessageTopic')) stop.abort()
  })
  assert.is(stopped.exitCode, 130)
  assert.is(
    stopped.error,
    'Stopped watching. CloudFormation goes on with the stack bookish-guacamole.\n' +
      '  guac deploy, given the same options, watches on.',
  )
  const { error, told } = await run(context)
  assert.is(error, '')
  assert.match(told.join('\n'), /Nothing to change/)
})

test('--json prints one object a line, the failure included', async context => {
  put(context, template({ Queue: queue('q') }))
  const { printed, told } = await run(context, { json: true })
  assert.equal(told, [])
  const lines = printed.map(line => JSON.parse(line))
  assert.equal([...new Set(lines.map(({ type }) => type))], ['note', 'event', 'done'])
  assert.equal(lines.at(-1), {
    type: 'done',
    stackName: StackName,
    status: 'CREATE_COMPLETE',
    changed: true,
    outputs: {},
  })
  put(context, template({ Queue: queue('q'), Bad: impossible('Queue') }))
  const failed = await run(context, { json: true })
  assert.match(JSON.parse(failed.printed.at(-1) ?? '').message, /UPDATE_ROLLBACK_COMPLETE/)
})

test('--quiet prints outputs only', async context => {
  const { told, printed } = await run(context, { quiet: true })
  assert.equal(told, [])
  assert.ok(printed.every(line => /^ {2}\w+ +\S+$/.test(line)))
})

test('what the local stack cannot do is said in its own words', async context => {
  const { error } = await run(context, { roleArn: 'arn:aws:iam::000000000000:role/r' })
  assert.match(error, /^The local stack cannot do this: .*RoleARN.*\n {2}Use it on AWS, without --local\./)
})

test('an endpoint where nothing listens, and a stack name that is none', async context => {
  const { error } = await run(context, { endpointUrl: 'http://127.0.0.1:1' })
  assert.match(error, /^Nothing answers at http:\/\/127\.0\.0\.1:1\.\n {2}Start the local stack/)
  assert.is((await run(context, { stackName: 'a_b' })).exitCode, 2)
})

test('a stack that is being deleted is watched until it is gone, and then made', async context => {
  put(context, template({ Queue: queue('q') }))
  await run(context)
  await context.stack.cloudformation.send(new DeleteStackCommand({ StackName }))
  const { error } = await run(context)
  // SQS keeps a name for a while after its queue was deleted
  if (error) assert.match(error, /Queue \(AWS::SQS::Queue\): .*60 seconds/)
})

test.run()
