// Policies weighed against each other.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Context } from '../../../src/local/iam/condition.ts'
import { type Decision, decide, type Principal, reasonOf } from '../../../src/local/iam/decide.ts'
import { type PolicyKind, parsePolicy } from '../../../src/local/iam/policy.ts'

const test = suite('decisions')

const account = '000000000000'
const role: Principal = {
  role: `arn:aws:iam::${account}:role/r`,
  session: `arn:aws:sts::${account}:assumed-role/r/fn`,
  account,
}
const sns: Principal = { service: 'sns.amazonaws.com' }
const queue = `arn:aws:sqs:us-east-1:${account}:q`

/** A statement about everything that it does not speak of. */
const whole = (statement: object) => ({
  ...('NotAction' in statement ? {} : { Action: '*' }),
  ...('NotResource' in statement ? {} : { Resource: '*' }),
  ...statement,
})
const policy = (kind: PolicyKind, ...statements: readonly object[]) =>
  statements.length === 0 ? [] : parsePolicy({ Statement: statements.map(whole) }, kind)
const allow = (more: object = {}) => ({ Effect: 'Allow', ...more })
const deny = (more: object = {}) => ({ Effect: 'Deny', ...more })

type Given = {
  readonly identity?: readonly object[]
  readonly boundary?: readonly object[]
  readonly resource?: readonly object[]
  readonly principal?: Principal
  readonly context?: Context
}
const decided = ({
  identity = [],
  boundary,
  resource = [],
  principal = role,
  context = {},
}: Given): Decision =>
  decide(
    {
      identity: policy('identity', ...identity),
      boundary: boundary && policy('identity', ...boundary),
      resource: policy('resource', ...resource),
    },
    { principal, action: 'sqs:SendMessage', resource: queue, context },
  )

const of = (statement: object, AWS: string | readonly string[]) => ({ ...statement, Principal: { AWS } })
const forSns = (more: object = {}) => allow({ Principal: { Service: 'sns.amazonaws.com' }, ...more })
const none = 'because no identity-based policy allows the sqs:SendMessage action'
const noneOfResource = 'because no resource-based policy allows the sqs:SendMessage action'

for (const [what, given, wanted] of [
  ['nothing', {}, none],
  ['everything', { identity: [allow()] }, 'allowed'],
  ['the action, in another case', { identity: [allow({ Action: 'SQS:sendmessage' })] }, 'allowed'],
  ['the action by a pattern', { identity: [allow({ Action: 'sqs:Send*' })] }, 'allowed'],
  ['another action', { identity: [allow({ Action: 'sqs:DeleteMessage' })] }, none],
  ['all actions but this one', { identity: [allow({ NotAction: 'sqs:SendMessage' })] }, none],
  ['all actions but another', { identity: [allow({ NotAction: 'sqs:DeleteMessage' })] }, 'allowed'],
  ['the resource', { identity: [allow({ Resource: queue })] }, 'allowed'],
  ['another resource', { identity: [allow({ Resource: `${queue}2` })] }, none],
  ['all resources but this one', { identity: [allow({ NotResource: queue })] }, none],
  [
    'everything, and denies it',
    { identity: [allow(), deny({ Action: 'sqs:*' })] },
    'with an explicit deny in an identity-based policy',
  ],
  ['everything, and denies another', { identity: [allow(), deny({ Action: 'sns:*' })] }, 'allowed'],
  [
    'everything within a boundary of less',
    { identity: [allow()], boundary: [allow({ Action: 'sns:*' })] },
    'because no permissions boundary allows the sqs:SendMessage action',
  ],
  [
    'everything within a boundary that denies it',
    { identity: [allow()], boundary: [allow(), deny()] },
    'with an explicit deny in a permissions boundary',
  ],
  ['everything within a boundary of more', { identity: [allow()], boundary: [allow()] }, 'allowed'],
  ['nothing within a boundary of more', { boundary: [allow()] }, none],
  ['what the queue allows anybody', { resource: [allow({ Principal: '*' })] }, 'allowed'],
  ['what the queue allows this role', { resource: [of(allow(), [role.role])] }, 'allowed'],
  ['what the queue allows its session', { resource: [of(allow(), role.session)] }, 'allowed'],
  ['what the queue leaves to the account', { resource: [of(allow(), `arn:aws:iam::${account}:root`)] }, none],
  ['what the queue allows SNS', { resource: [forSns()] }, none],
  [
    'what the queue denies the account',
    { identity: [allow()], resource: [of(deny(), account)] },
    'with an explicit deny in a resource-based policy',
  ],
  ['SNS, to which the queue says nothing', { principal: sns }, noneOfResource],
  ['SNS, which the queue allows', { principal: sns, resource: [forSns()] }, 'allowed'],
  [
    'SNS, where the queue allows a role',
    { principal: sns, resource: [of(allow(), role.role)] },
    noneOfResource,
  ],
] as const satisfies readonly (readonly [string, Given, string])[])
  test(`${what}: ${wanted}`, () => {
    const decision = decided(given)
    assert.is(decision.allowed ? 'allowed' : reasonOf(decision, 'sqs:SendMessage'), wanted)
  })

const source = 'arn:aws:sns:us-east-1:000000000000:topic'
for (const [operator, values, context, wanted] of [
  ['StringEquals', source, source, true],
  ['StringEquals', ['other', source], source, true],
  ['StringEquals', 'other', source, false],
  ['StringEquals', source, undefined, false],
  ['StringEqualsIfExists', source, undefined, true],
  ['StringEqualsIfExists', 'other', source, false],
  ['StringNotEquals', 'other', source, true],
  ['StringNotEquals', ['other', source], source, false],
  ['StringNotEquals', 'other', undefined, true],
  ['StringEqualsIgnoreCase', source.toUpperCase(), source, true],
  ['StringNotEqualsIgnoreCase', source.toUpperCase(), source, false],
  ['StringLike', '*:topic', source, true],
  ['StringNotLike', '*:topic', source, false],
  ['ArnEquals', source, source, true],
  ['ArnEquals', 'arn:aws:sns:*:*:topic', source, true],
  ['ArnLike', 'arn:aws:sns:*:*:other', source, false],
  ['ArnNotEquals', source, source, false],
  ['ArnNotLike', 'arn:aws:sns:*:*:other', source, true],
  ['Null', 'true', undefined, true],
  ['Null', 'false', undefined, false],
  ['Null', 'false', source, true],
] as const)
  test(`${operator} ${values} ${wanted ? 'holds' : 'does not hold'} for ${context ?? 'nothing'}`, () => {
    const Condition = { [operator]: { 'AWS:SourceArn': values } }
    const given = { principal: sns, resource: [forSns({ Condition })], context: { 'aws:sourcearn': context } }
    assert.is(decided(given).allowed, wanted)
  })

test('every condition of a statement must hold', () => {
  const Condition = { StringEquals: { 'aws:SourceArn': source, 'aws:SourceAccount': account } }
  const allowed = (sourceAccount: string) =>
    decided({
      principal: sns,
      resource: [forSns({ Condition })],
      context: { 'aws:sourcearn': source, 'aws:sourceaccount': sourceAccount },
    }).allowed
  assert.equal([allowed(account), allowed('111111111111')], [true, false])
})

test('a denial of unencrypted transport denies that alone', () => {
  const resource = [deny({ Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })]
  const over = (secure: string) =>
    decided({ identity: [allow()], resource, context: { 'aws:securetransport': secure } }).allowed
  assert.equal([over('true'), over('false')], [true, false])
})

test.run()
