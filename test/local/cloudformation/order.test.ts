// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${…} is what Fn::Sub takes
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ResourceDefinition, Value } from '../../../src/cfn/template.ts'
import { checkConditions } from '../../../src/local/cloudformation/conditions.ts'
import { checkReferences, creationOrder, references } from '../../../src/local/cloudformation/order.ts'
import { refusalOf } from '../helpers/refusal.ts'

const test = suite('order')

const named: [Value, string[]][] = [
  ['text', []],
  [{ Ref: 'A' }, ['A']],
  [{ 'Fn::GetAtt': ['A', 'Arn'] }, ['A']],
  [{ 'Fn::Sub': '${A}${B.Arn}${!C}${AWS::Region}' }, ['A', 'B', 'AWS::Region']],
  [{ 'Fn::Sub': ['${A}${V}', { V: { Ref: 'B' } }] }, ['A', 'B']],
  [{ 'Fn::Sub': ['${constructor}', {}] }, ['constructor']],
  [
    [{ Ref: 'A' }, { Deep: [{ Ref: 'B' }] }],
    ['A', 'B'],
  ],
]
for (const [value, names] of named)
  test(`finds what ${JSON.stringify(value)} names`, () => assert.equal(references(value), names))

const needs = (...ids: string[]): ResourceDefinition => ({
  Type: 'T',
  Properties: { P: ids.map(Ref => ({ Ref })) },
})
const resources = (Resources: Record<string, ResourceDefinition>) => ({ Resources })
const all = (template: { Resources: object }) => new Set(Object.keys(template.Resources))

test('each resource comes after what it needs, and otherwise in the order of the template', () => {
  const template = resources({ A: needs('C'), B: { Type: 'T', DependsOn: 'A' }, C: needs(), D: needs() })
  assert.equal(creationOrder(template, all(template)), ['C', 'A', 'B', 'D'])
})

test('what is not wanted is not waited for', () => {
  const template = resources({ A: { Type: 'T', DependsOn: ['B'] }, B: needs() })
  assert.equal(creationOrder(template, new Set(['A'])), ['A'])
})

test('a circle is refused with its members', () => {
  const template = resources({ A: needs('B'), B: needs('C'), C: needs('B') })
  const { message } = refusalOf(() => creationOrder(template, all(template)))
  assert.is(message, 'Circular dependency between resources: [B, C, B]')
})

test('a reference to nothing is refused in Resources and in Outputs', () => {
  assert.match(
    refusalOf(() => checkReferences(resources({ A: needs('Gone') }))).message,
    'Unresolved resource dependencies [Gone] in the Resources block',
  )
  const outputs = { ...resources({ A: needs() }), Outputs: { O: { Value: { Ref: 'Gone' } } } }
  assert.match(refusalOf(() => checkReferences(outputs)).message, '[Gone] in the Outputs block')
})

test('a condition refers to parameters only', () => {
  for (const name of ['A', 'Gone']) {
    const Conditions = { C: { 'Fn::Equals': [{ Ref: name }, 1] } }
    assert.is(
      refusalOf(() => checkReferences({ Conditions, ...resources({ A: needs() }) })).message,
      `Template format error: Unresolved dependencies [${name}]. Cannot reference resources in the Conditions block of the template`,
    )
  }
})

test('a reference within what is no text of a Sub, and no name of a GetAtt, is seen', () => {
  for (const name of ['Fn::Sub', 'Fn::GetAtt'])
    for (const argument of [{ Ref: 'Gone' }, [{ Ref: 'Gone' }, 'x'], ['A', 'x', { Ref: 'Gone' }]])
      assert.match(
        refusalOf(() =>
          checkReferences({ Conditions: { C: { [name]: argument } }, ...resources({ A: needs() }) }),
        ).message,
        /Unresolved dependencies \[(A, )?Gone\]/,
      )
})

test('beside other members, the name of a function is one of them', () => {
  const Properties = { P: { Ref: 'Gone', other: { Ref: 'Missing' } } }
  assert.match(
    refusalOf(() => checkReferences(resources({ A: { Type: 'T', Properties } }))).message,
    'Unresolved resource dependencies [Missing]',
  )
})

test('parameters, resources and pseudo parameters may be named', () =>
  checkReferences({
    Parameters: { P: { Type: 'String' } },
    ...resources({ A: needs('P', 'B', 'AWS::Region'), B: needs() }),
  }))

test('a condition that is not defined is refused, wherever it is named', () => {
  const Conditions = { Known: { 'Fn::Equals': [1, 1] } }
  const places = [
    { Conditions, ...resources({ A: { Type: 'T', Condition: 'Gone' } }) },
    { Conditions, ...resources({ A: { Type: 'T', Properties: { P: { 'Fn::If': ['Gone', 1, 2] } } } }) },
    { Conditions, ...resources({ A: needs() }), Outputs: { O: { Value: 1, Condition: 'Gone' } } },
    { Conditions: { C: { 'Fn::Not': [{ Condition: 'Gone' }] } }, ...resources({ A: needs() }) },
    resources({ A: { Type: 'T', Condition: 'constructor' } }),
  ]
  for (const template of places)
    assert.match(refusalOf(() => checkConditions(template)).message, 'Unresolved condition dependency')
})

test('conditions that lead back to themselves are refused', () => {
  const Conditions = { A: { 'Fn::Not': [{ Condition: 'B' }] }, B: { 'Fn::Not': [{ Condition: 'A' }] } }
  const { message } = refusalOf(() => checkConditions({ Conditions, ...resources({ R: needs() }) }))
  assert.match(message, 'Circular dependencies for condition A')
})

test.run()
