// guac diff against the local stack: what a person reads, what a program reads, what stops CI, and that nothing stays.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateChangeSetCommand,
  DescribeStacksCommand,
  ListChangeSetsCommand,
} from '@aws-sdk/client-cloudformation'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type DiffOptions, deploy, diff } from '../../src/commands/deploy.ts'
import { PersonError } from '../../src/errors.ts'
import { fakeIo } from '../helpers/fake-io.ts'
import { startTestStack, type TestStack } from '../local/helpers/start-test-stack.ts'
import { impossible, queue, template } from '../local/helpers/template.ts'

type Context = { stack: TestStack; home: string }

const test = suite<Context>('guac diff')
const service = readFileSync('service.yaml', 'utf8')
const StackName = 'bookish-guacamole'

test.before.each(async context => {
  context.stack = await startTestStack()
  context.home = mkdtempSync(join(tmpdir(), 'guac-diff-'))
})
test.after.each(async ({ stack, home }) => {
  rmSync(home, { recursive: true, force: true })
  assert.equal(stack.bugs, [])
  await stack.stop()
})

const put = ({ home }: Context, text: string) => writeFileSync(join(home, 'service.yaml'), text)
const worldOf = ({ stack, home }: Context, colour = false) =>
  fakeIo(home, { env: { AWS_ENDPOINT_URL: stack.endpoint }, colour })

const run = async (context: Context, options: Partial<DiffOptions> = {}, colour = false) => {
  const { io, printed, told, asked } = worldOf(context, colour)
  const error = await diff(io, { stackName: StackName, failOn: 'none', ...options }).then(
    () => undefined,
    (reason: unknown) => {
      if (reason instanceof PersonError) return reason
      throw reason
    },
  )
  assert.equal(asked, [], 'a look asks nothing')
  return { text: printed.join('\n'), told, error: error?.message ?? '', exitCode: error?.exitCode ?? 0 }
}
const bring = (context: Context, options: Partial<Parameters<typeof deploy>[1]> = {}) =>
  deploy(worldOf(context).io, { stackName: StackName, execute: true, ...options })

const stacks = async ({ stack }: Context) =>
  (await stack.cloudformation.send(new DescribeStacksCommand({}))).Stacks ?? []
const changeSets = async ({ stack }: Context) =>
  (await stack.cloudformation.send(new ListChangeSetsCommand({ StackName }))).Summaries ?? []

const timed = (seconds: number, name = 'q') => ({
  ...queue(name),
  Properties: { QueueName: name, VisibilityTimeout: seconds },
})

test('where there is no stack, everything would be added, and none is there afterwards', async context => {
  put(context, template({ Queue: queue('q'), Other: queue('r') }))
  const { text, told, error } = await run(context)
  assert.is(error, '')
  assert.equal(told, [
    `What deploying would change of the stack bookish-guacamole at ${context.stack.endpoint}:`,
    'There is no stack bookish-guacamole yet: all of this would be made.',
  ])
  assert.is(text, '  + add  Queue  SQS::Queue\n  + add  Other  SQS::Queue\n2 to add')
  assert.equal(await stacks(context), [])
})

test('what changes, what is replaced, what goes: property by property, and nothing happens', async context => {
  put(context, template({ Queue: timed(10), Named: queue('old'), Gone: queue('gone') }))
  await bring(context)
  put(context, template({ Queue: timed(20), Named: queue('new'), Fresh: queue('fresh') }))
  const { text, error } = await run(context)
  assert.is(error, '')
  assert.is(
    text,
    `\
  ~ change   Queue  SQS::Queue
      VisibilityTimeout  10 → 20
  ± REPLACE  Named  SQS::Queue  the old one is deleted
      QueueName  old → new  makes a new one
  + add      Fresh  SQS::Queue
  - DELETE   Gone   SQS::Queue
1 to add, 1 to change, 1 to replace, 1 to delete`,
  )
  assert.equal(await changeSets(context), [])
  const [stack] = await stacks(context)
  assert.is(stack?.StackStatus, 'CREATE_COMPLETE')
  const bold = '\u001b[1m'
  const painted = (await run(context, {}, true)).text.split('\n').filter(line => line.startsWith(bold))
  assert.equal(
    painted.map(line => /Named|QueueName|Gone/.exec(line)?.[0]),
    ['Named', 'QueueName', 'Gone'],
  )
})

