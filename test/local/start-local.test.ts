// Starting and stopping: what is left behind.

import { execFileSync } from 'node:child_process'
import { connect } from 'node:net'
import { CreateStackCommand } from '@aws-sdk/client-cloudformation'
import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { PublishCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { eventually } from './helpers/eventually.ts'
import { rejectionOf } from './helpers/refusal.ts'
import { startTestStack } from './helpers/start-test-stack.ts'
import { failing, lambda, streamed, subscribed, template } from './helpers/template.ts'

const test = suite('start-local')

/** The processes of functions that this process has started. */
const functionProcesses = (): readonly string[] =>
  execFileSync('ps', ['-eo', 'ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter(line => line.trim().startsWith(`${process.pid} `) && line.includes('runtime-client'))

const answers = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })

const waits =
  'exports.handler = async () => { console.log("here"); await new Promise(resolve => setTimeout(resolve, 60000)) }'

test('stopping ends what runs, frees the port, and may be asked for again', async () => {
  const stack = await startTestStack()
  await stack.create(
    template({
      ...subscribed(),
      ...streamed(),
      ...lambda(waits, { Timeout: 60 }),
      InvokeConfig: failing.InvokeConfig ?? { Type: '' },
    }),
  )
  await stack.sns.send(new PublishCommand({ TopicArn: stack.topicArn('topic'), Message: 'x' }))
  await stack.dynamodb.send(new PutItemCommand({ TableName: 'table', Item: { id: { S: 'a' } } }))
  await eventually(() => stack.logs.filter(line => line === 'here').length === 2)
  assert.is(functionProcesses().length, 2)
  const started = Date.now()
  await Promise.all([stack.stop(), stack.stop()])
  await stack.stop()
  assert.ok(Date.now() - started < 10_000)
  assert.equal(functionProcesses(), [])
  assert.not(await answers(stack.port))
  assert.equal(stack.bugs, [])
})

test('stopping in the middle of a creation leaves nothing either', async () => {
  const stack = await startTestStack()
  const TemplateBody = template({ ...subscribed(), ...streamed(), ...lambda(waits) })
  await stack.cloudformation.send(
    new CreateStackCommand({ StackName: 's', TemplateBody, Capabilities: ['CAPABILITY_IAM'] }),
  )
  await stack.stop()
  assert.equal(functionProcesses(), [])
  assert.equal(stack.bugs, [])
})

test('stopping does not wait for a long poll', async () => {
  const stack = await startTestStack()
  const { QueueUrl } = await stack.sqs.send(new CreateQueueCommand({ QueueName: 'q' }))
  const poll = rejectionOf(stack.sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 })))
  await new Promise(resolve => setTimeout(resolve, 50))
  const started = Date.now()
  await stack.stop()
  await poll
  assert.ok(Date.now() - started < 10_000)
  assert.equal(stack.bugs, [])
})

test("a port that is taken is refused with Node's own error", async () => {
  const stack = await startTestStack()
  const error = await rejectionOf(startTestStack({ port: stack.port }))
  assert.is('code' in error && error.code, 'EADDRINUSE')
  await stack.stop()
})

test.run()
