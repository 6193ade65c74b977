// Whatever comes in: an answer in AWS's shape, or the end of the connection for what is no HTTP; and the next good
// request is answered.

import { join } from 'node:path'
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type LocalStack, startLocal } from '../../src/local/start-local.ts'
import { fuzz, inputs } from './fuzz.ts'
import { exchange, isCut, type Reply } from './http.ts'
import { requestsTo, wire } from './requests.ts'

const test = suite<{ stack: LocalStack; bugs: unknown[] }>('requests of any kind')
const few = 3000
// they are sent side by side
const batch = 20

test.before(async context => {
  context.bugs = []
  context.stack = await startLocal({
    port: 0,
    runtimeClient: join(process.cwd(), 'dist/runtime-client.cjs'),
    now: Date.now,
    haste: 2000,
    onBug: error => context.bugs.push(error),
  })
})
test.after(({ stack }) => stack.stop())

const header = (head: string, name: string): readonly string[] =>
  [...head.matchAll(new RegExp(`^${name}:[ \\t]*(.*?)[ \\t]*$`, 'gim'))].map(([, value = '']) => value)

/** Whether a head may be answered at all, judged by its text alone. */
const mayPass = (head: string): boolean => {
  const loopback = /^(127\.0\.0\.1|localhost|\[::1\])(:\d*)?$/i
  return (
    header(head, 'host').some(host => loopback.test(host)) &&
    header(head, 'authorization').some(value => value.startsWith('AWS4-HMAC-SHA256 ')) &&
    header(head, 'sec-fetch-site').every(site => site === 'same-origin' || site === 'none') &&
    header(head, 'origin').every(origin => loopback.test(origin.replace(/^https?:\/\//, '')))
  )
}

const isAwsError = ({ headers, body }: Reply): boolean => {
  if (headers.get('content-type')?.includes('xml'))
    return (
      /^<(\?xml|ErrorResponse)/.test(body) && /<Code>[^<]+<\/Code>\s*<Message>[^<]+<\/Message>/.test(body)
    )
  const error = JSON.parse(body)
  const code = headers.get('x-amzn-errortype') ?? error.__type
  return typeof code === 'string' && code !== '' && typeof (error.message ?? error.Message) === 'string'
}

const checkReply = (bytes: Buffer, reply: Reply | undefined): void => {
  // empty lines may stand before a request
  const text = bytes.toString('latin1').replace(/^[\r\n]+/, '')
  if (!reply) {
    // Node hangs up on who asks for a tunnel
    assert.ok(isCut(bytes) || text.startsWith('CONNECT '), 'no answer')
    return
  }
  const { status, headers } = reply
  assert.ok(status >= 200 && status < 600 && status !== 500, `${status} ${reply.body}`)
  if (!headers.has('x-amzn-requestid')) {
    // Node's own refusal of what is no HTTP
    assert.ok([400, 408, 413, 414, 417, 431, 505].includes(status), `${status}`)
    return
  }
  const head = text.split('\r\n\r\n')[0] as string
  if (status < 300) assert.ok(mayPass(head), `${status} for what is refused`)
  // HEAD is answered without a body
  if (status >= 400 && !/^HEAD /.test(text))
    assert.ok(reply.whole && isAwsError(reply), `${status} ${reply.body}`)
}

const good = (port: number): Buffer =>
  wire({
    method: 'POST',
    path: '/',
    host: `127.0.0.1:${port}`,
    headers: [
      ['Content-Type', 'application/x-www-form-urlencoded'],
      ['Authorization', 'AWS4-HMAC-SHA256 Credential=a/20250101/us-east-1/sts/aws4_request'],
    ],
    body: 'Action=GetCallerIdentity',
  })

test('each is answered in its shape or cut off, and the next one is served', async ({ stack, bugs }) => {
  const { port } = stack
  const statuses = new Map<number, number>()
  const many = fc.array(requestsTo(port), { minLength: batch, maxLength: batch })
  const prototype = Object.getOwnPropertyNames(Object.prototype).length
  const checkAll = async (requests: readonly Buffer[]) => {
    await Promise.all(
      requests.map(async bytes => {
        const reply = await exchange(port, bytes)
        statuses.set(reply?.status ?? 0, (statuses.get(reply?.status ?? 0) ?? 0) + 1)
        try {
          checkReply(bytes, reply)
        } catch (error) {
          throw new Error(`${(error as Error).message}: ${JSON.stringify(bytes.toString('latin1'))}`)
        }
      }),
    )
    assert.match((await exchange(port, good(port)))?.body ?? '', '<Account>000000000000</Account>')
    assert.equal(bugs.splice(0).map(String), [])
    assert.is(Object.getOwnPropertyNames(Object.prototype).length, prototype)
  }
  await fuzz(many, few, checkAll, batch)
  // some of each: passed on, refused for what they say, refused for who sends them
  for (const status of [200, 400, 403])
    assert.ok((statuses.get(status) ?? 0) > inputs(few) / 200, `${[...statuses]}`)
})

test.run()
