// The console's server over real HTTP: whom it answers, with what, and that nothing is left when it or a browser goes.

import { request } from 'node:http'
import { ListQueuesCommand } from '@aws-sdk/client-sqs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { serveConsole } from '../helpers/browser.ts'
import { type Service, startService } from '../helpers/service.ts'
import { eventually } from '../local/helpers/eventually.ts'

type Console = Awaited<ReturnType<typeof serveConsole>>
const test = suite<{ service: Service; open: Console; locked: Console }>('the console’s server')

test.before(async context => {
  const service = await startService()
  const open = await serveConsole(service.stack.endpoint)
  const locked = await serveConsole(service.stack.endpoint, { key: true })
  Object.assign(context, { service, open, locked })
})
test.after(async ({ service, open, locked }) => {
  await Promise.all([open.stop(), locked.stop()])
  await service.stop()
  assert.equal([service.bugs, open.bugs, locked.bugs], [[], [], []])
})

type Headers = Record<string, string>

/** One request as it is, Host included, which fetch would not send. */
const ask = (
  console: Console,
  path: string,
  { method = 'GET', headers = {}, body }: { method?: string; headers?: Headers; body?: string } = {},
) =>
  new Promise<{ status: number; headers: Record<string, unknown>; text: string }>((resolve, reject) => {
    const { port } = new URL(console.url)
    const sent = request({ host: '127.0.0.1', port, path, method, headers }, response => {
      let text = ''
      response.on('data', chunk => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
    })
    sent.on('error', reject)
    sent.end(body)
  })

const tokenOf = (html: string): string => /name="guac-token" content="([^"]+)"/.exec(html)?.[1] ?? ''

test('serves its page with a policy that lets nothing else in, and a token of its own', async ({
  open,
  locked,
}) => {
  const { status, headers, text } = await ask(open, '/')
  assert.is(status, 200)
  assert.is(headers['content-type'], 'text/html; charset=utf-8')
  const policy = String(headers['content-security-policy'])
  for (const rule of [
    "default-src 'none'",
    "script-src 'self'",
    "frame-ancestors 'none'",
    "form-action 'none'",
  ])
    assert.ok(policy.includes(rule), rule)
  assert.not.match(policy, /unsafe|\*|https?:/)
  assert.equal(
    ['x-content-type-options', 'referrer-policy', 'cross-origin-resource-policy', 'cache-control'].map(
      name => headers[name],
    ),
    ['nosniff', 'no-referrer', 'same-origin', 'no-store'],
  )
  assert.ok(tokenOf(text).length >= 20)
  const { headers: entered } = await ask(locked, new URL(locked.url).pathname + new URL(locked.url).search)
  const cookie = String(entered['set-cookie']).split(';')[0] ?? ''
  assert.is.not(tokenOf(text), tokenOf((await ask(locked, '/', { headers: { cookie } })).text))
})

test('has script and style at paths of their own, and a head without a body', async ({ open }) => {
  const script = await ask(open, '/page.js')
  assert.equal([script.status, script.headers['content-type']], [200, 'text/javascript; charset=utf-8'])
  assert.ok(script.text.length < 150_000)
  assert.is((await ask(open, '/page.css')).headers['content-type'], 'text/css; charset=utf-8')
  const head = await ask(open, '/page.js', { method: 'HEAD' })
  assert.equal([head.status, head.text], [200, ''])
  assert.is(head.headers['content-length'], `${Buffer.byteLength(script.text)}`)
})

for (const [name, headers, status, says] of [
  ['a name that was bent to this machine', { host: 'evil.example' }, 403, /Host header/],
  ['the web page of another site', { origin: 'https://evil.example' }, 403, /web origin/],
  ['a script of another site', { 'sec-fetch-site': 'cross-site' }, 403, /another site/],
] as const)
  test(`refuses ${name}, with all of its headers`, async ({ open }) => {
    for (const path of ['/', '/page.js', '/api/about', '/api/flow', '/nothing']) {
      const answer = await ask(open, path, { headers })
      assert.is(answer.status, status, path)
      assert.match(JSON.parse(answer.text).error, says)
      assert.ok(answer.headers['content-security-policy'])
      assert.is(answer.headers['access-control-allow-origin'], undefined)
    }
  })

test('takes a change only with the token of its page', async ({ open }) => {
  const token = tokenOf((await ask(open, '/')).text)
  const send = (headers: Headers) => ask(open, '/api/nothing', { method: 'POST', headers, body: '{}' })
  assert.is((await send({})).status, 403)
  assert.is((await send({ 'x-guac-token': `${token}x` })).status, 403)
  assert.is((await send({ 'x-guac-token': token, origin: 'http://127.0.0.1:1' })).status, 403)
  // it is let in, and there is no such thing
  assert.is((await send({ 'x-guac-token': token })).status, 404)
})

