// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${…} is what Fn::Sub takes
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Template, Value } from '../../../src/cfn/template.ts'
import { evaluate, holds, type Scope } from '../../../src/local/cloudformation/evaluate.ts'
import { wantedResources } from '../../../src/local/cloudformation/scope.ts'
import { refusalOf } from '../helpers/refusal.ts'

const test = suite('evaluate')

const template = {
  Conditions: {
    Yes: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
    No: { 'Fn::Not': [{ Condition: 'Yes' }] },
    Both: { 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'No' }] },
    Either: { 'Fn::Or': [{ Condition: 'Yes' }, { Condition: 'No' }] },
  },
  Mappings: { Code: { index: { js: 'exports' } } },
  Resources: {},
} satisfies Template

const names = new Map<string, Value>([
  ['Stage', 'prod'],
  ['Names', ['a', 'b']],
  ['Table', 'the-table'],
])
const scope: Scope = {
  template,
  ref: name => names.get(name),
  attribute: (resource, name) => (resource === 'Table' && name === 'Arn' ? 'arn:table' : undefined),
  imported: name => (name === 'vpc-prod' ? 'the-vpc' : undefined),
}

const noValue = { Ref: 'AWS::NoValue' }
const values: [Value, Value][] = [
  [{ Ref: 'Stage' }, 'prod'],
  [{ Ref: 'Names' }, ['a', 'b']],
  [{ 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:table'],
  [{ 'Fn::Sub': '${Table}/${Table.Arn}/${!Table}/$x' }, 'the-table/arn:table/${Table}/$x'],
  [{ 'Fn::Sub': ['${A}-${Stage}', { A: { Ref: 'Table' } }] }, 'the-table-prod'],
  [{ 'Fn::Join': ['-', ['a', { Ref: 'Stage' }, 3]] }, 'a-prod-3'],
  [{ 'Fn::Join': [',', { Ref: 'Names' }] }, 'a,b'],
  [{ 'Fn::Select': ['1', { Ref: 'Names' }] }, 'b'],
  [{ 'Fn::Split': ['|', 'a|b'] }, ['a', 'b']],
  [{ 'Fn::Base64': 'é' }, 'w6k='],
  [{ 'Fn::FindInMap': ['Code', 'index', 'js'] }, 'exports'],
  [{ 'Fn::ImportValue': { 'Fn::Sub': 'vpc-${Stage}' } }, 'the-vpc'],
  [{ 'Fn::GetAZs': '' }, ['us-east-1a', 'us-east-1b', 'us-east-1c']],
  [{ 'Fn::Cidr': ['10.1.2.3/16', 3, '8'] }, ['10.1.0.0/24', '10.1.1.0/24', '10.1.2.0/24']],
  [{ 'Fn::If': ['Yes', 1, 2] }, 1],
  [{ 'Fn::If': ['No', 1, { Ref: 'Stage' }] }, 'prod'],
  [{ A: { 'Fn::If': ['No', 1, noValue] }, B: 2 }, { B: 2 }],
  [
    [1, noValue, 2],
    [1, 2],
  ],
  [noValue, null],
  [
    { Ref: 'Stage', Other: 1 },
    { Ref: 'Stage', Other: 1 },
  ],
]
for (const [value, result] of values)
  test(`works ${JSON.stringify(value)} out`, () => assert.equal(evaluate(value, scope), result))

test('conditions hold or not', () =>
  assert.equal(
    ['Yes', 'No', 'Both', 'Either'].map(name => holds(name, scope)),
    [true, false, false, true],
  ))

test('conditions that name others twice, and these others twice, are worked out once each', () => {
  const Conditions = Object.fromEntries(
    Array.from({ length: 200 }, (_, n) => [
      `C${n}`,
      n === 199
        ? { 'Fn::Equals': [1, 1] }
        : { 'Fn::And': [{ Condition: `C${n + 1}` }, { Condition: `C${n + 1}` }] },
    ]),
  )
  assert.is(holds('C0', { ...scope, template: { Resources: {}, Conditions } }), true)
})

test('a condition that nothing names is worked out, too', () => {
  const template = { Resources: {}, Conditions: { Unused: { 'Fn::Equals': 'no list' } } }
  assert.throws(() => wantedResources(template, { ...scope, template }), /Fn::Equals needs a list/)
})

const faults: [Value, string][] = [
  [{ Ref: 'Nothing' }, 'Ref names Nothing'],
  [{ Ref: 'constructor' }, 'Ref names constructor'],
  [{ Ref: { 'Fn::Join': ['', []] } }, 'Ref must name what it means by a text'],
  [{ 'Fn::If': [{ Ref: 'C' }, 1, 2] }, 'Fn::If must name what it means by a text'],
  [{ 'Fn::GetAtt': ['Table', 'Nothing'] }, 'Table.Nothing'],
  [{ 'Fn::Sub': '${Nothing}' }, 'Ref names Nothing'],
  [{ 'Fn::If': ['Nothing', 1, 2] }, 'condition Nothing'],
  [{ 'Fn::If': ['constructor', 1, 2] }, 'condition constructor'],
  [{ 'Fn::FindInMap': ['Code', 'index', 'py'] }, 'Code.index.py'],
  [{ 'Fn::FindInMap': ['constructor', 'prototype', 'x'] }, 'constructor.prototype.x'],
  [{ 'Fn::Select': [5, ['a']] }, 'index 5'],
  [{ 'Fn::Join': ['-', 'text'] }, 'Fn::Join needs a list'],
  [{ 'Fn::Base64': ['a'] }, 'text is needed'],
  [{ 'Fn::ImportValue': 'gone' }, 'No export named gone found.'],
  [{ 'Fn::Cidr': ['10.0.0.0/24', 4, 8] }, 'cannot cut 4 blocks of 8 bits from 10.0.0.0/24'],
  [{ 'Fn::Cidr': ['10.0.0.0', 1, 8] }, 'from 10.0.0.0'],
  [{ 'Fn::Nothing': 1 }, 'Fn::Nothing'],
]
for (const [value, words] of faults)
  test(`refuses ${JSON.stringify(value)}`, () => {
    const { code, message } = refusalOf(() => evaluate(value, scope))
    assert.is(code, 'ValidationError')
    assert.ok(message.includes(words), message)
  })

test.run()
