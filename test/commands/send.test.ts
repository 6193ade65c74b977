import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UpdateStackCommand, waitUntilStackUpdateComplete } from '@aws-sdk/client-cloudformation'
import { ScanCommand } from '@aws-sdk/client-dynamodb'
import { ListSubscriptionsCommand } from '@aws-sdk/client-sns'
import { ListQueuesCommand } from '@aws-sdk/client-sqs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { guac, startGuac } from '../helpers/guac.ts'
import { type Service, startService } from '../helpers/service.ts'

type Context = { service: Service; folder: string }
const test = suite<Context>('guac send')

test.before(async context => {
  context.service = await startService()
  context.folder = mkdtempSync(join(tmpdir(), 'guac-send-'))
})
test.after(async ({ service, folder }) => {
  assert.equal(service.bugs, [])
  await service.stop()
  rmSync(folder, { recursive: true })
})

const at = ({ stack }: Service) => ['--endpoint-url', stack.endpoint]
const place = ({ stack }: Service) => `of the stack bookish-guacamole at ${stack.endpoint}`

/** The timestamps that are stored for a module, as text. */
const stored = async ({ stack, dynamodb, output }: Service, module: string): Promise<readonly string[]> => {
  await stack.idle()
  const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: output('MessageRecvTableName') }))
  return Items.filter(item => item.moduleId?.S === module)
    .map(item => item.timestamp?.N ?? '')
    .sort()
}

/** What a --wait makes and must remove. */
const traces = async ({ sqs, sns }: Service): Promise<number> => {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'guac-send-' }))
  const { Subscriptions = [] } = await sns.send(new ListSubscriptionsCommand({}))
  return QueueUrls.length + Subscriptions.filter(({ Endpoint }) => Endpoint?.includes('guac-send-')).length
}

test('sends one message of iAmAModule, now, and says so in one line', async ({ service }) => {
  const before = Math.floor(Date.now() / 1000)
  const { code, stdout, stderr } = await guac('send', 'recv', ...at(service))
  assert.is(code, 0, stderr)
  assert.is(stderr, '')
  const [timestamp = ''] = await stored(service, 'iAmAModule')
  assert.ok(Number(timestamp) >= before && Number(timestamp) <= Date.now() / 1000)
  assert.is(
    stdout,
    `Sent {"moduleId":"iAmAModule","timestamp":${timestamp}} to recv_message ${place(service)}.\n`,
  )
})

test('sends so many messages with distinct timestamps, exact to the last digit', async ({ service }) => {
  const last = '18446744073709551615'
  const { stdout } = await guac(
    ...['send', 'recv', '--module', 'many', '--count', '25', '--timestamp', last, '--tx-attempts', '30'],
    ...at(service),
  )
  const timestamps = await stored(service, 'many')
  assert.is(timestamps.length, 25)
  assert.is(timestamps.at(-1), last)
  assert.is(
    stdout,
    `Sent 25 messages of many to recv_message ${place(service)}, with the timestamps 18446744073709551591 to ${last}.\n`,
  )
})

test('waits for the rate that a weekly diagnostic brings, and leaves nothing behind', async ({ service }) => {
  await guac('send', 'recv', '--module', 'waits', '--count', '40', '--timestamp', '1000', ...at(service))
  await service.stack.idle()
  const { code, stdout, stderr } = await guac(
    ...['send', 'weekly', '--module', 'waits', '--timestamp', '1000', '--wait', ...at(service)],
  )
  assert.is(code, 0, stderr)
  assert.match(
    stdout,
    /^Sent \{"moduleid":"waits","timestamp":1000,"attempts":42\} to weekly_diagnostic .*\.\nIts rate came [\d.]+ m?s later: 95\.23809523809524 % \(40 of 42 received, assumed-start\)\.\n$/,
  )
  assert.is(await traces(service), 0)
})