test('the service as it is deployed differs in nothing; a parameter shows what it reaches', async context => {
  put(context, service)
  await bring(context)
  const none = await run(context, { failOn: 'any' })
  assert.equal([none.text, none.error], ['', ''])
  assert.is(none.told[1], 'Nothing to change: the stack bookish-guacamole is what the template says.')
  const some = await run(context, { parameter: ['FirstReport=baseline'], quiet: true })
  assert.equal(some.told, [])
  assert.is(
    some.text,
    `\
  ~ change  SuccessRateFunction  Lambda::Function
      Environment.Variables.FIRST_REPORT  contract → baseline
1 to change`,
  )
})

test('--fail-on ends with 1 for what it names, and for what nobody can know yet', async context => {
  put(context, template({ Queue: timed(10) }))
  const fresh = await run(context, { failOn: 'any' })
  assert.is(
    fresh.error,
    'Deploying would change the stack, and --fail-on is any.\n  Nothing was changed. Where it is wanted, guac deploy makes it so.',
  )
  assert.is(fresh.exitCode, 1)
  assert.is((await run(context, { failOn: 'replacement' })).error, '', 'what is added replaces nothing')
  await bring(context)
  put(context, template({ Queue: timed(20) }))
  assert.is((await run(context, { failOn: 'any' })).exitCode, 1)
  assert.is((await run(context, { failOn: 'replacement' })).exitCode, 0)
  put(context, template({ Queue: timed(10, 'renamed') }))
  const replaced = await run(context, { failOn: 'replacement' })
  assert.match(replaced.error, /^Deploying would replace or give up Queue, and --fail-on is replacement\.\n/)
  assert.is((await run(context)).exitCode, 0)

  put(context, service)
  await bring(context, { stackName: 'first' })
  const [first] = (await stacks(context)).filter(each => each.StackName === 'first')
  await context.stack.remove(first?.StackId ?? '')
  const unknown = await run(context, { stackName: 'second', failOn: 'replacement' })
  assert.match(
    unknown.told.at(-1) ?? '',
    /^The tables .* are there already; guac deploy would take them back/,
  )
  assert.match(unknown.error, /^What deploying would change cannot be known yet, and --fail-on/)
})

test('a program gets one object', async context => {
  put(context, template({ Queue: timed(10) }))
  await bring(context)
  put(context, template({ Queue: timed(20) }))
  const { text, told } = await run(context, { json: true })
  assert.equal(told, [])
  assert.equal(JSON.parse(text), {
    stackName: StackName,
    difference: 'some',
    changes: [
      {
        effect: 'change',
        id: 'Queue',
        type: 'SQS::Queue',
        physicalId: context.stack.queueUrl('q'),
        risky: false,
        properties: [{ path: 'VisibilityTimeout', before: '10', after: '20', recreates: false }],
        causes: [],
      },
    ],
    notes: [],
  })
})

test('a template that CloudFormation refuses leaves no stack under review either', async context => {
  put(context, template({ Queue: { Type: 'AWS::No::Such', Properties: {} } }))
  const { error } = await run(context)
  assert.match(error, /^CloudFormation /)
  assert.equal(await stacks(context), [])
})

test('a stack that somebody is reviewing stays as it is, with its change set', async context => {
  put(context, template({ Queue: queue('q') }))
  await context.stack.cloudformation.send(
    new CreateChangeSetCommand({
      StackName,
      ChangeSetName: 'theirs',
      ChangeSetType: 'CREATE',
      TemplateBody: template({ Queue: queue('q') }),
    }),
  )
  const { text, error } = await run(context)
  assert.is(error, '')
  assert.match(text, /^ {2}\+ add {2}Queue {2}SQS::Queue\n1 to add$/)
  assert.equal(
    (await changeSets(context)).map(({ ChangeSetName }) => ChangeSetName),
    ['theirs'],
  )
})

test('a look never turns on what a deployment would', async context => {
  put(context, template({ Queue: queue('q') }))
  await bring(context)
  await bring(context, { dryRun: true, terminationProtection: true })
  const [stack] = await stacks(context)
  assert.is(stack?.EnableTerminationProtection, false)
})

test('after a failed creation the difference cannot be known', async context => {
  put(context, template({ Queue: queue('q'), Bad: impossible('Queue') }))
  await bring(context).catch(() => {})
  const { told, exitCode } = await run(context, { failOn: 'any' })
  assert.match(told.at(-1) ?? '', /is in ROLLBACK_COMPLETE; guac deploy would delete it and make it anew\./)
  assert.is(exitCode, 1)
})

test.run()
