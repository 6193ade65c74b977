// Bad input and failing hops, end to end: each event ends where a person finds it whole, and the next event is
// handled as if it had not been there.

import { DeleteTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { DeleteTopicCommand } from '@aws-sdk/client-sns'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Service, startService } from '../helpers/service.ts'

const test = suite<{ service: Service }>('dead letters, end to end')

test.before.each(async context => {
  context.service = await startService()
})
test.after.each(async ({ service }) => {
  assert.equal(service.bugs, [])
  await service.stop()
})

const wrong: readonly (readonly [string, RegExp])[] = [
  ['not json', /not JSON/],
  ['[]', /object/],
  ['null', /object/],
  ['{}', /moduleId is missing/],
  ['{"moduleId":"","timestamp":1,"attempts":1}', /moduleId is empty/],
  ['{"moduleId":7,"timestamp":1,"attempts":1}', /moduleId is 7/],
  ['{"moduleId":"a","moduleid":"b","timestamp":1,"attempts":1}', /moduleid/],
  ['{"moduleId":"a\\u0000","timestamp":1,"attempts":1}', /control character/],
  ['{"moduleId":"a\\ud800","timestamp":1,"attempts":1}', /lone surrogate/],
  [`{"moduleId":"${'é'.repeat(1025)}","timestamp":1,"attempts":1}`, /2050 bytes/],
  ['{"moduleId":"a","attempts":1}', /timestamp is missing/],
  ['{"moduleId":"a","timestamp":18446744073709551616,"attempts":1}', /timestamp is 18446744073709551616/],
  ['{"moduleId":"a","timestamp":1.0,"attempts":1}', /timestamp is 1\.0/],
  ['{"moduleId":"a","timestamp":1e3,"attempts":1}', /timestamp is 1e3/],
  ['{"moduleId":"a","timestamp":-1,"attempts":1}', /timestamp is -1/],
  ['{"moduleId":"a","timestamp":true,"attempts":1}', /timestamp is true/],
  ['{"moduleId":"a","timestamp":null,"attempts":1}', /timestamp is null/],
]
const wrongReports: readonly (readonly [string, RegExp])[] = [
  ...wrong,
  ['{"moduleId":"a","timestamp":1}', /attempts is missing/],
  ['{"moduleId":"a","timestamp":1,"attempts":4294967296}', /attempts is 4294967296/],
]

test('every wrong event lands in the queue whole, with its reason, and the next is handled', async ({
  service,
}) => {
  for (const [text] of wrong) await service.recv(text)
  for (const [text] of wrongReports) await service.weekly(text)
  await service.recv({ moduleId: 'right', timestamp: 1 })
  await service.stack.idle()
  await service.weekly({ moduleId: 'right', timestamp: 2, attempts: 1 })
  const rates = await service.rates()
  assert.equal(
    rates.map(rate => rate.event),
    [{ moduleid: 'right', timestamp: 2, success_rate: 100 }],
  )

  const letters = (await service.deadLetters()).map(({ Body = '', MessageAttributes = {} }) => {
    const { hop, reason, record } = JSON.parse(Body)
    assert.is(MessageAttributes.hop?.StringValue, hop)
    return { hop, reason, text: record.Sns.Message as string }
  })
  const expect = (hop: string, cases: typeof wrong) => {
    const found = letters.filter(letter => letter.hop === hop)
    assert.is(found.length, cases.length)
    for (const [text, reason] of cases) {
      const letter = found.find(each => each.text === text)
      assert.match(letter?.reason ?? 'absent', reason)
    }
  }
  expect('recv_message', wrong)
  expect('weekly_diagnostic', wrongReports)
})

test('a message whose table is gone is retried, then found with its error', async ({ service }) => {
  await service.dynamodb.send(new DeleteTableCommand({ TableName: service.output('MessageRecvTableName') }))
  const message = { moduleId: 'lost', timestamp: 1 }
  await service.recv(message)
  const [letter, ...more] = await service.deadLetters()
  assert.equal(more, [])
  const { requestContext, requestPayload, responsePayload } = JSON.parse(letter?.Body ?? '')
  assert.is(requestContext.condition, 'RetriesExhausted')
  assert.is(requestContext.approximateInvokeCount, 3)
  assert.equal(JSON.parse(requestPayload.Records[0].Sns.Message), message)
  assert.match(responsePayload.errorMessage, /ResourceNotFoundException/)
})

test('a report whose rate cannot be published is found by its place in the stream, and still stands', async ({
  service,
}) => {
  await service.sns.send(new DeleteTopicCommand({ TopicArn: service.output('SuccessRateTopicArn') }))
  await service.weekly({ moduleid: 'silent', timestamp: 5, attempts: 2 })
  const [letter, ...more] = await service.deadLetters()
  assert.equal(more, [])
  const { requestContext, DDBStreamBatchInfo } = JSON.parse(letter?.Body ?? '')
  assert.is(requestContext.condition, 'RetryAttemptsExhausted')
  assert.is(DDBStreamBatchInfo.batchSize, 1)
  assert.is(DDBStreamBatchInfo.streamArn, service.output('WeeklyDiagnosticStreamArn'))
})

test('a row that is no report goes to the queue, and the reports beside it are computed', async ({
  service,
}) => {
  const TableName = service.output('WeeklyDiagnosticTableName')
  const key = (timestamp: string) => ({ moduleId: { S: 'odd' }, timestamp: { N: timestamp } })
  await service.dynamodb.send(
    new PutItemCommand({ TableName, Item: { ...key('1'), attempts: { S: 'many' } } }),
  )
  await service.dynamodb.send(new PutItemCommand({ TableName, Item: { ...key('2'), attempts: { N: '4' } } }))
  assert.equal(
    (await service.rates()).map(rate => rate.event.timestamp),
    [2],
  )
  const [letter, ...more] = await service.deadLetters()
  assert.equal(more, [])
  const { hop, reason, record } = JSON.parse(letter?.Body ?? '')
  assert.is(hop, 'success_rate')
  assert.match(reason, /attempts/)
  assert.equal(record.dynamodb.NewImage.attempts, { S: 'many' })
})

test.run()
