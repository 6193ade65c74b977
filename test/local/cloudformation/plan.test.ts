// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${…} is what Fn::Sub takes
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Mapping, ResourceDefinition, Template, Value } from '../../../src/cfn/template.ts'
import { evaluate } from '../../../src/local/cloudformation/evaluate.ts'
import { type Change, changesAnything, planUpdate } from '../../../src/local/cloudformation/plan.ts'
import { outputsOf, scopeOf } from '../../../src/local/cloudformation/scope.ts'
import type { Resource } from '../../../src/local/cloudformation/stack.ts'
import { refusalOf } from '../helpers/refusal.ts'

const test = suite('plan')

// of the type T, Name and Key make a new resource
const rule = (_: string, property: string) => (['Name', 'Key'].includes(property) ? 'Always' : 'Never')

type Given = Readonly<Record<string, Value>>

/** A stack as a template would have made it: `A` has the id `a` and the attribute Arn `arn:a`. */
const made = (template: Template, parameters: Given = {}) => {
  const named = { id: 'arn:stack', name: 'stack', template, parameters }
  const resources = new Map<string, Resource>()
  for (const [id, definition] of Object.entries(template.Resources))
    resources.set(id, {
      logicalId: id,
      type: definition.Type,
      properties: evaluate(definition.Properties ?? {}, scopeOf({ ...named, resources })) as Mapping,
      metadata: definition.Metadata ?? {},
      deletionPolicy: definition.DeletionPolicy ?? 'Delete',
      updateReplacePolicy: definition.UpdateReplacePolicy ?? 'Delete',
      physicalId: id.toLowerCase(),
      attributes: { Arn: `arn:${id.toLowerCase()}` },
      status: 'CREATE_COMPLETE',
      reason: undefined,
      changedAt: 0,
    })
  const outputs = outputsOf(template, scopeOf({ ...named, resources }))
  return { ...named, resources, outputs, tags: [] }
}

const T = (Properties: Mapping = {}, rest: Partial<ResourceDefinition> = {}): ResourceDefinition => ({
  Type: 'T',
  ...rest,
  Properties,
})
const of = (Resources: Template['Resources'], rest: Partial<Template> = {}): Template => ({
  ...rest,
  Resources,
})

/** A change in one line, and one more for each reason. */
const told = ({ action, id, replacement, details }: Change): string[] => [
  [action, id, replacement].filter(Boolean).join(' '),
  ...details.map(({ attribute, name, evaluation, source, cause }) =>
    ['-', name ?? attribute, evaluation, source, cause].filter(Boolean).join(' '),
  ),
]

const plan = (before: Template, after: Template, [old, now]: readonly [Given, Given] = [{}, {}]): string[] =>
  planUpdate(made(before, old), { template: after, parameters: now, tags: [] }, rule).flatMap(told)

const arn = { 'Fn::GetAtt': ['A', 'Arn'] }
const P = { Parameters: { P: { Type: 'String' } } }

