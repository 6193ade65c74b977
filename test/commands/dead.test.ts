// `guac dead` as a person runs it, on letters of all four shapes that the service itself has written.

import { readFileSync } from 'node:fs'
import { UpdateStackCommand, waitUntilStackUpdateComplete } from '@aws-sdk/client-cloudformation'
import { CreateTableCommand, DeleteTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { CreateTopicCommand, DeleteTopicCommand } from '@aws-sdk/client-sns'
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { list } from '../../src/commands/dead.ts'
import { fakeIo } from '../helpers/fake-io.ts'
import { guac } from '../helpers/guac.ts'
import { type Service, startService } from '../helpers/service.ts'

const test = suite<{ service: Service; at: readonly string[] }>('guac dead')

test.before.each(async context => {
  const service = await startService()
  Object.assign(context, { service, at: ['--endpoint-url', service.stack.endpoint] })
})
test.after.each(async ({ service }) => {
  assert.equal(service.bugs, [])
  await service.stop()
})

const letters = async (at: readonly string[]) =>
  (await guac('dead', 'list', '--json', ...at)).stdout
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Record<string, string>)

test('lists a refused event with its reason, shows it whole, and discards it when told so', async ({
  service,
  at,
}) => {
  await service.recv(`{"moduleId":"m${String.fromCharCode(27)}[2J"}`)
  await service.stack.idle()
  const listed = await guac('dead', 'list', ...at)
  assert.is(listed.stderr, '')
  assert.match(listed.stdout, `1 dead letter of the stack bookish-guacamole at ${service.stack.endpoint}\n\n`)
  assert.match(listed.stdout, /^id {8}age {6}hop {11}from {5}reason$/m)
  const [, id = ''] = /^([0-9a-f]{8}) {2}< 1 min {2}recv_message {2}handler {2}/m.exec(listed.stdout) ?? []
  assert.ok(id, listed.stdout)

  const shown = await guac('dead', 'show', id, ...at)
  // a terminal would clear its screen
  assert.match(shown.stdout, 'event   {"moduleId":"m\\u001b[2J"}\n')
  assert.match(shown.stdout, /^hop {5}recv_message, reported by handler$/m)

  const narrow = fakeIo('/', { env: { AWS_ENDPOINT_URL: service.stack.endpoint }, width: 40 })
  await list(narrow.io, { stackName: 'bookish-guacamole', limit: '9' })
  assert.match(narrow.printed.at(1) ?? '', `${id}  The message is not JSON: Bad …`)

  const refused = await guac('dead', 'discard', '--all', ...at)
  assert.is(refused.code, 1)
  assert.match(refused.stderr, 'Deleting 1 dead letter was not confirmed.\n  Nothing was changed.')
  assert.is((await letters(at)).length, 1)

  const kept = await guac('dead', 'redrive', '--all', '--quiet', ...at)
  assert.match(kept.stdout, `${id}  kept: The message is not JSON: Bad `)
  const discarded = await guac('dead', 'discard', id, id, '--yes', ...at)
  assert.is(discarded.stdout, 'Deleted 1 dead letter.\n')
  const none = await guac('dead', 'list', ...at)
  assert.is(none.stdout, `No dead letter of the stack bookish-guacamole at ${service.stack.endpoint}\n`)
})

test('a letter that somebody else has just received is not there, and guac says why', async ({
  service,
  at,
}) => {
  await service.recv('not json')
  await service.stack.idle()
  const QueueUrl = service.output('DeadLetterQueueUrl')
  await service.sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 600 }))
  const commands = [['list'], ['redrive', '--all'], ['discard', '--all', '--yes']]
  for (const command of commands) {
    const { code, stdout, stderr } = await guac('dead', ...command, ...at)
    assert.is(code, 0)
    assert.match(stdout, /^(No dead letter of .*|There is no dead letter\.)\n$/)
    assert.match(stderr, 'SQS counts 1 more, which somebody may just have received.')
  }
})

test('an event that is refused again is kept with its reason, as the very letter that it was', async ({
  service,
  at,
}) => {
  await service.weekly('not json')
  await service.recv({ moduleId: 'm' })
  await service.dynamodb.send(
    new PutItemCommand({
      TableName: service.output('WeeklyDiagnosticTableName'),
      Item: { moduleId: { S: 'm' }, timestamp: { N: '1' } },
    }),
  )
  await service.stack.idle()
  const before = await letters(at)
  assert.equal(before.map(({ hop }) => hop).sort(), ['recv_message', 'success_rate', 'weekly_diagnostic'])

  const { code, stdout, stderr } = await guac('dead', 'redrive', '--all', ...at)
  assert.is(code, 1)
  const idOf = (hop: string) => before.find(letter => letter.hop === hop)?.id?.slice(0, 8)
  assert.match(stdout, `${idOf('recv_message')}  kept: timestamp is missing.\n`)
  assert.match(stdout, `${idOf('success_rate')}  kept: attempts is missing.\n`)
  assert.match(stdout, `${idOf('weekly_diagnostic')}  kept: The message is not JSON: `)
  assert.is(
    stderr,
    'guac: 3 dead letters were not handled, and stay in the queue.\n' +
      '  Correct what their lines above say, and redrive them again; or publish a corrected event and discard them.\n',
  )
  await service.stack.idle()
  const byId = (a: Record<string, string>, b: Record<string, string>) =>
    (a.id ?? '').localeCompare(b.id ?? '')
  assert.equal((await letters(at)).sort(byId), before.sort(byId))
  // a refusal that a person asked for is no failure of the function
  const { stdout: status } = await guac('status', '--json', ...at)
  assert.equal(
    JSON.parse(status).functions.map(({ lastHour }: { lastHour: { errors: number } }) => lastHour.errors),
    [0, 0, 0],
  )
})

