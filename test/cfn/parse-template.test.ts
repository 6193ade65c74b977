// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${…} is what !Sub takes
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseTemplate } from '../../src/cfn/parse-template.ts'
import { TemplateError, type Value } from '../../src/cfn/template.ts'

const test = suite('parse-template')

/** The value that a template's one property has after reading. */
const read = (text: string): Value | undefined =>
  parseTemplate(`Resources:\n  A:\n    Type: T\n    Properties:\n      P: ${text}\n`).Resources.A?.Properties
    ?.P

const refusal = (text: string): TemplateError => {
  try {
    parseTemplate(text)
  } catch (error) {
    if (error instanceof TemplateError) return error
    throw error
  }
  throw new Error(`accepted: ${text}`)
}

const values: [string, Value][] = [
  ['text', 'text'],
  ["'12'", '12'],
  ['12', 12],
  ['true', true],
  ['no', false],
  ['N', 'N'],
  ['0x1F', 31],
  ['.inf', '.inf'],
  ['2012-10-17', '2012-10-17'],
  ['!Ref X', { Ref: 'X' }],
  ['!Ref 12', { Ref: '12' }],
  ['!Ref AWS::Region', { Ref: 'AWS::Region' }],
  ['!Condition C', { Condition: 'C' }],
  ['!GetAtt A.Arn', { 'Fn::GetAtt': ['A', 'Arn'] }],
  ['!GetAtt A.Outputs.X', { 'Fn::GetAtt': ['A', 'Outputs.X'] }],
  ['!GetAtt [A, Arn]', { 'Fn::GetAtt': ['A', 'Arn'] }],
  ['{ Fn::GetAtt: A.Arn }', { 'Fn::GetAtt': ['A', 'Arn'] }],
  ['!GetAtt A', { 'Fn::GetAtt': 'A' }],
  ["!Sub '${A}x'", { 'Fn::Sub': '${A}x' }],
  ["!Sub ['${x}', { x: !Ref A }]", { 'Fn::Sub': ['${x}', { x: { Ref: 'A' } }] }],
  ['!FindInMap [Code, index, js]', { 'Fn::FindInMap': ['Code', 'index', 'js'] }],
  ['!If [C, 1, !Ref AWS::NoValue]', { 'Fn::If': ['C', 1, { Ref: 'AWS::NoValue' }] }],
  ["!Not [!Equals [!Ref A, '']]", { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'A' }, ''] }] }],
  ['!And [!Condition C, !Condition D]', { 'Fn::And': [{ Condition: 'C' }, { Condition: 'D' }] }],
  ['!Or [!Condition C]', { 'Fn::Or': [{ Condition: 'C' }] }],
  ["!Join ['-', [a, b]]", { 'Fn::Join': ['-', ['a', 'b']] }],
  ["!Select [0, !Split [',', 'a,b']]", { 'Fn::Select': [0, { 'Fn::Split': [',', 'a,b'] }] }],
  ["!GetAZs ''", { 'Fn::GetAZs': '' }],
  ['!Cidr [!Ref A, 6, 5]', { 'Fn::Cidr': [{ Ref: 'A' }, 6, 5] }],
  ['!Base64 x', { 'Fn::Base64': 'x' }],
  ['!ImportValue x', { 'Fn::ImportValue': 'x' }],
  ['!Transform { Name: M }', { 'Fn::Transform': { Name: 'M' } }],
  ['!ToJsonString { a: 1 }', { 'Fn::ToJsonString': { a: 1 } }],
  ['!Length [1]', { 'Fn::Length': [1] }],
  ['!ForEach [X, [a], {}]', { 'Fn::ForEach': ['X', ['a'], {}] }],
  ['|-\n        a\n        b', 'a\nb'],
  ['!!str 12', '12'],
  ['{ 012: x, on: yes, 2012-10-17: z }', { '012': 'x', on: true, '2012-10-17': 'z' }],
  ['{ __proto__: x }', JSON.parse('{"__proto__":"x"}')],
]

for (const [text, value] of values)
  test(`${text.replaceAll('\n', '\\n')} is ${JSON.stringify(value)}`, () =>
    assert.equal(JSON.stringify(read(text)), JSON.stringify(value)))

const resources = 'Resources: { A: { Type: T } }'

