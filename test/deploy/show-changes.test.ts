import type { Change, ResourceChange, ResourceChangeDetail } from '@aws-sdk/client-cloudformation'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { describeChanges } from '../../src/deploy/describe-changes.ts'
import { countChanges, showChanges } from '../../src/deploy/show-changes.ts'

const test = suite('changes as a person sees them')

const change = (ResourceChange: ResourceChange): Change => ({ Type: 'Resource', ResourceChange })
const detail = (
  Path: string,
  BeforeValue: string | undefined,
  AfterValue: string | undefined,
  rest: Partial<ResourceChangeDetail> = {},
  RequiresRecreation: 'Never' | 'Always' | 'Conditionally' = 'Never',
): ResourceChangeDetail => ({
  Target: { Attribute: 'Properties', Path, BeforeValue, AfterValue, RequiresRecreation },
  Evaluation: 'Static',
  ChangeSource: 'DirectModification',
  ...rest,
})
const after = (CausingEntity: string) =>
  ({ Evaluation: 'Dynamic', ChangeSource: 'ResourceAttribute', CausingEntity }) as const

const changes: readonly Change[] = [
  change({ Action: 'Add', LogicalResourceId: 'Alarm', ResourceType: 'AWS::CloudWatch::Alarm' }),
  change({
    Action: 'Modify',
    LogicalResourceId: 'RecvFunction',
    ResourceType: 'AWS::Lambda::Function',
    Replacement: 'False',
    Details: [
      detail('/Properties/Code', `{"ZipFile":"${'a'.repeat(1200)}"}`, `{"ZipFile":"${'b'.repeat(1300)}"}`),
      detail(
        '/Properties/Environment',
        '{"Variables":{"A":"1","B":"x"}}',
        '{"Variables":{"A":"2","C":"\\u001b[31m"}}',
      ),
      // CloudFormation names a property once for each of its reasons
      detail('/Properties/Environment', '{"Variables":{"A":"1","B":"x"}}', '{"Variables":{"A":"2"}}', {
        ChangeSource: 'ParameterReference',
      }),
      detail('/Properties/MemorySize', '128', undefined),
    ],
  }),
  change({
    Action: 'Modify',
    LogicalResourceId: 'MessageRecvTable',
    ResourceType: 'AWS::DynamoDB::Table',
    Replacement: 'True',
    PolicyAction: 'ReplaceAndRetain',
    Details: [
      detail('/Properties/TableName', 'a', 'b', {}, 'Always'),
      detail('/Properties/BillingMode', 'PROVISIONED', 'PAY_PER_REQUEST'),
    ],
  }),
  change({
    Action: 'Remove',
    LogicalResourceId: 'OldQueue',
    ResourceType: 'AWS::SQS::Queue',
    PolicyAction: 'Delete',
  }),
  change({
    Action: 'Remove',
    LogicalResourceId: 'OldTable',
    ResourceType: 'AWS::DynamoDB::Table',
    PolicyAction: 'Retain',
  }),
  change({
    Action: 'Modify',
    LogicalResourceId: 'RecvSubscription',
    ResourceType: 'AWS::SNS::Subscription',
    Replacement: 'Conditional',
    Details: [
      detail(
        '/Properties/Endpoint',
        'arn',
        '{{changeSet:KNOWN_AFTER_APPLY}}',
        after('RecvFunction.Arn'),
        'Always',
      ),
    ],
  }),
  change({
    Action: 'Import',
    LogicalResourceId: 'Rows',
    ResourceType: 'AWS::DynamoDB::Table',
    PhysicalResourceId: 'rows',
  }),
]

const plain = `\
  + add        Alarm             CloudWatch::Alarm
  ~ change     RecvFunction      Lambda::Function
      Code.ZipFile             1,200 characters → 1,300 characters
      Environment.Variables.A  1 → 2
      Environment.Variables.B  x → nothing
      Environment.Variables.C  nothing → \\u001b[31m
      MemorySize               128 → nothing
  ± REPLACE    MessageRecvTable  DynamoDB::Table    the old one is kept
      TableName    a → b  makes a new one
      BillingMode  PROVISIONED → PAY_PER_REQUEST
  - DELETE     OldQueue          SQS::Queue
  - let go of  OldTable          DynamoDB::Table    it stays, without a stack
  + take back  Rows              DynamoDB::Table
  ? may change, with RecvFunction: RecvSubscription`

test('each with its properties, and what only may change in one line', () => {
  assert.is(showChanges(describeChanges(changes), (_, text) => text).join('\n'), plain)
})

test('they are counted', () => {
  assert.is(
    countChanges(describeChanges(changes)),
    '1 to add, 1 to take back, 1 to change, 1 to replace, 1 to delete, 1 to let go of, 1 that may change',
  )
})

test('what holds data and is replaced or goes is bold, and somebody has to want it', () => {
  const described = describeChanges(changes)
  const risky = described.filter(each => each.risky).map(({ id }) => id)
  assert.equal(risky, ['MessageRecvTable', 'OldQueue', 'OldTable'])
  const bold = showChanges(described, (style, text) => (style.includes('bold') ? `*${text}` : text))
  assert.equal(
    bold
      .filter(line => line.startsWith('*  '))
      .map(line => line.split(/\s+/).find(word => /[a-z]{3}/.test(word))),
    ['MessageRecvTable', 'TableName', 'OldQueue', 'let'],
  )
})

test('what AWS tells without values is still named', () => {
  const [only] = describeChanges([
    change({
      Action: 'Modify',
      LogicalResourceId: 'Fn',
      ResourceType: 'AWS::Lambda::Function',
      Replacement: 'False',
      Details: [
        {
          Target: { Attribute: 'Properties', Name: 'Code', RequiresRecreation: 'Never' },
          Evaluation: 'Static',
        },
      ],
    }),
  ])
  assert.equal(only?.properties, [{ path: 'Code', before: undefined, after: undefined, recreates: false }])
  assert.match(showChanges(only ? [only] : [], (_, text) => text).join('\n'), /Code {2}changes$/)
})

test('a table that may be replaced by what it depends on is not taken lightly', () => {
  const [only] = describeChanges([
    change({
      Action: 'Modify',
      LogicalResourceId: 'Rows',
      ResourceType: 'AWS::DynamoDB::Table',
      Replacement: 'Conditional',
      Details: [detail('/Properties/TableName', 'a', undefined, after('Other'), 'Always')],
    }),
  ])
  assert.is(only?.effect, 'may replace')
  assert.ok(only?.risky)
})

test.run()
