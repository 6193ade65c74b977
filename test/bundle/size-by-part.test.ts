import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { describeSizes, grouped, sizeByPart } from '../../src/bundle/size-by-part.ts'
import { emitTemplate } from '../../src/cfn/emit-template.ts'

const test = suite('size-by-part')

const template = {
  Resources: {
    Topic: { Type: 'AWS::SNS::Topic' },
    Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { Metrics: ['é'] } },
    Table: { Type: 'AWS::DynamoDB::Table' },
  },
  Outputs: { Topic: { Value: { Ref: 'Topic' } } },
  Mappings: { Code: { index: { js: 'Resources:\n  Alarm:\n' } } },
}

test('each byte belongs to one part', () => {
  const text = emitTemplate(template, 'é')
  const sizes = sizeByPart(text, template)
  assert.is(sizes.total, Buffer.byteLength(text))
  assert.is(sizes.code + sizes.resources + sizes.monitoring + sizes.rest, sizes.total)
  assert.is(
    sizes.monitoring,
    Buffer.byteLength('  Alarm:\n    Type: AWS::CloudWatch::Alarm\n    Properties:\n      Metrics: [é]\n'),
  )
})

test('code that looks like a template is code', () => {
  const { code } = sizeByPart(emitTemplate(template, ''), template)
  assert.is(
    code,
    'Mappings:\n  Code:\n    index:\n      js: |\n        Resources:\n          Alarm:\n'.length,
  )
})

test('sizes are told in bytes and in percent of what CloudFormation takes', () =>
  assert.is(
    describeSizes({ code: 25_600, resources: 512, monitoring: 0, rest: 0, total: 26_112 }),
    [
      '  code        25,600 bytes  50.0 %',
      '  resources      512 bytes   1.0 %',
      '  monitoring       0 bytes   0.0 %',
      '  rest             0 bytes   0.0 %',
      '  total       26,112 bytes  51.0 %',
    ].join('\n'),
  ))

const numbers: [number, string][] = [
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [51_200, '51,200'],
  [1_048_576, '1,048,576'],
]

for (const [number, text] of numbers)
  test(`${number} is told as ${text}`, () => assert.is(grouped(number), text))

test.run()