test('waits for each of several reports, whatever the name of the module', async ({ service }) => {
  const module = 'a "b" 🥑'
  const { code, stdout } = await guac(
    ...['send', 'weekly', '--module', module, '--count', '3', '--timestamp', '9', '--wait', '--json'],
    ...at(service),
  )
  assert.is(code, 0)
  const result = JSON.parse(stdout)
  assert.is(result.sent, 3)
  assert.equal(result.first, { moduleid: module, timestamp: 7, attempts: 42 })
  assert.equal(result.last, { moduleid: module, timestamp: 9, attempts: 42 })
  const timestamps = result.rates.map(({ event }: { event: { timestamp: number } }) => event.timestamp)
  assert.equal(timestamps.sort(), [7, 8, 9])
})

test('says when no rate comes, why that may be, and leaves nothing behind', async ({ service }) => {
  const again = ['send', 'weekly', '--module', 'waits', '--timestamp', '1000', '--wait', '1', ...at(service)]
  const { code, stderr } = await guac(...again)
  assert.is(code, 1)
  assert.match(
    stderr,
    /^guac: No rate came back within 1 s for 1 report\.\n {2}A report that was sent before/,
  )
  assert.is(await traces(service), 0)
})

test('Ctrl-C while it waits leaves nothing behind either', async ({ service }) => {
  const waiting = startGuac([
    'send',
    'weekly',
    '--module',
    'waits',
    '--timestamp',
    '1000',
    '--wait',
    ...at(service),
  ])
  await waiting.saw('Sent')
  assert.is(await traces(service), 2)
  waiting.child.kill('SIGINT')
  const { code, stderr } = await waiting.ended
  assert.is(code, 130)
  assert.is(stderr, 'guac: Stopped before the end.\n  Nothing is left running.\n')
  assert.is(await traces(service), 0)
})

test('sends a file, and names each line that is no event', async ({ service, folder }) => {
  const file = join(folder, 'events.ndjson')
  const event = (timestamp: number) => `{"moduleId":"filed","timestamp":${timestamp}}`
  const lines = Array.from({ length: 1234 }, (_, index) => event(10_000 + index))
  writeFileSync(
    file,
    [...lines.slice(0, 6), 'oops', '', '{"moduleId":"filed"}', ...lines.slice(6)].join('\n'),
  )
  const { code, stdout, stderr } = await guac('send', 'recv', '--file', file, ...at(service))
  assert.is(code, 1)
  assert.is(
    stderr,
    `${file}:7: not sent: it is not JSON: Unexpected token 'o'. It begins: oops\n` +
      `${file}:9: not sent: it has no timestamp. It begins: {"moduleId":"filed"}\n` +
      'guac: 2 events were not sent, for the reasons above.\n' +
      '  Correct and send again; what is sent twice is counted once. What is wrong on purpose goes by --raw.\n',
  )
  assert.match(
    stdout,
    new RegExp(`^Sent 1,234 events of ${file} to recv_message ${place(service)} in .*\\.\n$`),
  )
  assert.is((await stored(service, 'filed')).length, 1234)
})

test('tells a program the same as lines of JSON', async ({ service, folder }) => {
  const file = join(folder, 'json.ndjson')
  writeFileSync(file, '[]\n{"moduleId":"filed","timestamp":1}\n')
  const { stdout } = await guac('send', 'recv', '--file', file, '--json', ...at(service))
  const [rejected, result] = stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  assert.equal(rejected, { line: 1, reason: 'it is no JSON object', text: '[]' })
  assert.is(result.topicArn, service.output('RecvMessageTopicArn'))
  assert.is(result.sent, 1)
  assert.is(result.rejected, 1)
})

test('passes on what a live pipe holds at once, and says at Ctrl-C how far it came', async ({ service }) => {
  const sending = startGuac(['send', 'recv', '--file', '-', ...at(service)], undefined, 'open')
  for (const timestamp of ['1', '2', '3']) {
    sending.child.stdin.write(`{"moduleId":"live","timestamp":${timestamp}}\n`)
    for (let looks = 0; looks < 200 && (await stored(service, 'live')).at(-1) !== timestamp; looks += 1)
      await new Promise(resolve => setTimeout(resolve, 50))
    assert.is((await stored(service, 'live')).at(-1), timestamp)
  }
  sending.child.kill('SIGINT')
  const { code, stdout, stderr } = await sending.ended
  assert.is(code, 130)
  assert.is(stdout, '')
  assert.is(
    stderr,
    'guac: Stopped before the end: 3 events.\n  What stands before line 4 of standard input is done.\n',
  )
})

