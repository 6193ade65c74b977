// Who may speak to the console: a table of requests.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { judge } from '../../src/console/guard.ts'

const test = suite('the console’s guard')

const port = 4567
const own = { host: '127.0.0.1:4567' }
const page = { ...own, origin: 'http://127.0.0.1:4567', 'sec-fetch-site': 'same-origin' }
const [token, key] = ['token-of-the-page', 'key-of-the-address']
const cookie = `guac-console-4567=${key}`

type Headers = Readonly<Record<string, string>>

const judged = (method: string, path: string, headers: Headers, withKey = false) => {
  const verdict = judge(
    { method, url: new URL(path, 'http://127.0.0.1'), headers, port },
    { token, key: withKey ? key : undefined },
  )
  return verdict.kind === 'refused' ? verdict.status : verdict.kind
}

// what a page or a person on this machine asks, without a key
for (const [name, method, path, headers, verdict] of [
  ['its own page', 'GET', '/', own, 'welcome'],
  ['its own page by the other name of this machine', 'GET', '/', { host: 'localhost:4567' }, 'welcome'],
  ['what its page reads', 'GET', '/api/about', page, 'welcome'],
  [
    'what its page changes, with its token',
    'POST',
    '/api/send',
    { ...page, 'x-guac-token': token },
    'welcome',
  ],
  ['an address typed by a person', 'GET', '/', { ...own, 'sec-fetch-site': 'none' }, 'welcome'],
  [
    'a link from another site that a person follows to the page',
    'GET',
    '/',
    { ...own, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
    'welcome',
  ],
  [
    'a link from another site to anything else',
    'GET',
    '/api/about',
    { ...own, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
    403,
  ],
  ['a name that was bent to this machine', 'GET', '/', { host: 'evil.example:4567' }, 403],
  ['this machine’s name without the port', 'GET', '/', { host: '127.0.0.1' }, 403],
  ['another port of this machine', 'GET', '/', { host: '127.0.0.1:4568' }, 403],
  ['a name that begins like this machine', 'GET', '/', { host: '127.0.0.1:4567.evil.example' }, 403],
  ['no Host', 'GET', '/', {}, 403],
  ['a page of another origin', 'GET', '/api/about', { ...own, origin: 'https://evil.example' }, 403],
  [
    'a page of another port of this machine',
    'GET',
    '/api/about',
    { ...own, origin: 'http://127.0.0.1:3000' },
    403,
  ],
  ['a page in a sandbox, or a file', 'GET', '/api/about', { ...own, origin: 'null' }, 403],
  [
    'a script of another site without an Origin',
    'GET',
    '/page.js',
    { ...own, 'sec-fetch-site': 'cross-site' },
    403,
  ],
  [
    'another port of this machine, by its site',
    'GET',
    '/api/about',
    { ...own, 'sec-fetch-site': 'same-site' },
    403,
  ],
  ['a change without a token', 'POST', '/api/send', page, 403],
  ['a change with another token', 'POST', '/api/send', { ...page, 'x-guac-token': 'token-of-the-pagf' }, 403],
  [
    'a change with the beginning of the token',
    'POST',
    '/api/send',
    { ...page, 'x-guac-token': 'token' },
    403,
  ],
  [
    'a change from another origin with the token',
    'POST',
    '/api/send',
    { ...own, origin: 'http://x', 'x-guac-token': token },
    403,
  ],
  ['any other method without a token', 'DELETE', '/api/send', page, 403],
] as const)
  test(`${name}: ${verdict}`, () => assert.is(judged(method, path, headers), verdict))

// with a key, as guac console has it
for (const [name, method, path, headers, verdict] of [
  ['the address that was printed', 'GET', `/?key=${key}`, own, 'enter'],
  ['the page without a key', 'GET', '/', own, 401],
  ['the page with another key', 'GET', '/?key=key-of-the-addresr', own, 401],
  ['something else with the key in its address', 'GET', `/api/about?key=${key}`, own, 401],
  ['the page with the cookie', 'GET', '/', { ...own, cookie }, 'welcome'],
  [
    'what the page reads, with the cookie among others',
    'GET',
    '/api/about',
    { ...page, cookie: `a=b; ${cookie}` },
    'welcome',
  ],
  [
    'the cookie of a console on another port',
    'GET',
    '/',
    { ...own, cookie: `guac-console-4568=${key}` },
    401,
  ],
  ['a cookie whose name ends like it', 'GET', '/', { ...own, cookie: `xguac-console-4567=${key}` }, 401],
  ['an empty cookie', 'GET', '/', { ...own, cookie: 'guac-console-4567=' }, 401],
  ['a change with the cookie, without the token', 'POST', '/api/send', { ...page, cookie }, 403],
  [
    'a change with the token, without the cookie',
    'POST',
    '/api/send',
    { ...page, 'x-guac-token': token },
    401,
  ],
  ['a change with both', 'POST', '/api/send', { ...page, cookie, 'x-guac-token': token }, 'welcome'],
  ['another Host with the key', 'GET', `/?key=${key}`, { host: 'evil.example' }, 403],
] as const)
  test(`with a key, ${name}: ${verdict}`, () => assert.is(judged(method, path, headers, true), verdict))

test('the key goes into a cookie that no script reads and no other site sends', () => {
  const url = new URL(`/?key=${key}`, 'http://127.0.0.1')
  assert.equal(judge({ method: 'GET', url, headers: own, port }, { token, key }), {
    kind: 'enter',
    cookie: `${cookie}; HttpOnly; SameSite=Strict; Path=/`,
  })
})

test.run()
