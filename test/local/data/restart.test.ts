// What the next process finds. `crashed` copies the folder while the first one runs, as a kill would leave it.

import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation'
import {
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb'
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { PublishCommand } from '@aws-sdk/client-sns'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { LocalOptions } from '../../../src/local/start-local.ts'
import { eventually } from '../helpers/eventually.ts'
import { startTestStack, type TestStack } from '../helpers/start-test-stack.ts'
import { lambda, streamed, subscribed, table, template } from '../helpers/template.ts'

const test = suite<{ folder: string }>('restarts')

test.before.each(context => {
  context.folder = mkdtempSync(join(tmpdir(), 'guac-data-'))
})
test.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))

const open = (folder: string, options: Partial<LocalOptions> = {}) =>
  startTestStack({ ...options, data: { folder: join(folder, 'data'), version: 'test' } })

const crashed = async (folder: string, stack: TestStack): Promise<void> => {
  cpSync(join(folder, 'data'), join(folder, 'copy'), { recursive: true })
  await stack.stop()
  rmSync(join(folder, 'data'), { recursive: true })
  cpSync(join(folder, 'copy'), join(folder, 'data'), { recursive: true })
}

/** A function that gets nothing done until there is a file `go`, and then writes down what it was given. */
const waiting = (folder: string) => {
  const code = `const { appendFileSync, existsSync } = require('node:fs')
exports.handler = async event => {
  if (!existsSync(${JSON.stringify(join(folder, 'go'))})) return new Promise(() => setInterval(() => {}, 1000))
  for (const { Sns, dynamodb } of event.Records ?? [{ Sns: { Message: event.direct } }])
    appendFileSync(${JSON.stringify(join(folder, 'done'))}, (Sns?.Message ?? dynamodb.Keys.id.S) + '\\n')
}`
  return {
    code: lambda(code, { Timeout: 900 }),
    go: () => writeFileSync(join(folder, 'go'), ''),
    done: () =>
      existsSync(join(folder, 'done')) ? readFileSync(join(folder, 'done'), 'utf8').trim().split('\n') : [],
  }
}

const put = (stack: TestStack, id: string) =>
  stack.dynamodb.send(new PutItemCommand({ TableName: 'table', Item: { id: { S: id } } }))

test('an event that was accepted and not handled is handled by the next process, once it is', async ({
  folder,
}) => {
  const work = waiting(folder)
  const first = await open(folder)
  await first.create(template({ ...work.code, ...subscribed() }))
  await first.sns.send(new PublishCommand({ TopicArn: first.topicArn('topic'), Message: 'published' }))
  const config = {
    endpoint: first.endpoint,
    region: first.region,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  }
  const invoke = {
    FunctionName: 'fn',
    InvocationType: 'Event',
    Payload: Buffer.from('{"direct":"invoked"}'),
  } as const
  await new LambdaClient(config).send(new InvokeCommand(invoke))
  await crashed(folder, first)
  work.go()

  const second = await open(folder)
  await eventually(() => work.done().length === 2)
  assert.equal(work.done().sort(), ['invoked', 'published'])
  await second.idle()
  await second.stop()
  const third = await open(folder)
  await third.idle()
  await third.stop()
  assert.is(work.done().length, 2)
  assert.equal([...second.bugs, ...third.bugs], [])
})

test('records of a stream that were not processed are, however long nothing ran, and numbers go on', async ({
  folder,
}) => {
  const work = waiting(folder)
  const day = 86_400_000
  const first = await open(folder, { now: () => Date.now() - 3 * day })
  await first.create(template({ ...work.code, ...streamed({ MaximumRecordAgeInSeconds: 60 }) }))
  for (const id of ['a', 'b']) await put(first, id)
  await crashed(folder, first)
  work.go()

  const second = await open(folder)
  await eventually(() => work.done().length >= 2)
  await put(second, 'c')
  await eventually(() => work.done().includes('c'))
  assert.equal([...new Set(work.done())], ['a', 'b', 'c'])

  const config = {
    endpoint: second.endpoint,
    region: second.region,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  }
  const streams = new DynamoDBStreamsClient(config)
  const { Table } = await second.dynamodb.send(new DescribeTableCommand({ TableName: 'table' }))
  const StreamArn = Table?.LatestStreamArn
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }))
  const ShardId = StreamDescription?.Shards?.[0]?.ShardId
  const { ShardIterator } = await streams.send(
    new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
  )
  const { Records = [] } = await streams.send(new GetRecordsCommand({ ShardIterator }))
  assert.equal(
    Records.map(({ dynamodb }) => [dynamodb?.Keys?.id?.S, dynamodb?.SequenceNumber]),
    [
      ['a', '100000000000000000001'],
      ['b', '100000000000000000002'],
      ['c', '100000000000000000003'],
    ],
  )
  await second.idle()
  await second.stop()

  // what is done with is not done again
  const third = await open(folder)
  await third.idle()
  await third.stop()
  assert.is(work.done().filter(id => id === 'c').length, 1)
  assert.equal([...second.bugs, ...third.bugs], [])
})

