import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeRecv } from '../../handlers/recv.ts'
import { only, startAws } from './local-aws.ts'

const test = suite('recv')
const aws = await startAws()
const recv = makeRecv(aws.world)
test.after(() => aws.close())
test.before.each(() => {
  aws.sent.length = aws.lines.length = aws.operations.length = 0
  aws.hooks.refuse = undefined
})

const notification = (...messages: string[]) => ({
  Records: messages.map(Message => ({ EventSource: 'aws:sns', Sns: { Message, MessageId: 'i' } })),
})
const row = (moduleId: string, timestamp: string, more: [string, object][] = []) =>
  JSON.stringify([['moduleId', { S: moduleId }], ['timestamp', { N: timestamp }], ...more])

test('received event delivered twice: stored once, with its timestamp digit for digit', async () => {
  const event = notification('{"moduleId":"twice","timestamp":18446744073709551615}')
  await recv(event)
  await recv(event)
  const rows = (await aws.rows('message_recv')).filter(text => text.includes('twice'))
  assert.equal(rows, [row('twice', '18446744073709551615')])
  assert.equal(aws.operations, ['PutItem', 'PutItem'])
})

test('two timestamps that a double cannot tell apart are two messages', async () => {
  await recv(notification('{"moduleId":"near","timestamp":9007199254740992}'))
  await recv(notification('{"moduleId":"near","timestamp":9007199254740993}'))
  assert.is((await aws.rows('message_recv')).filter(text => text.includes('near')).length, 2)
})

test('tx_attempts is kept in the row', async () => {
  await recv(notification('{"moduleid":"tx 😀","timestamp":"7","tx_attempts":0}'))
  const rows = (await aws.rows('message_recv')).filter(text => text.includes('tx 😀'))
  assert.equal(rows, [row('tx 😀', '7', [['tx_attempts', { N: '0' }]])])
})

test('an invalid event goes to the dead-letter queue whole, with reason and hop, and is not retried', async () => {
  const event = notification('{"moduleId":"bad","timestamp":1.5}')
  await recv(event)
  assert.equal(aws.operations, ['SendMessage'])
  const letter = only(aws.sent)
  const reason = 'timestamp is 1.5; it must be an integer from 0 to 18446744073709551615, as digits only.'
  assert.equal(JSON.parse(letter.MessageBody), { reason, hop: 'recv_message', record: event.Records[0] })
  assert.equal(letter.MessageAttributes, {
    reason: { DataType: 'String', StringValue: reason },
    hop: { DataType: 'String', StringValue: 'recv_message' },
  })
  assert.is(letter.QueueUrl, aws.world.env.DEAD_LETTER_QUEUE_URL)
  const [metric, line] = aws.lines.map(text => JSON.parse(text))
  assert.equal([aws.lines.length, metric.Invalid], [2, 1])
  assert.equal([line.level, line.hop, line.reason], ['WARN', 'recv_message', reason])
})

test('a redriven event that is invalid is answered with the reason, and makes no second letter', async () => {
  const event = notification('{"moduleId":"again"}', '{"moduleId":"again","timestamp":1}')
  assert.equal(await recv({ ...event, redriven: true }), { refused: ['timestamp is missing.'] })
  assert.equal(aws.sent, [])
  assert.not.ok(aws.lines.some(line => line.includes('Invalid')))
  assert.ok((await aws.rows('message_recv')).includes(row('again', '1')))
  assert.equal(await recv({ ...notification(), redriven: true }), { refused: [] })
})

test('no other event waits for an invalid one', async () => {
  await recv(notification('nonsense', '{"moduleId":"after","timestamp":1}'))
  assert.ok((await aws.rows('message_recv')).includes(row('after', '1')))
  assert.is(aws.sent.length, 1)
})

for (const event of [{}, { Records: [{}] }, { Records: [null] }, null, { Records: 'x' }])
  test(`a call with ${JSON.stringify(event)}, which is not SNS’s, is an invalid event`, async () => {
    await recv(event as object)
    assert.match(aws.sent[0]?.MessageBody ?? '', 'The event is not a notification of SNS.')
  })

test('if the dead-letter queue cannot be reached the invocation fails, so that the platform retries', async () => {
  aws.hooks.refuse = (_, __, response) => {
    response.writeHead(503).end()
    return true
  }
  await recv(notification('nonsense')).then(
    () => assert.unreachable(),
    error => assert.match(error.message, 'sqs SendMessage: HTTP 503'),
  )
  assert.is(aws.operations.length, 8)
})

test('if the table refuses, the invocation fails once the other records are stored', async () => {
  aws.hooks.refuse = (_, body, response) => {
    if (body.includes('refused'))
      response.writeHead(400).end('{"__type":"x#AccessDeniedException","message":"no"}')
    return body.includes('refused')
  }
  const event = notification('{"moduleId":"refused","timestamp":1}', '{"moduleId":"other","timestamp":1}')
  await recv(event).then(
    () => assert.unreachable(),
    error => assert.match(error.message, 'dynamodb PutItem: AccessDeniedException: no'),
  )
  assert.ok((await aws.rows('message_recv')).includes(row('other', '1')))
})

test.run()
