import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  readDeployment,
  readName,
  readOnFailure,
  templateBodyLimit,
} from '../../../src/local/cloudformation/request.ts'
import type { Deployment } from '../../../src/local/cloudformation/stack.ts'
import { parseQuery } from '../../../src/local/protocol/query.ts'
import { refusalOf } from '../helpers/refusal.ts'

const test = suite('request')

const topic = { Type: 'AWS::SNS::Topic' }
const role = (Properties = {}) => ({
  Type: 'AWS::IAM::Role',
  Properties: { AssumeRolePolicyDocument: {}, ...Properties },
})
const body = (Resources: object, rest = {}) => JSON.stringify({ Resources, ...rest })

const params = (input: Record<string, string>) =>
  parseQuery(new URLSearchParams({ TemplateBody: body({ A: topic }), ...input }).toString())
const read = (input: Record<string, string>, previous?: Deployment) => readDeployment(params(input), previous)

test('reads what a stack shall be', () => {
  const deployment = read({
    TemplateBody: body({ A: topic }, { Parameters: { P: { Type: 'String' } } }),
    'Parameters.member.1.ParameterKey': 'P',
    'Parameters.member.1.ParameterValue': 'v',
    'Tags.member.1.Key': 'k',
    'Tags.member.1.Value': 't',
    'Capabilities.member.1': 'CAPABILITY_IAM',
  })
  assert.equal(deployment.parameters, { P: 'v' })
  assert.equal(deployment.tags, [{ key: 'k', value: 't' }])
  assert.equal(deployment.capabilities, ['CAPABILITY_IAM'])
})

test('names are those that AWS takes', () => {
  assert.is(readName(params({ StackName: 'my-stack' }), 'StackName'), 'my-stack')
  for (const StackName of ['1st', '', 'a b', 'a'.repeat(129)])
    assert.match(
      refusalOf(() => readName(params({ StackName }), 'StackName')).message,
      `Value '${StackName}' at 'stackName'`,
    )
  assert.match(refusalOf(() => readName(params({}), 'ChangeSetName')).message, "'' at 'changeSetName'")
})

const parameter = (key: string, rest: Record<string, string>) => ({
  'Parameters.member.1.ParameterKey': key,
  ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [`Parameters.member.1.${name}`, value])),
})
const withParameter = body({ A: topic }, { Parameters: { P: { Type: 'CommaDelimitedList', Default: 'd' } } })
const previous = read({ TemplateBody: withParameter, ...parameter('P', { ParameterValue: 'a, b' }) })

test('what is not given stays, where the request says so', () => {
  const kept = { UsePreviousTemplate: 'true', TemplateBody: '' }
  const same = read({ ...kept, ...parameter('P', { UsePreviousValue: 'true' }) }, previous)
  assert.equal(same.parameters, { P: ['a', 'b'] })
  assert.is(same.template, previous.template)
  // a parameter that is not named at all falls back to its default
  assert.equal(read(kept, previous).parameters, { P: ['d'] })
})

test('tags stay unless they are given, if only as none', () => {
  const tagged = { ...previous, tags: [{ key: 'k', value: 'v' }] }
  assert.equal(read({}, tagged).tags, tagged.tags)
  assert.equal(read({ Tags: '' }, tagged).tags, [])
})

const refused: [string, Record<string, string>, string, string][] = [
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
  [
    'a previous template of no stack',
    { UsePreviousTemplate: 'true', TemplateBody: '' },
    'ValidationError',
    'UsePreviousTemplate',
  ],
  [
    'a previous value that there is not',
    parameter('P', { UsePreviousValue: 'true' }),
    'ValidationError',
    'Cannot specify usePreviousValue as true for a parameter key not in the previous template',
  ],
  [
    'a value beside the previous one',
    parameter('P', { UsePreviousValue: 'true', ParameterValue: 'x' }),
    'ValidationError',
    'Cannot specify usePreviousValue as true and non empty value',
  ],
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
  [{ DisableRollback: 'false' }, undefined],
] as const)
  test(`${JSON.stringify(input)} means ${onFailure}`, () =>
    assert.is(readOnFailure(params(input), 'OnFailure'), onFailure))

test('what a failure does is said once, in words that there are', () => {
  const refused = (input: Record<string, string>) =>
    refusalOf(() => readOnFailure(params(input), 'OnFailure')).message
  assert.match(refused({ OnFailure: 'DELETE', DisableRollback: 'true' }), 'but not both')
  assert.match(refused({ OnFailure: 'SHRUG' }), 'SHRUG')
})

test.run()