test('a table that a deleted stack retained is there with its settings, and can be taken back', async ({
  folder,
}) => {
  const Table = {
    ...table({ TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true } }),
    DeletionPolicy: 'RetainExceptOnCreate',
  }
  const first = await open(folder)
  const { StackId = '' } = await first.create(template({ Table }))
  await put(first, 'row')
  await first.remove(StackId)
  await first.stop()

  const second = await open(folder)
  const { TimeToLiveDescription } = await second.dynamodb.send(
    new DescribeTimeToLiveCommand({ TableName: 'table' }),
  )
  assert.is(TimeToLiveDescription?.AttributeName, 'expires')
  assert.is((await second.create(template({ Table }), { StackName: 'new' })).StackStatus, 'ROLLBACK_COMPLETE')
  const names = { StackName: 'back', ChangeSetName: 'import' }
  await second.cloudformation.send(
    new CreateChangeSetCommand({
      ...names,
      ChangeSetType: 'IMPORT',
      TemplateBody: template({ Table }),
      ResourcesToImport: [
        {
          LogicalResourceId: 'Table',
          ResourceType: 'AWS::DynamoDB::Table',
          ResourceIdentifier: { TableName: 'table' },
        },
      ],
    }),
  )
  await second.stop()

  // the change set outlasts the process, too
  const third = await open(folder)
  await third.cloudformation.send(new ExecuteChangeSetCommand(names))
  assert.is((await third.settled('back')).StackStatus, 'IMPORT_COMPLETE')
  await third.stop()

  const fourth = await open(folder)
  const { Items } = await fourth.dynamodb.send(new ScanCommand({ TableName: 'table' }))
  assert.equal(Items, [{ id: { S: 'row' } }])
  const { Stacks = [] } = await fourth.cloudformation.send(new DescribeStacksCommand({ StackName: StackId }))
  assert.is(Stacks[0]?.StackStatus, 'DELETE_COMPLETE')
  assert.equal(fourth.kept.map(({ name, status }) => `${name} ${status}`).sort(), [
    'back IMPORT_COMPLETE',
    'new ROLLBACK_COMPLETE',
  ])
  await fourth.stop()
  assert.equal([...first.bugs, ...second.bugs, ...third.bugs, ...fourth.bugs], [])
})

test('what is damaged is refused by name, and never taken for empty', async ({ folder }) => {
  const first = await open(folder)
  await first.create(template({ Table: table() }))
  await first.stop()
  const data = join(folder, 'data')
  const refused = async (breakIt: () => void, message: RegExp): Promise<void> => {
    cpSync(data, join(folder, 'whole'), { recursive: true })
    breakIt()
    const error = await open(folder).then(
      () => undefined,
      (reason: unknown) => reason,
    )
    assert.ok(error instanceof Error && error.name === 'PersonError', String(error))
    assert.match(error.message, message)
    rmSync(data, { recursive: true })
    cpSync(join(folder, 'whole'), data, { recursive: true })
  }
  const marker = join(data, 'guac-data.json')
  await refused(
    () => writeFileSync(marker, readFileSync(marker, 'utf8').slice(0, 9)),
    /are damaged: guac-data\.json/,
  )
  await refused(() => rmSync(join(data, 'tables'), { recursive: true }), /are damaged: tables\/ is not whole/)
  await refused(() => rmSync(join(data, 'tables/CURRENT')), /are damaged: tables\/ is not whole/)
  await refused(() => appendFileSync(join(data, 'tables/CURRENT'), 'x'), /are damaged: Corruption/)
  await refused(() => rmSync(marker), /holds files that are not guac's/)
  const again = await open(folder)
  assert.is(again.kept[0]?.status, 'CREATE_COMPLETE')
  await again.stop()
})

test('a start that was killed at its very beginning has made nothing that is in the way', async ({
  folder,
}) => {
  const first = await open(folder)
  await first.stop()
  const data = join(folder, 'data')
  cpSync(join(data, 'guac-data.json'), join(data, 'guac-data.json.new'))
  rmSync(join(data, 'guac-data.json'))
  const second = await open(folder)
  await second.stop()
  assert.ok(existsSync(join(data, 'guac-data.json')))
})

test.run()
