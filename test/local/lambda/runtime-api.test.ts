// A runtime client of somebody else's: it knows nothing but AWS's Runtime API.

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PublishCommand } from '@aws-sdk/client-sns'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { startTestStack } from '../helpers/start-test-stack.ts'
import { failing, lambda, subscribed, template } from '../helpers/template.ts'

const client = `
const { handler } = require(process.env.LAMBDA_TASK_ROOT + '/index.js')
const api = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime/invocation/'
const serve = async () => {
  for (;;) {
    const next = await fetch(api + 'next')
    const id = next.headers.get('lambda-runtime-aws-request-id')
    const left = Number(next.headers.get('lambda-runtime-deadline-ms')) - Date.now()
    const arn = next.headers.get('lambda-runtime-invoked-function-arn')
    const post = (what, body) => fetch(api + id + '/' + what, { method: 'POST', body: JSON.stringify(body) })
    try {
      await post('response', await handler(await next.json(), { left, arn }))
    } catch ({ name, message }) {
      await post('error', { errorType: name, errorMessage: message })
    }
  }
}
serve()
`

const test = suite('runtime-api')

test('a client that speaks AWS’s Runtime API serves events, and reports what fails', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'guac-test-'))
  const runtimeClient = join(folder, 'client.cjs')
  await writeFile(runtimeClient, client)
  const stack = await startTestStack({ runtimeClient })
  try {
    const code = `exports.handler = async ({ Records: [{ Sns }] }, { left, arn }) => {
      if (!(left > 0 && left <= 20000) || !arn.endsWith(':function:fn')) throw new Error('no context')
      throw new RangeError('got ' + Sns.Message)
    }`
    await stack.create(template({ ...subscribed(), ...lambda(code), ...failing }))
    for (const Message of ['one', 'two'])
      await stack.sns.send(new PublishCommand({ TopicArn: stack.topicArn('topic'), Message }))
    const bodies = [await stack.receive('failed'), await stack.receive('failed')]
    const errors = bodies.map(({ Body = '' }) => JSON.parse(Body).responsePayload)
    assert.equal(errors.map(({ errorMessage }) => errorMessage).sort(), ['got one', 'got two'])
    assert.ok(errors.every(({ errorType }) => errorType === 'RangeError'))
    assert.equal(stack.bugs, [])
  } finally {
    await stack.stop()
    await rm(folder, { recursive: true, force: true })
  }
})

test.run()
