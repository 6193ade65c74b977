import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { refusal } from '../../../src/local/protocol/guard.ts'

const test = suite('guard')

const program = { host: '127.0.0.1:4566', authorization: 'AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request' }

for (const host of ['127.0.0.1', '127.0.0.1:4566', 'localhost:4566', 'LOCALHOST', '[::1]:4566'])
  test(`lets a program in that calls ${host}`, () => assert.is(refusal({ ...program, host }), undefined))

for (const host of [
  undefined,
  '',
  'evil.example',
  'localhost.evil.example',
  '127.0.0.1.nip.io',
  '10.0.0.1:4566',
])
  test(`refuses the Host ${host}: a name of somebody else may lead here`, () => {
    const refused = refusal({ ...program, host })
    assert.is(refused?.code, 'AccessDenied')
    assert.is(refused?.status, 403)
  })

for (const origin of [
  'https://evil.example',
  'null',
  'file://',
  'http://localhost.evil.example',
  'http://127.0.0.1@evil.example',
])
  test(`refuses the Origin ${origin}`, () => assert.is(refusal({ ...program, origin })?.code, 'AccessDenied'))

test('lets a page of this machine in', () =>
  assert.is(refusal({ ...program, origin: 'http://localhost:3000' }), undefined))

for (const site of ['cross-site', 'same-site'])
  test(`refuses Sec-Fetch-Site ${site}`, () =>
    assert.is(refusal({ ...program, 'sec-fetch-site': site })?.code, 'AccessDenied'))

for (const authorization of [undefined, 'Basic abc', 'Bearer abc'])
  test(`refuses the authorisation ${authorization}: no form of a web page can carry the real one`, () =>
    assert.is(refusal({ ...program, authorization })?.code, 'MissingAuthenticationToken'))

test('the JSON protocols have longer names for it', () => {
  const target = { 'x-amz-target': 'AmazonSQS.ListQueues' }
  assert.is(refusal({ ...program, ...target, host: 'evil' })?.code, 'AccessDeniedException')
  assert.is(refusal({ host: 'localhost', ...target })?.code, 'MissingAuthenticationTokenException')
})

test.run()
