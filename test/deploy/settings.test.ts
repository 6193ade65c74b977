import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { effectiveParameters, parametersFor, parsePairs, tagsFor } from '../../src/deploy/settings.ts'
import { wayOfCode } from '../../src/deploy/way-of-code.ts'

const test = suite('parameters, tags and the way of the code')

const template = {
  Parameters: {
    Unit: { Type: 'String', Default: 's' },
    Prefix: { Type: 'String' },
    New: { Type: 'Number', Default: 3 },
  },
}
const had = [
  { ParameterKey: 'Unit', ParameterValue: 'ms' },
  { ParameterKey: 'Gone', ParameterValue: 'x' },
]

test('a parameter that is named is sent, one that the stack has keeps its value, others take the default', () => {
  assert.equal(parametersFor(template, { Prefix: 'a_' }, had), [
    { ParameterKey: 'Unit', UsePreviousValue: true },
    { ParameterKey: 'Prefix', ParameterValue: 'a_' },
  ])
})

test('a parameter can be given the empty value', () => {
  assert.equal(parametersFor(template, { Prefix: '' }, []), [{ ParameterKey: 'Prefix', ParameterValue: '' }])
})

test('a parameter that the template does not declare is refused, with those that it has', () => {
  assert.throws(
    () => parametersFor(template, { unit: 'ms' }, []),
    /^The template has no parameter unit\.\n {2}It has Unit, Prefix, New\./,
  )
})

test('what the parameters will be: given, else as they were, else the default', () => {
  assert.equal(effectiveParameters(template, { New: '4' }, had), {
    Unit: 'ms',
    Prefix: '',
    New: '4',
    Gone: 'x',
  })
})

test('tags that are not named stay', () => {
  const tags = [
    { Key: 'a', Value: '1' },
    { Key: 'b', Value: '2' },
  ]
  assert.is(tagsFor({}, tags), undefined)
  assert.equal(tagsFor({ b: '3', c: '' }, tags), [
    { Key: 'a', Value: '1' },
    { Key: 'b', Value: '3' },
    { Key: 'c', Value: '' },
  ])
})

test('NAME=VALUE is split at its first equals sign', () => {
  assert.equal(parsePairs('--tag', ['a=b=c', 'd=']), { a: 'b=c', d: '' })
})

for (const [pairs, text] of [
  [['a'], /^--tag is "a"\.\n {2}Give a name, an equals sign and a value/],
  [['=b'], /^--tag is "=b"\./],
  [['a=1', 'a=2'], /^--tag gives a twice\./],
] as const)
  test(`refuses ${pairs.join(' ')}`, () => {
    assert.throws(() => parsePairs('--tag', pairs), text)
  })

const inBucket = { CodeBucket: 'mine', CodePrefix: 'guac/' }
const ways = [
  [
    'inline, as a stack without a bucket is',
    {},
    { CodeBucket: '', CodePrefix: '' },
    { way: 'inline', parameters: {} },
  ],
  ['inline, as the default says', {}, { CodeBucket: 'none' }, { way: 'inline', parameters: {} }],
  ['as a zip, when the stack has it so', {}, inBucket, { way: 'zip', bucket: 'mine', prefix: 'guac/' }],
  ['back inline', { code: 'inline' }, inBucket, { way: 'inline', parameters: { CodeBucket: 'none' } }],
  ['as a zip in a bucket to be found', { code: 'zip' }, {}, { way: 'zip', bucket: undefined, prefix: '' }],
  ['a bucket says zip', { bucket: 'other' }, inBucket, { way: 'zip', bucket: 'other', prefix: 'guac/' }],
] as const
for (const [what, wish, effective, way] of ways)
  test(`code goes ${what}`, () => assert.equal(wayOfCode(wish, effective), way))

test('wishes about the code that contradict each other are refused', () => {
  assert.throws(() => wayOfCode({ code: 'inline', bucket: 'b' }, {}), /^--bucket is for --code zip/)
  assert.throws(() => wayOfCode({ code: 'tar' }, {}), /^--code is "tar"\.\n {2}Give inline or zip/)
})

test.run()
