import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { labelsOf, restService } from '../../../src/local/protocol/rest.ts'
import { refusalOf } from '../helpers/refusal.ts'

const test = suite('rest')

const template = '/v1/things/{name}/parts'

for (const [path, labels] of [
  ['/v1/things/a/parts', { name: 'a' }],
  ['/v1/things/a/parts/', { name: 'a' }],
  ['/v1/things/arn%3Aaws%3Aa%2Fb/parts', { name: 'arn:aws:a/b' }],
  ['/v1/things//parts', undefined],
  ['/v1/things/a', undefined],
  ['/v1/things/a/parts/b', undefined],
  ['/v2/things/a/parts', undefined],
] as const)
  test(`the labels of ${path}`, () => {
    assert.equal(labelsOf(template, path), labels)
  })

test('what is no percent-encoding is refused', () => {
  assert.is(refusalOf(() => labelsOf(template, '/v1/things/%E0%A4%A/parts')).code, 'ValidationException')
})

test('a path without a route is refused by name', async () => {
  const rest = { method: 'PUT', path: '/v1/else', query: new URLSearchParams(), headers: {} }
  const call = { service: 's', action: '', protocol: 'json', body: '', contentType: '', rest } as const
  const { status, body, headers } = await restService('Thing', [])(call)
  assert.is(status, 501)
  assert.is(headers?.['x-amzn-errortype'], 'NotSupportedLocally')
  assert.match(JSON.parse(body).Message, 'Thing PUT /v1/else')
})

test.run()
