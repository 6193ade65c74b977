// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${…} is what !Sub takes
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { emitTemplate } from '../../src/cfn/emit-template.ts'
import { parseTemplate } from '../../src/cfn/parse-template.ts'
import { shortTags } from '../../src/cfn/short-tags.ts'
import type { Template, Value } from '../../src/cfn/template.ts'

const test = suite('emit-template')

const holding = (P: Value): Template => ({ Resources: { A: { Type: 'T', Properties: { P } } } })
const emit = (value: Value) => emitTemplate(holding(value), 'made')
const back = (value: Value) => parseTemplate(emit(value)).Resources.A?.Properties?.P

test('a template reads as people write it', () => {
  const code = 'a;\n  b;\n'
  const template: Template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Conditions: { C: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'P' }, ''] }] } },
    Resources: {
      A: {
        Type: 'AWS::X::Y',
        DependsOn: ['B'],
        Properties: {
          Arn: { 'Fn::GetAtt': ['B', 'Arn'] },
          Name: { 'Fn::Sub': '${P}x' },
          Code: { 'Fn::If': ['C', { Ref: 'AWS::NoValue' }, { 'Fn::FindInMap': ['Code', 'index', 'js'] }] },
          Types: [{ AttributeType: 'N' }],
          Actions: ['sns:Publish', { Ref: 'P' }],
          Long: ['x'.repeat(160)],
          On: true,
        },
      },
    },
    Mappings: { Code: { index: { js: code.trimEnd() } } },
  }
  assert.equal(
    emitTemplate(template, 'made by\na machine'),
    `# made by
# a machine

AWSTemplateFormatVersion: '2010-09-09'
Conditions:
  C: !Not [!Equals [!Ref P, '']]
Resources:
  A:
    Type: AWS::X::Y
    DependsOn: [B]
    Properties:
      Arn: !GetAtt B.Arn
      Name: !Sub \${P}x
      Code: !If [C, !Ref AWS::NoValue, !FindInMap [Code, index, js]]
      Types:
      - AttributeType: 'N'
      Actions: [sns:Publish, !Ref P]
      Long:
      - ${'x'.repeat(160)}
      'On': true
Mappings:
  Code:
    index:
      js: |-
        a;
          b;
`,
  )
})

test('a value that stands twice is written twice, since CloudFormation reads no aliases', () => {
  const twice = { x: ['y'] }
  assert.not.match(emit({ a: twice, b: twice }), /[&*]/)
})

const values: Value[] = [
  'on',
  'N',
  '12:30',
  '2012-10-17',
  '0x1F',
  '1e3',
  '007',
  '',
  ' lead',
  'tail ',
  'a: b',
  '# no comment',
  "it's",
  '*',
  '!Ref X',
  'null',
  '~',
  'a\nb',
  'a\nb\n',
  '\n  a\n\n\n b',
  '  first\nsecond',
  'tab\there',
  `${' blank \n'.repeat(20)}`,
  'é😀',
  'x'.repeat(500),
  12,
  -0.5,
  1e21,
  true,
  [],
  {},
  [[]],
  { Ref: '12' },
  { Ref: 'on' },
  { Condition: 'C' },
  { Condition: { StringEquals: { a: 'b' } } },
  { 'Fn::Base64': { 'Fn::Sub': 'x' } },
  { 'Fn::Sub': 'two\nlines' },
  { 'Fn::Sub': ['${x}', { x: { Ref: 'A' } }] },
  { 'Fn::GetAtt': ['A', 'B.C'] },
  { 'Fn::GetAtt': ['A', { Ref: 'B' }] },
  { 'Fn::GetAtt': ['A'] },
  { 'Fn::GetAtt': ['A', 'B', 'C'] },
  { 'Fn::GetAtt': ['A.B', 'C'] },
  { 'Fn::Join': [',', ['a', { Ref: 'B' }, 'a, b', '[']] },
  { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] },
  { 'Fn::If': ['C', { a: 1 }, [{ b: 2 }]] },
  { 'Fn::Cidr': ['10.0.0.0/8', 6, '5'] },
  { 'Fn::Transform': { Name: 'M' } },
  { Ref: 'X', other: 1 },
]

for (const value of values)
  test(`${JSON.stringify(value).slice(0, 60)} comes back as it went`, () => assert.equal(back(value), value))

test('any value comes back as it went', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom('\n', ' ', 'a', ':', '#', "'", '-', '\t') }),
  )
  const { value } = fc.letrec<{ value: Value }>(tie => ({
    value: fc.oneof(
      { depthSize: 'small' },
      text,
      fc.integer(),
      fc.double({ noDefaultInfinity: true, noNaN: true }).map(number => number + 0),
      fc.boolean(),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(text, tie('value'), { maxKeys: 3, noNullPrototype: true }),
      // GetAtt has a shape of its own, tested above
      fc
        .tuple(
          fc.constantFrom(...[...shortTags.values()].filter(name => name !== 'Fn::GetAtt')),
          tie('value'),
        )
        .map(([name, item]) => ({ [name]: name === 'Condition' || name === 'Ref' ? 'X' : item })),
    ),
  }))
  fc.assert(
    fc.property(value, item => assert.equal(JSON.stringify(back(item)), JSON.stringify(item))),
    { numRuns: 1000 },
  )
})

test.run()