test('sends a text as it is, which the service keeps among its dead letters', async ({ service }) => {
  await service.deadLetters()
  const { code, stdout } = await guac('send', 'weekly', '--raw', '{"timestamp":1e3}', ...at(service))
  assert.is(code, 0)
  assert.is(stdout, `Sent {"timestamp":1e3} to weekly_diagnostic ${place(service)}.\n`)
  const [letter] = await service.deadLetters()
  assert.match(letter?.Body ?? '', /moduleId is missing/)
})

test('a topic that is named needs no stack', async ({ service }) => {
  const topic = service.output('RecvMessageTopicArn')
  const { code, stdout, stderr } = await guac(
    ...[
      'send',
      'recv',
      '--module',
      'named',
      '--timestamp',
      '5',
      '--topic-arn',
      topic,
      '--stack-name',
      'none',
    ],
    ...at(service),
  )
  assert.is(code, 0, stderr)
  assert.is(stdout, `Sent {"moduleId":"named","timestamp":5} to recv_message at ${service.stack.endpoint}.\n`)
  assert.equal(await stored(service, 'named'), ['5'])
})

const missing = 'arn:aws:sns:us-east-1:000000000000:nobody'
const refused: readonly (readonly [readonly string[], number, RegExp])[] = [
  [['recv', '--stack-name', 'none'], 1, /There is no stack none/],
  [['recv', '--topic-arn', missing], 1, /nobody|does not exist/i],
  [['recv', '--topic-arn', 'recv_message'], 2, /--topic-arn is "recv_message"\.\n {2}Give the whole ARN/],
  [['recv', '--file', '/no/such'], 1, /\/no\/such cannot be read: no such file or directory\.\n/],
  [['recv', '--file', '.'], 1, /\. cannot be read: it is a folder\./],
  [['recv', '--count', 'many'], 2, /--count is "many"/],
  [['weekly', '--wait', 'long'], 2, /--wait is "long"/],
  [['weekly', '--raw', 'x', '--wait'], 2, /'--raw <text>' cannot be used with option '--wait/],
  [['recv', '--file', 'x', '--module', 'y'], 2, /'--file <path>' cannot be used with option '--module/],
  [['recv', '--wait'], 2, /unknown option '--wait'/],
  [['rceived'], 2, /unknown command 'rceived'/],
]
for (const [args, exitCode, message] of refused)
  test(`guac send ${args.join(' ')} says what is wrong`, async ({ service }) => {
    const { code, stdout, stderr } = await guac('send', ...args, ...at(service))
    assert.is(code, exitCode, stderr)
    assert.is(stdout, '')
    assert.match(stderr, message)
    assert.not.match(stderr, /\n\s+at /, 'no stack trace')
  })

// last, for it changes the stack
test('now is told in the unit that the stack was deployed with', async ({ service }) => {
  const { cloudformation } = service
  await cloudformation.send(
    new UpdateStackCommand({
      StackName: 'bookish-guacamole',
      UsePreviousTemplate: true,
      Parameters: [{ ParameterKey: 'TimestampUnit', ParameterValue: 'ms' }],
      Capabilities: ['CAPABILITY_NAMED_IAM'],
    }),
  )
  const wait = { client: cloudformation, maxWaitTime: 30, minDelay: 0.1, maxDelay: 0.2 }
  await waitUntilStackUpdateComplete(wait, { StackName: 'bookish-guacamole' })
  const before = Date.now()
  const { stderr } = await guac('send', 'recv', '--module', 'ms', ...at(service))
  assert.is(stderr, '')
  const [timestamp] = await stored(service, 'ms')
  assert.ok(Number(timestamp) >= before && Number(timestamp) <= Date.now())
})

test.run()
