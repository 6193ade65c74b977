import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readCreateRequest, templateBodyLimit } from '../../../src/local/cloudformation/request.ts'
import { parseQuery } from '../../../src/local/protocol/query.ts'
import { refusalOf } from '../helpers/refusal.ts'

const test = suite('request')

const topic = { Type: 'AWS::SNS::Topic' }
const role = (Properties = {}) => ({
  Type: 'AWS::IAM::Role',
  Properties: { AssumeRolePolicyDocument: {}, ...Properties },
})
const body = (Resources: object, rest = {}) => JSON.stringify({ Resources, ...rest })

const read = (input: Record<string, string>) =>
  readCreateRequest(
    parseQuery(
      new URLSearchParams({
        Action: 'CreateStack',
        StackName: 's',
        TemplateBody: body({ A: topic }),
        ...input,
      }).toString(),
    ),
  )

test('reads a whole request', () => {
  const request = read({
    StackName: 'my-stack',
    TemplateBody: body({ A: topic }, { Parameters: { P: { Type: 'String' } } }),
    'Parameters.member.1.ParameterKey': 'P',
    'Parameters.member.1.ParameterValue': 'v',
    'Tags.member.1.Key': 'k',
    'Tags.member.1.Value': 't',
    'Capabilities.member.1': 'CAPABILITY_IAM',
  })
  assert.is(request.name, 'my-stack')
  assert.equal(request.parameters, { P: 'v' })
  assert.equal(request.tags, [{ key: 'k', value: 't' }])
  assert.equal(request.capabilities, ['CAPABILITY_IAM'])
  assert.is(request.onFailure, 'ROLLBACK')
})

const refused: [string, Record<string, string>, string, string][] = [
  ['a name', { StackName: '1st' }, 'ValidationError', "'1st' at 'stackName'"],
  ['no name', { StackName: '' }, 'ValidationError', 'stackName'],
  ['no template', { TemplateBody: '' }, 'ValidationError', 'Template Body must be specified'],
  [
    'a template over 51,200 bytes',
    { TemplateBody: ' '.repeat(templateBodyLimit + 1) },
    'ValidationError',
    'less than or equal to 51200',
  ],
  [
    'a template that does not parse',
    { TemplateBody: 'Resources:\n  A: [' },
    'ValidationError',
    'Template format error: line',
  ],
  [
    'a template that is nested endlessly',
    {
      TemplateBody: body({ A: { ...topic, Properties: { P: 0 } } }).replace(
        '0',
        `${'['.repeat(24_000)}${']'.repeat(24_000)}`,
      ),
    },
    'ValidationError',
    'Template format error',
  ],
  ['a template by URL', { TemplateURL: 'https://x' }, 'NotSupportedLocally', 'TemplateURL'],
  ['a role of the deployment', { RoleARN: 'arn' }, 'NotSupportedLocally', 'RoleARN'],
  [
    'termination protection',
    { EnableTerminationProtection: 'true' },
    'NotSupportedLocally',
    'termination protection',
  ],
  [
    'both ways to say what a failure does',
    { OnFailure: 'DELETE', DisableRollback: 'true' },
    'ValidationError',
    'but not both',
  ],
  ['an unknown way', { OnFailure: 'SHRUG' }, 'ValidationError', 'SHRUG'],
]
for (const [what, input, code, words] of refused)
  test(`refuses ${what}`, () => {
    const refusal = refusalOf(() => read(input))
    assert.is(refusal.code, code)
    assert.ok(refusal.message.includes(words), refusal.message)
  })

test('roles need a capability, and roles with a name a greater one', () => {
  const needed = (TemplateBody: string, ...given: string[]) =>
    refusalOf(() =>
      read({
        TemplateBody,
        ...Object.fromEntries(given.map((name, index) => [`Capabilities.member.${index + 1}`, name])),
      }),
    )
  assert.is(needed(body({ R: role() })).code, 'InsufficientCapabilitiesException')
  assert.match(needed(body({ R: role() })).message, '[CAPABILITY_IAM]')
  assert.match(
    needed(body({ R: role({ RoleName: 'x' }) }), 'CAPABILITY_IAM').message,
    '[CAPABILITY_NAMED_IAM]',
  )
  read({
    TemplateBody: body({ R: role({ RoleName: 'x' }) }),
    'Capabilities.member.1': 'CAPABILITY_NAMED_IAM',
  })
})

for (const [input, onFailure] of [
  [{ OnFailure: 'DELETE' }, 'DELETE'],
  [{ OnFailure: 'DO_NOTHING' }, 'DO_NOTHING'],
  [{ DisableRollback: 'true' }, 'DO_NOTHING'],
  [{ DisableRollback: 'false' }, 'ROLLBACK'],
] as const)
  test(`${JSON.stringify(input)} means ${onFailure}`, () => assert.is(read(input).onFailure, onFailure))

test.run()
