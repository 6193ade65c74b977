// Who may publish to a topic and subscribe to it. The account's own identities (an AWS IoT rule's role among them) need
// no word here: within an account their own policies are enough.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-single-account.html
// What goes with the policy that SNS gives each topic is a way for services of the account that publish without a role.
//
// SNS refuses sns:*, every action that it does not list as one for a topic's policy, and any Resource but the topic:
// https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html
import type { Statement } from '../src/cfn/augmentation.ts'
import { GetAtt, If, NoValue, Ref } from '../src/cfn/functions.ts'
import { SNS } from '../src/cfn/kinds.ts'

type Topic = 'RecvMessageTopic' | 'WeeklyDiagnosticTopic' | 'SuccessRateTopic' | 'AlarmTopic'
type Grant = Omit<Statement, 'Resource'>

/** No call without encryption. https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html */
const tlsOnly: Grant = {
  Sid: 'TlsOnly',
  Effect: 'Deny',
  Principal: '*',
  Action: ['sns:Publish', 'sns:Subscribe'],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
}

/** The one policy of a topic: what is said of it, and nobody without encryption. */
export const topicPolicy = (
  topic: Topic,
  own: readonly (Grant | { readonly when: string; readonly grant: Grant })[],
  attributes = {},
) => {
  const statement = (grant: Grant): Statement => ({ ...grant, Resource: Ref(topic) })
  return SNS.TopicPolicy(
    {
      Topics: [Ref(topic)],
      PolicyDocument: {
        Version: '2012-10-17',
        Id: topic,
        Statement: [...own, tlsOnly].map(entry =>
          'when' in entry ? If(entry.when, statement(entry.grant), NoValue) : statement(entry),
        ),
      },
    },
    attributes,
  )
}

const otherAccounts = (Action: 'sns:Publish' | 'sns:Subscribe', parameter: string): Grant => ({
  Sid: 'OtherAccounts',
  Effect: 'Allow',
  Principal: { AWS: Ref(parameter) },
  Action,
})

const publishers = { when: 'HasPublishers', grant: otherAccounts('sns:Publish', 'PublisherAccounts') }
const subscribers = { when: 'HasSubscribers', grant: otherAccounts('sns:Subscribe', 'SubscriberAccounts') }

// A rate is what this service says, whatever else an identity of the account may do. A service that publishes has no
// principal's ARN, and is denied too.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
const ratesByTheFunctionOnly: Grant = {
  Sid: 'RatesByTheFunctionOnly',
  Effect: 'Deny',
  Principal: '*',
  Action: 'sns:Publish',
  Condition: { ArnNotEquals: { 'aws:PrincipalArn': GetAtt('SuccessRateRole', 'Arn') } },
}

export const topicPolicies = {
  Resources: {
    RecvMessageTopicPolicy: topicPolicy('RecvMessageTopic', [publishers]),
    WeeklyDiagnosticTopicPolicy: topicPolicy('WeeklyDiagnosticTopic', [publishers]),
    SuccessRateTopicPolicy: topicPolicy('SuccessRateTopic', [ratesByTheFunctionOnly, subscribers]),
  },
}
