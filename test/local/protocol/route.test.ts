import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { protocolOf, route, signedService } from '../../../src/local/protocol/route.ts'
import { refusalOf } from '../helpers/refusal.ts'

const test = suite('route')

const signature = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=key/20250101/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=0`
const form = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }

test('a form goes to the service that it is signed for', () => {
  const call = route('POST', '/', { ...form, authorization: signature('sns') }, 'Action=Publish&Message=a')
  assert.is(call.service, 'sns')
  assert.is(call.action, 'Publish')
  assert.is(call.protocol, 'query')
})

for (const [target, service, action] of [
  ['DynamoDB_20120810.PutItem', 'dynamodb', 'PutItem'],
  ['AmazonSQS.SendMessage', 'sqs', 'SendMessage'],
  ['Logs_20140328.DescribeLogGroups', 'logs', 'DescribeLogGroups'],
] as const)
  test(`${target} goes to ${service}, whatever the path`, () => {
    const call = route('POST', '/000000000000/queue', { 'x-amz-target': target }, '{}')
    assert.equal([call.service, call.action, call.protocol], [service, action, 'json'])
  })

for (const target of ['Kinesis_20131202.PutRecord', 'constructor.name', '__proto__.x', 'nothing'])
  test(`refuses the target ${target} by name`, () => {
    const { code, message } = refusalOf(() => route('POST', '/', { 'x-amz-target': target }, '{}'))
    assert.is(code, 'NotSupportedLocally')
    assert.ok(message.includes(target))
  })

const invocations = '/2015-03-31/functions/recv/invocations'

test('a REST call of Lambda is known by its signature and its path', () => {
  const headers = { 'content-type': 'application/json', authorization: signature('lambda') }
  const { service, rest } = route('POST', `${invocations}?Qualifier=1`, headers, '{}')
  assert.is(service, 'lambda')
  assert.equal([rest?.method, rest?.path, rest?.query.get('Qualifier')], ['POST', invocations, '1'])
})

test('refuses a REST call of another service by its method, path and name', () => {
  const headers = { 'content-type': 'application/json', authorization: signature('batch') }
  const { message } = refusalOf(() => route('POST', invocations, headers, '{}'))
  assert.match(message, `POST ${invocations} (batch)`)
})

test('a signature names its service', () => {
  assert.is(signedService(signature('cloudformation')), 'cloudformation')
  assert.is(signedService('Bearer token'), undefined)
})

for (const [what, headers, protocol] of [
  ['a JSON call', { 'x-amz-target': 'AmazonSQS.SendMessage' }, 'json'],
  ['a form', { ...form, authorization: signature('sns') }, 'query'],
  ['a REST call of Lambda', { authorization: signature('lambda') }, 'json'],
  ['S3', { authorization: signature('s3') }, 'query'],
  ['a browser', {}, 'query'],
] as const)
  test(`${what} has its errors as ${protocol === 'json' ? 'JSON' : 'XML'}`, () =>
    assert.is(protocolOf(headers), protocol))

test.run()
