// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${…} is what Sub takes
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { assemble, type Part } from '../../src/cfn/assemble.ts'
import { Equals, FindInMap, GetAtt, If, Not, NoValue, Ref, Sub } from '../../src/cfn/functions.ts'
import { SNS } from '../../src/cfn/kinds.ts'
import type { Template, Value } from '../../src/cfn/template.ts'

const test = suite('assemble')

const topic = (properties: object = {}, attributes: object = {}) => SNS.Topic(properties, attributes)
const named = (name: unknown) => topic({ TopicName: name })
const rest: Part = {
  Parameters: { P: { Type: 'String' } },
  Conditions: { C: Not(Equals(Ref('P'), '')) },
  Resources: { B: topic() },
  Mappings: { M: { top: { second: 'x' } } },
}
const withA = (A: ReturnType<typeof topic>): Template => assemble('', rest, { Resources: { A } })

test('parts become one template, its sections in a fixed order', () => {
  const template = assemble('What it is', { Outputs: { O: { Value: Ref('B') } } }, rest)
  assert.equal(
    Object.keys(template).join(' '),
    'AWSTemplateFormatVersion Description Parameters Conditions Resources Outputs Mappings',
  )
  assert.equal(template.Outputs?.O?.Value, { Ref: 'B' })
})

test('a template is frozen to its leaves', () => {
  const { Resources } = withA(named('x'))
  assert.throws(() => Object.assign(Resources.A?.Properties as object, { TopicName: 'y' }), /read only/)
  assert.throws(() => Object.assign(Resources, { D: 1 }), /not extensible/)
})

test('what is undefined is left out', () =>
  assert.equal(withA(topic({ TopicName: undefined })).Resources.A?.Properties, {}))

test('what no template can hold is an error', () => {
  for (const value of [Number.NaN, 1n, () => 1, Symbol('x')])
    assert.throws(() => named(value), /A template cannot hold/)
})

test('a logical name that stands twice is an error with its section', () => {
  assert.throws(() => assemble('', rest, { Resources: { B: topic() } }), /^Resources\.B is defined twice\.$/)
})

test('a parameter and a resource of one name are an error, since Ref could mean either', () =>
  assert.throws(
    () => assemble('', rest, { Resources: { P: topic() } }),
    /^P names both a parameter and a resource\.$/,
  ))

const leading: [string, Value][] = [
  ['Ref of a parameter', Ref('P')],
  ['Ref of a resource', Ref('B')],
  ['Ref of a pseudo parameter', Ref('AWS::Region')],
  ['GetAtt', GetAtt('B', 'TopicName')],
  ['Sub', Sub('${P}-${B.TopicName}-${AWS::Region}-${!P2}')],
  ['If', If('C', Ref('P'), NoValue)],
  ['FindInMap', FindInMap('M', 'top', 'second')],
].map(([what, value]) => [what as string, JSON.parse(JSON.stringify(value))])

for (const [what, value] of leading)
  test(`${what} that leads somewhere is kept`, () =>
    assert.equal(withA(named(value)).Resources.A?.Properties?.TopicName, value))

const astray: [string, unknown, string][] = [
  ['Ref', Ref('X'), 'X, which is not a parameter or resource'],
  ['Ref of no pseudo parameter', Ref('AWS::Regoin'), 'AWS::Regoin, which is not a parameter or resource'],
  ['GetAtt', GetAtt('X', 'Arn'), 'X, which is not a resource'],
  ['GetAtt of a parameter', GetAtt('P', 'Arn'), 'P, which is not a resource'],
  ['Sub', Sub('a${X}'), 'X, which is not a parameter or resource'],
  ['an attribute in Sub', Sub('a${P.Arn}'), 'P, which is not a resource'],
  ['If', If('X', 1, 2), 'X, which is not a condition'],
  ['a Ref within If', If('C', Ref('X'), 2), 'X, which is not a parameter or resource'],
  ['a Ref within a list', [Ref('X')], 'X, which is not a parameter or resource'],
  ['FindInMap', FindInMap('M', 'top', 'third'), 'M.top.third, which is not an entry of a mapping'],
]

for (const [what, value, end] of astray)
  test(`${what} that leads nowhere is an error with both ends`, () =>
    assert.throws(
      () => withA(named(value)),
      (error: Error) =>
        error.message.startsWith('Resources.A.Properties.TopicName') &&
        error.message.endsWith(`refers to ${end}.`),
    ))

test('DependsOn and Condition that lead nowhere are errors with both ends', () => {
  assert.throws(
    () => withA(topic({}, { DependsOn: ['B', 'X'] })),
    /Resources\.A\.DependsOn refers to X, which is not a resource/,
  )
  assert.throws(() => withA(topic({}, { DependsOn: 'P' })), /Resources\.A\.DependsOn refers to P/)
  assert.throws(
    () => withA(topic({}, { Condition: 'X' })),
    /Resources\.A\.Condition refers to X, which is not a condition/,
  )
})

test('conditions and outputs are searched as well', () => {
  assert.throws(
    () => assemble('', rest, { Conditions: { D: Equals(Ref('X'), '') } }),
    /Conditions\.D\S* refers to X/,
  )
  assert.throws(
    () => assemble('', rest, { Outputs: { O: { Value: GetAtt('X', 'Arn') } } }),
    /Outputs\.O\.Value refers to X/,
  )
})

test.run()
