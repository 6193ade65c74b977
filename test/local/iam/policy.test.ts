// What a policy document may hold; whatever would not be acted upon is refused by name.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type PolicyKind, parsePolicy } from '../../../src/local/iam/policy.ts'

const test = suite('policies')

const allow = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }
const one = (statement: object) => ({ Version: '2012-10-17', Statement: [{ ...allow, ...statement }] })

test('a statement becomes a value, whether its elements are texts or lists', () => {
  const [text] = parsePolicy({ Statement: { ...allow, Sid: 'S' } }, 'identity')
  const [list] = parsePolicy(one({ Action: ['sqs:SendMessage'], Resource: ['*'] }), 'identity')
  assert.equal(text, list)
  assert.equal(text, {
    effect: 'Allow',
    actions: { names: ['sqs:sendmessage'], except: false },
    resources: { names: ['*'], except: false },
    principals: undefined,
    conditions: [],
  })
})

test('NotAction and NotResource are all but those', () => {
  const [found] = parsePolicy(
    { Statement: { Effect: 'Deny', NotAction: 'sqs:*', NotResource: 'arn:aws:sqs:*' } },
    'identity',
  )
  assert.equal([found?.actions.except, found?.resources?.except], [true, true])
})

for (const [what, document, kind, words] of [
  ['no mapping', 'text', 'identity', /must be a mapping/],
  ['no statement', {}, 'identity', /must have a Statement/],
  ['an old version', { ...one({}), Version: '2011-01-01' }, 'identity', /Version .* is 2011-01-01/],
  ['a strange element', { ...one({}), Rules: [] }, 'identity', /does not support Rules/],
  [
    'a strange element of a statement',
    one({ NotPrincipal: '*' }),
    'resource',
    /does not support NotPrincipal/,
  ],
  ['no effect', one({ Effect: 'Maybe' }), 'identity', /Allow or Deny, and is Maybe/],
  ['an action and its opposite', one({ NotAction: 'sqs:*' }), 'identity', /either Action or NotAction/],
  [
    'no resource',
    { Statement: { Effect: 'Allow', Action: '*' } },
    'identity',
    /either Resource or NotResource/,
  ],
  ['an action without a service', one({ Action: 'SendMessage' }), 'identity', /is SendMessage/],
  ['a resource that is no ARN', one({ Resource: 'queue' }), 'identity', /is queue/],
  ['a policy variable', one({ Resource: `arn:aws:s3:::\${aws:username}` }), 'identity', /policy variables/],
  ['a principal of an identity', one({ Principal: '*' }), 'identity', /has no Principal/],
  ['a resource of a trust policy', one({ Principal: '*' }), 'trust', /has no Resource/],
  ['no principal of a resource', one({}), 'resource', /Principal is/],
  ['a federated principal', one({ Principal: { Federated: 'x' } }), 'resource', /Principal Federated/],
  ['an operator', one({ Condition: { IpAddress: {} } }), 'identity', /policy condition IpAddress/],
  [
    'an operator over sets',
    one({ Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': 'a' } } }),
    'identity',
    /policy condition ForAllValues:StringEquals/,
  ],
  [
    'a key',
    one({ Condition: { StringEquals: { 'dynamodb:LeadingKeys': 'a' } } }),
    'identity',
    /policy condition StringEquals on dynamodb:LeadingKeys/,
  ],
] as const satisfies readonly (readonly [string, unknown, PolicyKind, RegExp])[])
  test(`${what} is refused by name`, () => assert.throws(() => parsePolicy(document, kind), words))

test.run()