const wrongs: [string, string, RegExp][] = [
  ['an unclosed list', 'Resources:\n  A: [', /^line 2, column \d+: .*\.$/],
  ['two keys in a line', 'a: b: c', /^line 1, column 4: /],
  ['a tab as indentation', 'Resources:\n\tA: 1', /^line 2, column 1: /],
  ['a repeated name', 'Resources:\n  A: { Type: T }\n  A: { Type: T }', /^line 3, column 3: /],
  [
    'an unknown tag',
    'Resources:\n  A:\n    Type: !Reff X',
    /^line 3, column 17: !Reff is no tag of CloudFormation/,
  ],
  [
    'a tag that CloudFormation leaves out',
    'Description: !!binary aGk=',
    /line 1, column 23: !!binary is no tag/,
  ],
  ['an alias', `Metadata: &a {}\n${resources}\nOutputs: *a`, /^line 3, column 10: .*no YAML aliases/],
  ['a mapping as a name', '? { a: 1 }\n: 2', /^line 1, column 3: A name must be plain text/],
  ['two documents', `${resources}\n---\n${resources}`, /^line 2, column 1: /],
  ['an empty text', '', /The template is empty/],
  ['a comment alone', '# nothing\n', /The template is empty/],
  ['a list', '[]', /A template must be a mapping/],
  ['a word', 'hello', /A template must be a mapping/],
  ['no resources', 'Description: x', /Resources must be a mapping/],
  ['empty resources', 'Resources: {}', /at least one resource/],
  ['a section of another name', `${resources}\nResource: {}`, /A template has no section Resource\./],
  ['a resource without a type', 'Resources: { A: {} }', /Resources\.A\.Type must be text/],
  ['a resource that is text', 'Resources: { A: x }', /Resources\.A must be a mapping/],
  [
    'a loop of LanguageExtensions',
    'Resources: { Fn::ForEach::A: [] }',
    /Resources\.Fn::ForEach::A must be a mapping/,
  ],
  [
    'properties in a list',
    'Resources: { A: { Type: T, Properties: [] } }',
    /Resources\.A\.Properties must be/,
  ],
  ['a dependency on a function', 'Resources: { A: { Type: T, DependsOn: !Ref B } }', /A\.DependsOn must be/],
  [
    'a computed deletion policy',
    'Resources: { A: { Type: T, DeletionPolicy: !Ref B } }',
    /DeletionPolicy must be text/,
  ],
  ['a parameter without a type', `${resources}\nParameters: { P: {} }`, /Parameters\.P\.Type must be text/],
  [
    'a computed default',
    `${resources}\nParameters: { P: { Type: String, Default: !Ref Q } }`,
    /Parameters\.P\.Default must be a literal/,
  ],
  [
    'allowed values that are no list',
    `${resources}\nParameters: { P: { Type: String, AllowedValues: a } }`,
    /Parameters\.P\.AllowedValues must be a list of literals/,
  ],
  [
    'a length that is no number',
    `${resources}\nParameters: { P: { Type: String, MaxLength: long } }`,
    /Parameters\.P\.MaxLength must be a number/,
  ],
  ['an output without a value', `${resources}\nOutputs: { O: {} }`, /Outputs\.O has no Value/],
  ['a flat map', `${resources}\nMappings: { M: { a: b } }`, /Mappings\.M\.a must be a mapping/],
  [
    'a name with nothing after it',
    'Resources:\n  A:\n    Type: T\n    Properties: { P: [ { Q: } ] }',
    /Resources\.A\.Properties\.P\.0\.Q has no value/,
  ],
  [
    'JSON with a null',
    '{"Resources":{"A":{"Type":"T","Properties":{"P":null}}}}',
    /Resources\.A\.Properties\.P has no value/,
  ],
  ['JSON that is cut off', '{"Resources": {"A": {"Type": "T"', /^line 1, column \d+: /],
  ['endless nesting', `Metadata: ${'['.repeat(50_000)}`, /^line 1, column \d+: |nested too deeply/],
  [
    'JSON that is nested deep',
    `{"Metadata":{"a":${'['.repeat(150)}${']'.repeat(150)}}}`,
    /Nested deeper than 100 levels/,
  ],
  ['a version that is no text', `${resources}\nAWSTemplateFormatVersion: 2010`, /FormatVersion must be text/],
  ['a description that is no text', `${resources}\nDescription: [x]`, /Description must be text/],
  ['deep nesting', `Metadata: ${'['.repeat(150)}${']'.repeat(150)}`, /Nested deeper than 100 levels/],
]

for (const [what, text, message] of wrongs)
  test(`${what} is refused, with the place`, () => assert.match(refusal(text).message, message))

test('a fault in the text carries its line and column', () => {
  const { line, column } = refusal('Resources:\n  A:\n    Type: !Reff X')
  assert.equal([line, column], [3, 17])
})

test('JSON is read as well', () => {
  const template = parseTemplate('{"Resources":{"A":{"Type":"T","Properties":{"P":{"Fn::GetAtt":"B.Arn"}}}}}')
  assert.equal(template.Resources.A?.Properties, { P: { 'Fn::GetAtt': ['B', 'Arn'] } })
})

test('JSON with tabs is read as well', () => {
  assert.equal(parseTemplate('{\n\t"Resources": {\n\t\t"A": {"Type": "T"}\n\t}\n}').Resources.A?.Type, 'T')
})

test.run()