test('a function of an older release is only known to have taken an event, and its new letter is told', async ({
  service,
  at,
}) => {
  const { cloudformation: client } = service
  const StackName = 'bookish-guacamole'
  const TemplateBody = readFileSync('test/fixtures/v0.2.0.yaml', 'utf8')
  await client.send(
    new UpdateStackCommand({ StackName, TemplateBody, Capabilities: ['CAPABILITY_NAMED_IAM'] }),
  )
  const watching = { client, maxWaitTime: 30, minDelay: 0.05, maxDelay: 0.1 }
  await waitUntilStackUpdateComplete(watching, { StackName })
  await service.weekly('not json')
  await service.stack.idle()
  const [before] = await letters(at)
  const { code, stdout, stderr } = await guac('dead', 'redrive', '--all', ...at)
  assert.is(code, 0)
  assert.is(stdout, `${before?.id?.slice(0, 8)}  handed over\n`)
  assert.is(stderr, 'New dead letters have come meanwhile: guac dead list shows them.\n')
  const [after, ...more] = await letters(at)
  assert.equal(more, [])
  assert.is.not(after?.id, before?.id)
  assert.is(after?.event, 'not json')
})

test('what Lambda gave up on is kept while its cause stands, and handled once it is gone', async ({
  service,
  at,
}) => {
  const TableName = service.output('MessageRecvTableName')
  await service.dynamodb.send(new DeleteTableCommand({ TableName }))
  await service.recv({ moduleId: 'm', timestamp: 1 })
  await service.stack.idle()
  const kept = await guac('dead', 'redrive', '--all', ...at)
  assert.is(kept.code, 1)
  assert.match(kept.stdout, /kept: the function failed: .*ResourceNotFoundException/)
  assert.match(kept.stderr, '1 dead letter was not handled, and stays in the queue.')

  await service.dynamodb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'moduleId', AttributeType: 'S' },
        { AttributeName: 'timestamp', AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: 'moduleId', KeyType: 'HASH' },
        { AttributeName: 'timestamp', KeyType: 'RANGE' },
      ],
    }),
  )
  const [letter] = await letters(at)
  assert.is(letter?.from, 'Lambda')
  const handled = await guac('dead', 'redrive', letter?.id ?? '', ...at)
  assert.is(handled.stdout, `${letter?.id?.slice(0, 8)}  handled\n`)
  assert.equal(await letters(at), [])
  await service.weekly({ moduleid: 'm', timestamp: 2, attempts: 1 })
  assert.equal(
    (await service.rates()).map(({ event }) => event.success_rate),
    [100],
  )
})

test('a report that the stream gave up on is computed once its records are handed over again', async ({
  service,
  at,
}) => {
  await service.recvAll('m', [1])
  const TopicArn = service.output('SuccessRateTopicArn')
  await service.sns.send(new DeleteTopicCommand({ TopicArn }))
  await service.weekly({ moduleid: 'm', timestamp: 5, attempts: 2 })
  await service.stack.idle()
  const [letter] = await letters(at)
  assert.equal([letter?.from, letter?.hop], ['stream', 'success_rate'])
  assert.match(letter?.reason ?? '', /^1 report not computed: /)

  await service.sns.send(new CreateTopicCommand({ Name: TopicArn.split(':').at(-1) }))
  const { stdout } = await guac('dead', 'redrive', '--all', ...at)
  assert.is(stdout, `${letter?.id?.slice(0, 8)}  handled\n`)
  const reports = await guac('query', 'm', '--csv', ...at)
  assert.match(reports.stdout, /^m,5,2,1,50,50,assumed-start,false$/m)
})

test('what SNS could not hand over goes to the function that it was for', async ({ service, at }) => {
  // as SNS writes it to the queue of a subscription's redrive policy
  const notification = {
    Type: 'Notification',
    MessageId: 'd7a3c3f0-0000-4000-8000-000000000000',
    TopicArn: service.output('RecvMessageTopicArn'),
    Message: '{"moduleId":"m","timestamp":18446744073709551615}',
    Timestamp: '2026-01-01T00:00:00.000Z',
  }
  const QueueUrl = service.output('DeadLetterQueueUrl')
  const foreign = { ...notification, TopicArn: 'arn:aws:sns:us-east-1:000000000000:another' }
  for (const each of [notification, foreign, 'neither of these'])
    await service.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(each) }))

  const { code, stdout } = await guac('dead', 'redrive', '--all', ...at)
  assert.is(code, 1)
  const [first = '', ...others] = stdout.trimEnd().split('\n')
  assert.match(first, /^d?[0-9a-f]+ {2}handled$/)
  assert.match(others.join('\n'), /kept: arn:.*:another is no topic of this stack/)
  assert.match(others.join('\n'), /kept: guac does not know its shape/)
  await service.weekly('{"moduleid":"m","timestamp":18446744073709551615,"attempts":1}')
  assert.equal(
    (await service.rates()).map(({ event }) => event.success_rate),
    [100],
  )
})

for (const [args, message] of [
  [['redrive'], 'guac dead redrive needs to know which letters.'],
  [['discard', '--yes'], 'guac dead discard needs to know which letters.'],
  [['show', 'abc'], 'No dead letter that can be seen now has an id that begins with abc.'],
] as const)
  test(`guac dead ${args.join(' ')} says what is wrong`, async ({ at }) => {
    const { stderr } = await guac('dead', ...args, ...at)
    assert.match(stderr, message)
  })

test.run()
