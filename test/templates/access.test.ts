// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${AWS::Region} is what Sub takes
// Who may use the topics, and what bounds the functions: read from the template as it is.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Mapping, Value } from '../../src/cfn/template.ts'
import define from '../../templates/index.ts'

const test = suite('access')

const { Resources, Conditions = {} } = define({ js: 'code', hash: '0123456789abcdef', version: '1.2.3' })
const NoValue = { Ref: 'AWS::NoValue' }
const noUnless = (condition: string, value: Value) => ({ 'Fn::If': [condition, value, NoValue] })

type Statement = Mapping & { readonly Sid: string }

const policyOf = (topic: string) => {
  const { Topics, PolicyDocument } = Resources[`${topic}Policy`]?.Properties ?? {}
  assert.equal(Topics, [{ Ref: topic }])
  const { Id, Statement } = PolicyDocument as { Id: string; Statement: readonly Mapping[] }
  return { Id, statements: Statement }
}
/** A statement, whether it stands behind a condition or not. */
const bare = (statement: Mapping): Statement => {
  const [, inner] = (statement['Fn::If'] as readonly Value[] | undefined) ?? []
  return (inner ?? statement) as Statement
}

// https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html
const known = ['sns:Publish', 'sns:Subscribe']
const topics = ['RecvMessageTopic', 'WeeklyDiagnosticTopic', 'SuccessRateTopic', 'AlarmTopic']

test('every topic has one policy, and no policy another topic', () => {
  const having = (type: string) =>
    Object.entries(Resources)
      .filter(([, { Type }]) => Type === type)
      .map(([name]) => name)
  assert.equal(having('AWS::SNS::Topic'), topics)
  assert.equal(having('AWS::SNS::TopicPolicy').sort(), topics.map(topic => `${topic}Policy`).sort())
})

for (const topic of topics) {
  test(`the policy of ${topic} is one that SNS takes: ids of its own, known actions, no other resource`, () => {
    const { Id, statements } = policyOf(topic)
    assert.is(Id, topic)
    const sids = statements.map(statement => bare(statement).Sid)
    assert.is(new Set(sids).size, sids.length)
    for (const statement of statements.map(bare)) {
      for (const action of [statement.Action].flat()) assert.ok(known.includes(String(action)), `${action}`)
      assert.equal(statement.Resource, { Ref: topic })
    }
  })

  test(`${topic} refuses calls without TLS`, () => {
    const [tls] = policyOf(topic).statements.filter(({ Sid }) => Sid === 'TlsOnly')
    assert.equal([tls?.Effect, tls?.Principal, tls?.Action], ['Deny', '*', known])
    assert.equal(tls?.Condition, { Bool: { 'aws:SecureTransport': 'false' } })
  })

  test(`${topic} lets nobody in by a wildcard`, () => {
    for (const { Effect, Principal } of policyOf(topic).statements.map(bare))
      if (Effect === 'Allow') assert.is.not(Principal, '*')
  })
}

const otherAccounts: [string, string, string, string][] = [
  ['RecvMessageTopic', 'HasPublishers', 'PublisherAccounts', 'sns:Publish'],
  ['WeeklyDiagnosticTopic', 'HasPublishers', 'PublisherAccounts', 'sns:Publish'],
  ['SuccessRateTopic', 'HasSubscribers', 'SubscriberAccounts', 'sns:Subscribe'],
]
for (const [topic, condition, parameter, action] of otherAccounts)
  test(`${topic} lets the accounts of ${parameter} ${action}, once there are some, and no others`, () => {
    const allowed = policyOf(topic).statements.filter(statement => bare(statement).Effect === 'Allow')
    assert.equal(allowed, [
      noUnless(condition, {
        Sid: 'OtherAccounts',
        Effect: 'Allow',
        Principal: { AWS: { Ref: parameter } },
        Action: action,
        Resource: { Ref: topic },
      }),
    ])
    // an empty list may come as no items, or as one that is empty
    assert.equal(Conditions[condition], {
      'Fn::Not': [{ 'Fn::Equals': [{ 'Fn::Join': ['', { Ref: parameter }] }, ''] }],
    })
  })

test('nobody but the function publishes a rate', () => {
  const [only] = policyOf('SuccessRateTopic').statements
  assert.equal([only?.Effect, only?.Principal, only?.Action], ['Deny', '*', 'sns:Publish'])
  assert.equal(only?.Condition, {
    ArnNotEquals: { 'aws:PrincipalArn': { 'Fn::GetAtt': ['SuccessRateRole', 'Arn'] } },
  })
})

test("the alarms' topic admits CloudWatch for this stack's alarms alone", () => {
  const allowed = policyOf('AlarmTopic').statements.filter(({ Effect }) => Effect === 'Allow')
  assert.equal(
    allowed.map(({ Principal, Action, Condition }) => [Principal, Action, Condition]),
    [
      [
        { Service: 'cloudwatch.amazonaws.com' },
        'sns:Publish',
        {
          ArnLike: {
            'aws:SourceArn': {
              'Fn::Sub':
                'arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:${AWS::StackName}-*',
            },
          },
        },
      ],
    ],
  )
})

test('whoever may call a function is named with the source it calls for', () => {
  for (const [name, { Type, Properties = {} }] of Object.entries(Resources))
    if (Type === 'AWS::Lambda::Permission') assert.ok(Properties.SourceArn, name)
})

test('roles are bounded, and functions held to a number, once that is asked for', () => {
  const boundary = {
    'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/${PermissionsBoundary}',
  }
  for (const { Type, Properties = {} } of Object.values(Resources)) {
    if (Type === 'AWS::IAM::Role')
      assert.equal(Properties.PermissionsBoundary, noUnless('HasBoundary', boundary))
    if (Type === 'AWS::Lambda::Function')
      assert.equal(
        Properties.ReservedConcurrentExecutions,
        noUnless('ReservesConcurrency', { Ref: 'ReservedConcurrency' }),
      )
  }
})

test.run()