test('answers no preflight: no other site may ask with headers of its own', async ({ open }) => {
  const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' }
  const { status, headers: answered } = await ask(open, '/api/send', { method: 'OPTIONS', headers })
  assert.equal([status, answered['access-control-allow-origin']], [403, undefined])
})

test('with a key, the printed address leads in, and leaves the key out of the address', async ({
  locked,
}) => {
  const { pathname, search } = new URL(locked.url)
  assert.match(search, /^\?key=[\w-]{22}$/)
  const refused = await ask(locked, '/')
  assert.is(refused.status, 401)
  assert.match(JSON.parse(refused.text).error, /address that guac console has printed/)
  const entered = await ask(locked, pathname + search)
  assert.equal([entered.status, entered.headers.location], [303, '/'])
  const [cookie = '', ...rules] = String(entered.headers['set-cookie']).split('; ')
  assert.equal(rules, ['HttpOnly', 'SameSite=Strict', 'Path=/'])
  assert.is((await ask(locked, '/', { headers: { cookie } })).status, 200)
  assert.is((await ask(locked, '/api/about', { headers: { cookie } })).status, 200)
  assert.is((await ask(locked, '/api/about')).status, 401)
  assert.is((await ask(locked, '/?key=wrong')).status, 401)
})

for (const [name, path, status] of [
  ['what it does not have', '/api/nothing', 404],
  ['a path beyond its files', '/../package.json', 404],
  ['a path that hides one', '/%2e%2e/package.json', 404],
  ['a target that is no path', '//', 400],
  ['a topic that there is none of', '/api/events?topic=other', 400],
  ['the log of no function', '/api/logs?function=../x', 400],
  ['rows of no table', '/api/rows?table=users&match=is', 400],
  [
    'rows after what is no timestamp',
    '/api/rows?table=message_recv&match=is&afterModule=m&afterTimestamp=1e3',
    400,
  ],
] as const)
  test(`answers ${status} for ${name}`, async ({ open }) => {
    const answer = await ask(open, path)
    assert.is(answer.status, status)
    assert.type(JSON.parse(answer.text).error, 'string')
  })

test('refuses what is no JSON, or far too long, and goes on', async ({ open }) => {
  const token = tokenOf((await ask(open, '/')).text)
  const send = (body: string) =>
    ask(open, '/api/send', { method: 'POST', headers: { 'x-guac-token': token }, body })
  const broken = await send('{"kind":')
  assert.equal([broken.status, /no JSON/.test(broken.text)], [400, true])
  const long = await send(`"${'x'.repeat(1_100_000)}"`)
  assert.equal([long.status, /longer than 1000000 bytes/.test(long.text)], [400, true])
  assert.is((await ask(open, '/api/about')).status, 200)
})

const consoleQueues = async ({ sqs }: Service): Promise<number> => {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'guac-console-' }))
  return QueueUrls.length
}

/** Looks on until what came holds a text; `leave` is a browser that goes. */
const lookOn = (console: Console, path: string) => {
  const { port } = new URL(console.url)
  let text = ''
  const sent = request({ host: '127.0.0.1', port, path }, response => {
    response.on('data', chunk => {
      text += chunk
    })
    response.on('error', () => {})
  })
  sent.on('error', () => {})
  sent.end()
  return { saw: (part: string) => eventually(() => text.includes(part)), leave: () => sent.destroy() }
}

test('hears a topic while a browser looks on, and leaves no queue behind when it goes', async ({
  service,
  open,
}) => {
  const browser = lookOn(open, '/api/events?topic=recv_message')
  await browser.saw('"listening"')
  assert.is(await consoleQueues(service), 1)
  await service.recv('{"moduleId":"<script>alert(1)</script>","timestamp":18446744073709551615}')
  await browser.saw('18446744073709551615')
  browser.leave()
  await eventually(async () => (await consoleQueues(service)) === 0)
})

test('leaves no queue behind when it ends while browsers look on', async ({ service }) => {
  const served = await serveConsole(service.stack.endpoint)
  const browsers = ['recv_message', 'weekly_diagnostic', 'success_rate'].map(topic =>
    lookOn(served, `/api/events?topic=${topic}`),
  )
  await Promise.all(browsers.map(({ saw }) => saw('"listening"')))
  assert.is(await consoleQueues(service), 3)
  await served.stop()
  assert.is(await consoleQueues(service), 0)
  assert.equal(served.bugs, [])
})

test('a failure of a feed is told as an event, and is no bug', async ({ service }) => {
  const served = await serveConsole(service.stack.endpoint, { stackName: 'nowhere' })
  const browser = lookOn(served, '/api/flow')
  await browser.saw('event: failure')
  await browser.saw('nowhere')
  const about = await ask(served, '/api/about')
  assert.is(about.status, 400)
  await served.stop()
  assert.equal(served.bugs, [])
})

test.run()
