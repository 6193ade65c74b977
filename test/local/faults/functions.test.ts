import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { PublishCommand } from '@aws-sdk/client-sns'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeFaults } from '../../../src/local/faults/make-faults.ts'
import { parseFaults } from '../../../src/local/faults/parse-faults.ts'
import { startFrontDoor } from '../../../src/local/front-door.ts'
import { jsonAnswer } from '../../../src/local/protocol/call.ts'
import { eventually } from '../helpers/eventually.ts'
import { rejectionOf } from '../helpers/refusal.ts'
import { startTestStack } from '../helpers/start-test-stack.ts'
import { failing, lambda, streamed, subscribed, template } from '../helpers/template.ts'

const test = suite('faults of functions and connections')

test('a stream’s batch that was handled comes twice', async () => {
  const stack = await startTestStack({ faults: parseFaults('duplicate=1') })
  const code = 'exports.handler = async e => { for (const r of e.Records) console.log(r.eventID) }'
  await stack.create(template({ ...lambda(code), ...streamed() }))
  await stack.dynamodb.send(new PutItemCommand({ TableName: 'table', Item: { id: { S: '1' } } }))
  const lines = await eventually(() => stack.logs.length >= 2 && stack.logs)
  await stack.idle()
  await stack.stop()
  assert.is(lines.length, 2)
  assert.is(lines[0], lines[1])
  assert.equal(stack.bugs, [])
})

test('a process that is killed with its event loses it to the retries, and then to the dead letters', async () => {
  const stack = await startTestStack({ faults: parseFaults('kill=1:1ms') })
  const code = 'exports.handler = () => new Promise(done => setTimeout(done, 10000))'
  await stack.create(template({ ...lambda(code), ...subscribed(), ...failing }))
  await stack.sns.send(new PublishCommand({ TopicArn: stack.topicArn('topic'), Message: 'killed' }))
  const { Body = '' } = await stack.receive('failed')
  await stack.stop()
  const { requestContext, responsePayload } = JSON.parse(Body)
  assert.is(requestContext.approximateInvokeCount, 3)
  assert.match(responsePayload.errorMessage, /signal: kill/)
  assert.equal(stack.bugs, [])
})

for (const [fault, effects] of [
  ['reset-before', 0],
  ['reset-after', 1],
] as const)
  test(`${fault}: the caller’s connection is reset, with ${effects} effects`, async () => {
    const bugs: unknown[] = []
    const door = await startFrontDoor(0, error => bugs.push(error))
    const faults = makeFaults(parseFaults(`${fault}=1`), { functionOf: key => key && 'fn' })
    let performed = 0
    const service = faults.calls(async () => {
      performed += 1
      return jsonAnswer({})
    })
    door.open(new Map([['dynamodb', service]]))
    const error = await rejectionOf(
      fetch(`http://127.0.0.1:${door.port}/`, {
        method: 'POST',
        headers: {
          authorization: 'AWS4-HMAC-SHA256 Credential=ASIAFN/20250101/us-east-1/dynamodb/aws4_request',
          'x-amz-target': 'DynamoDB_20120810.PutItem',
        },
        body: '{}',
      }),
    )
    await door.stop()
    assert.is((error.cause as NodeJS.ErrnoException).code, 'ECONNRESET')
    assert.equal([performed, bugs], [effects, []])
  })

test.run()