const cases: [string, Template, Template, string[]][] = [
  ['nothing', of({ A: T({ X: 1 }) }), of({ A: T({ X: 1 }) }, { Description: 'other words' }), []],
  [
    'a property',
    of({ A: T({ X: 1 }) }),
    of({ A: T({ X: 2 }) }),
    ['Modify A False', '- X Static DirectModification'],
  ],
  [
    'a property that comes and one that goes',
    of({ A: T({ X: 1 }) }),
    of({ A: T({ Y: 1 }) }),
    ['Modify A False', '- X Static DirectModification', '- Y Static DirectModification'],
  ],
  [
    'a name',
    of({ A: T({ Name: 'a' }) }),
    of({ A: T({ Name: 'b' }) }),
    ['Modify A True', '- Name Static DirectModification'],
  ],
  [
    'the order of names, but no value',
    of({ A: T({ X: { a: 1, b: 2 } }) }),
    of({ A: T({ X: { b: 2, a: 1 } }) }),
    [],
  ],
  [
    'another way to the same value',
    of({ A: T(), B: T({ X: { Ref: 'A' } }) }),
    of({ A: T(), B: T({ X: { 'Fn::Sub': '${A}' } }) }),
    [],
  ],
  [
    'a property that goes by NoValue',
    of({ A: T({ X: 1 }) }),
    of({ A: T({ X: { Ref: 'AWS::NoValue' } }) }),
    ['Modify A False', '- X Static DirectModification'],
  ],
  ['an addition and a removal', of({ A: T() }), of({ B: T() }), ['Add B', 'Remove A']],
  [
    'removals backwards, after all else',
    of({ A: T(), B: T({ X: { Ref: 'A' } }), C: T({ X: 1 }) }),
    of({ C: T({ X: 2 }) }),
    ['Modify C False', '- X Static DirectModification', 'Remove B', 'Remove A'],
  ],
  [
    'a reference to what is new',
    of({ B: T() }),
    of({ B: T({ Key: { Ref: 'A' } }), A: T() }),
    ['Add A', 'Modify B True', '- Key Static DirectModification', '- Key Dynamic ResourceReference A'],
  ],
  [
    'what depends on what is replaced, maybe replaced as well',
    of({ A: T({ Name: 'a' }), B: T({ Key: { Ref: 'A' } }), C: T({ X: arn }) }),
    of({ A: T({ Name: 'b' }), B: T({ Key: { Ref: 'A' } }), C: T({ X: arn }) }),
    [
      'Modify A True',
      '- Name Static DirectModification',
      'Modify B Conditional',
      '- Key Dynamic ResourceReference A',
      'Modify C False',
      '- X Dynamic ResourceAttribute A.Arn',
    ],
  ],
  [
    'an attribute, but no reference, of what is changed in place',
    of({ A: T({ X: 1 }), B: T({ Key: { 'Fn::Sub': '${A.Arn}/x' } }), C: T({ Key: { Ref: 'A' } }) }),
    of({ A: T({ X: 2 }), B: T({ Key: { 'Fn::Sub': '${A.Arn}/x' } }), C: T({ Key: { Ref: 'A' } }) }),
    [
      'Modify A False',
      '- X Static DirectModification',
      'Modify B Conditional',
      '- Key Dynamic ResourceAttribute A.Arn',
    ],
  ],
  [
    'what stands beside the properties',
    of({ A: T() }),
    of({ A: T({}, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain', Metadata: { M: 1 } }) }),
    [
      'Modify A False',
      '- Metadata Static DirectModification',
      '- DeletionPolicy Static DirectModification',
      '- UpdateReplacePolicy Static DirectModification',
    ],
  ],
  [
    'tags',
    of({ A: T({ Tags: [] }) }),
    of({ A: T({ Tags: [{ Key: 'k', Value: 'v' }] }) }),
    ['Modify A False', '- Tags Static DirectModification'],
  ],
]
for (const [what, before, after, lines] of cases)
  test(`plans ${what}`, () => assert.equal(plan(before, after), lines))

test('a parameter is named as the cause', () => {
  const template = of({ A: T({ X: { Ref: 'P' }, Name: { 'Fn::Sub': '${P}-a' } }) }, P)
  assert.equal(plan(template, template, [{ P: '1' }, { P: '2' }]), [
    'Modify A True',
    '- X Static ParameterReference P',
    '- Name Static ParameterReference P',
  ])
})

test('a parameter that a condition reads adds and removes', () => {
  const template = of(
    { A: T({}, { Condition: 'On' }), B: T({ X: { 'Fn::If': ['On', 1, 2] } }) },
    { ...P, Conditions: { On: { 'Fn::Equals': [{ Ref: 'P' }, 'on'] } } },
  )
  const current = { ...made(of({ B: T({ X: 2 }) })), parameters: { P: 'off' } }
  const lines = planUpdate(current, { template, parameters: { P: 'on' }, tags: [] }, rule).flatMap(told)
  assert.equal(lines, ['Add A', 'Modify B False', '- X Static ParameterReference P'])
})

test('what becomes of what goes is told', () => {
  const policies = (before: Template, after: Template) =>
    planUpdate(made(before), { template: after, parameters: {}, tags: [] }, rule).map(({ policy }) => policy)
  const kept = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' }
  assert.equal(
    policies(
      of({ A: T({ Name: 'a' }, kept), B: T({ Name: 'b' }), C: T({}, kept), D: T() }),
      of({ A: T({ Name: 'x' }, kept), B: T({ Name: 'y' }) }),
    ),
    ['ReplaceAndRetain', 'ReplaceAndDelete', 'Delete', 'Retain'],
  )
})

test('what is not known yet is shown as CloudFormation shows it', () => {
  const [, change] = planUpdate(
    made(of({ A: T({ Name: 'a' }), B: T({ X: { Ref: 'A' } }) })),
    { template: of({ A: T({ Name: 'b' }), B: T({ X: { Ref: 'A' } }) }), parameters: {}, tags: [] },
    rule,
  )
  assert.equal([change?.before, change?.after], [{ X: 'a' }, { X: '{{changeSet:KNOWN_AFTER_APPLY}}' }])
})

test('an output or a tag is a change as well, a description is none', () => {
  const template = of({ A: T() }, { Outputs: { O: { Value: { Ref: 'A' } } } })
  const current = made(template)
  const changes = (after: Template, tags = current.tags as { key: string; value: string }[]) =>
    changesAnything([], current, { template: after, parameters: {}, tags })
  assert.not(changes({ ...template, Description: 'x' }))
  assert.ok(changes({ ...template, Outputs: {} }))
  assert.ok(changes({ ...template, Outputs: { O: { Value: 'b' } } }))
  assert.ok(changes(template, [{ key: 'k', value: 'v' }]))
})

test('a resource cannot become one of another type', () => {
  const { message } = refusalOf(() => plan(of({ A: T() }), of({ A: { Type: 'U' } })))
  assert.match(message, 'Update of resource type is not permitted')
  assert.match(message, '[A]')
})

test.run()
