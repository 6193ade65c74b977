import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ParameterDefinition } from '../../../src/cfn/template.ts'
import { resolveParameters } from '../../../src/local/cloudformation/parameters.ts'
import { refusalOf } from '../helpers/refusal.ts'

const test = suite('parameters')

const resolve = (definition: ParameterDefinition, value?: string) =>
  resolveParameters({ Parameters: { P: definition }, Resources: {} }, value === undefined ? {} : { P: value })
    .P

const accepted: [ParameterDefinition, string | undefined, unknown][] = [
  [{ Type: 'String', Default: 'a' }, undefined, 'a'],
  [{ Type: 'String', Default: 'a' }, 'b', 'b'],
  [{ Type: 'String', Default: '' }, undefined, ''],
  [{ Type: 'String', AllowedPattern: '[a-z]*' }, 'abc', 'abc'],
  [{ Type: 'String', AllowedValues: ['s', 'ms'] }, 'ms', 'ms'],
  [{ Type: 'Number', Default: 7, MinValue: 1, MaxValue: 9 }, undefined, '7'],
  [{ Type: 'Number', AllowedValues: [1, 2] }, '2', '2'],
  [{ Type: 'CommaDelimitedList' }, 'a, b,c', ['a', 'b', 'c']],
  [{ Type: 'CommaDelimitedList', AllowedValues: ['a', 'b'] }, 'b,a', ['b', 'a']],
  [{ Type: 'CommaDelimitedList', AllowedPattern: '[0-9]{2}' }, '12, 34', ['12', '34']],
  [{ Type: 'List<Number>', MaxValue: 9 }, '1, 2', ['1', '2']],
]
for (const [definition, value, result] of accepted)
  test(`${JSON.stringify(definition)} takes ${value ?? 'its default'}`, () =>
    assert.equal(resolve(definition, value), result))

const refused: [ParameterDefinition, string | undefined, string][] = [
  [{ Type: 'String' }, undefined, 'Parameters: [P] must have values'],
  [{ Type: 'String', AllowedPattern: '[a-z]*' }, 'aB', 'pattern: [a-z]*'],
  [
    { Type: 'String', AllowedPattern: '[a-z]*', ConstraintDescription: 'small letters' },
    '1',
    'small letters',
  ],
  [{ Type: 'String', AllowedPattern: '(' }, 'a', 'no regular expression'],
  [{ Type: 'String', AllowedValues: ['s'] }, 'ns', 'enum value set: [s]'],
  [{ Type: 'String', MinLength: 2 }, 'a', 'length'],
  [{ Type: 'String', MaxLength: 2 }, 'abc', 'length'],
  [{ Type: 'Number' }, 'many', 'must be a number'],
  [{ Type: 'Number' }, '', 'must be a number'],
  [{ Type: 'Number', MaxValue: 9 }, '10', 'between any and 9'],
  [{ Type: 'List<Number>' }, '1,many', 'must be a number'],
  [{ Type: 'CommaDelimitedList', AllowedValues: ['a'] }, 'a,b', 'enum value set: [a]'],
  [{ Type: 'CommaDelimitedList', AllowedPattern: '[0-9]{2}' }, '12,3', 'pattern: [0-9]{2}'],
  [{ Type: 'List<AWS::EC2::Subnet::Id>' }, 'x', 'List<AWS::EC2::Subnet::Id> (P)'],
  [{ Type: 'AWS::SSM::Parameter::Value<String>' }, 'x', 'AWS::SSM::Parameter::Value<String> (P)'],
]
for (const [definition, value, words] of refused)
  test(`${JSON.stringify(definition)} refuses ${value ?? 'nothing'}`, () => {
    const { code, message } = refusalOf(() => resolve(definition, value))
    assert.is(code, 'ValidationError')
    assert.ok(message.includes(words), message)
  })

test('a pattern that would need longer than anybody waits is refused', () =>
  assert.match(
    refusalOf(() => resolve({ Type: 'String', AllowedPattern: '(a+)+b' }, 'a'.repeat(60))).message,
    'AllowedPattern of the parameter P takes longer than a second on its value',
  ))

test('a value for no parameter is refused by name', () =>
  assert.match(
    refusalOf(() => resolveParameters({ Resources: {} }, { Extra: '1' })).message,
    'Parameters: [Extra] do not exist in the template',
  ))

test('a parameter may have the name of a member of every object', () => {
  const Parameters = { constructor: { Type: 'String' } }
  assert.match(
    refusalOf(() => resolveParameters({ Parameters, Resources: {} }, {})).message,
    '[constructor] must have values',
  )
  const values = resolveParameters({ Parameters, Resources: {} }, { constructor: 'x' } as never)
  assert.is(Object.getOwnPropertyDescriptor(values, 'constructor')?.value, 'x')
})

test.run()
