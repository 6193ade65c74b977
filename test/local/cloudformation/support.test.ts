import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Mapping, Template } from '../../../src/cfn/template.ts'
import { checkSupport, keptWithoutEffect } from '../../../src/local/cloudformation/support.ts'
import { refusalOf } from '../helpers/refusal.ts'

const test = suite('support')

const topic = { Type: 'AWS::SNS::Topic' }
const queue = (Properties: Mapping): Template => ({
  Resources: { Q: { Type: 'AWS::SQS::Queue', Properties } },
})

const refused: [string, Template, string][] = [
  ['a type', { Resources: { A: { Type: 'AWS::EC2::Instance' } } }, 'AWS::EC2::Instance (A)'],
  ['a type named like a member', { Resources: { A: { Type: 'constructor' } } }, 'constructor (A)'],
  ['a property', queue({ FifoQueue: true }), 'AWS::SQS::Queue FifoQueue (Q)'],
  ['a property named like a member', queue({ constructor: 1 }), 'AWS::SQS::Queue constructor (Q)'],
  [
    'an attribute',
    { Resources: { A: { ...topic, CreationPolicy: {} } } },
    'AWS::SNS::Topic CreationPolicy (A)',
  ],
  [
    'a deletion policy',
    { Resources: { A: { ...topic, DeletionPolicy: 'Snapshot' } } },
    'DeletionPolicy Snapshot (A)',
  ],
  [
    'a policy for what is replaced',
    { Resources: { A: { ...topic, UpdateReplacePolicy: 'Snapshot' } } },
    'UpdateReplacePolicy Snapshot (A)',
  ],
  ['a section', { Transform: 'AWS::Serverless-2016-10-31', Resources: { A: topic } }, 'Transform'],
  ['a function', queue({ QueueName: { 'Fn::Length': ['x'] } }), 'Fn::Length'],
  [
    'a function in an output',
    { Resources: { A: topic }, Outputs: { O: { Value: { 'Fn::ToJsonString': {} } } } },
    'Fn::ToJsonString',
  ],
]
for (const [what, template, name] of refused)
  test(`refuses ${what} by name: ${name}`, () => {
    const { code, message } = refusalOf(() => checkSupport(template))
    assert.is(code, 'ValidationError')
    assert.ok(message.includes(name), message)
  })

test('names everything at once', () => {
  const { message } = refusalOf(() =>
    checkSupport({ Rules: {}, Resources: { A: { Type: 'X::Y::Z' }, B: { Type: 'U::V::W' } } }),
  )
  for (const name of ['Rules', 'X::Y::Z (A)', 'U::V::W (B)']) assert.ok(message.includes(name), message)
})

test('what is kept without effect is accepted, and told with its reason', () => {
  const properties = { DisplayName: 'x', KmsMasterKeyId: 'y', TopicName: 't' }
  checkSupport({ Resources: { A: { ...topic, Properties: properties } } })
  const told = keptWithoutEffect([{ type: topic.Type, properties }]) ?? ''
  assert.match(told, 'KmsMasterKeyId (nothing is encrypted in memory)')
  assert.not.match(told, 'TopicName')
})

test('a whole type may have no effect, or one value of a property', () =>
  assert.is(
    keptWithoutEffect([
      { type: 'AWS::CloudWatch::Alarm', properties: { MetricName: 'x' } },
      { type: 'AWS::CloudWatch::Dashboard', properties: {} },
      { type: 'AWS::SNS::Subscription', properties: { Protocol: 'email', Endpoint: 'a@b.org' } },
      { type: 'AWS::SNS::Subscription', properties: { Protocol: 'lambda' } },
    ]),
    'Kept without effect here: AWS::CloudWatch::Alarm (it tells nobody here); AWS::CloudWatch::Dashboard (there is no console here); Protocol email (no mail is sent from here).',
  ))

test('nothing is told where everything has its effect', () =>
  assert.is(keptWithoutEffect([{ type: topic.Type, properties: {} }]), undefined))

test.run()
