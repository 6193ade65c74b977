// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${…} is what Fn::Sub takes
// Templates to start from: each resource of the real one with all that it needs, its code cut short, and a few small
// ones. A small template is read a hundred times while a whole one is read once.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { emitTemplate } from '../../src/cfn/emit-template.ts'
import { parseTemplate } from '../../src/cfn/parse-template.ts'
import type { Template, Value } from '../../src/cfn/template.ts'
import { creationOrder } from '../../src/local/cloudformation/order.ts'

const whole = parseTemplate(readFileSync(join(process.cwd(), 'service.yaml'), 'utf8'))
const short = {
  ...whole,
  Mappings: { ...whole.Mappings, Code: { index: { ...whole.Mappings?.Code?.index, js: '// code' } } },
} as Template

/** The part of the template that creates one resource, and nothing that it does not need. */
const around = (id: string): Template => {
  const { Outputs: _, ...rest } = short
  const needed = creationOrder(short, new Set(Object.keys(short.Resources)))
  const upTo = needed.slice(0, needed.indexOf(id) + 1)
  const wanted = new Set([id])
  for (const each of upTo.toReversed())
    if (wanted.has(each)) {
      const names = JSON.stringify(short.Resources[each])
      for (const other of upTo) if (names.includes(other)) wanted.add(other)
    }
  const Resources = Object.fromEntries(Object.entries(short.Resources).filter(([name]) => wanted.has(name)))
  return { ...rest, Resources }
}

const small: Template = {
  Parameters: {
    Name: { Type: 'String', Default: 'a', AllowedPattern: '[a-z]*', MaxLength: 9 },
    Size: { Type: 'Number', Default: 3, MinValue: 1, MaxValue: 9 },
    Names: { Type: 'CommaDelimitedList', Default: 'a,b' },
  },
  Mappings: { Map: { top: { second: 'x' } } },
  Conditions: {
    One: { 'Fn::Equals': [{ Ref: 'Name' }, 'a'] },
    Two: { 'Fn::And': [{ Condition: 'One' }, { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Size' }, '4'] }] }] },
  },
  Resources: {
    A: { Type: 'AWS::SQS::Queue', Condition: 'Two', Properties: { QueueName: { 'Fn::Sub': '${Name}-q' } } },
    B: {
      Type: 'AWS::SNS::Topic',
      DependsOn: 'A',
      Properties: { TopicName: { 'Fn::If': ['One', { 'Fn::Select': ['1', { Ref: 'Names' }] }, 'x'] } },
    },
  },
  Outputs: {
    Out: { Value: { 'Fn::GetAtt': ['B', 'TopicArn'] }, Export: { Name: 'exported' } },
    Map: { Value: { 'Fn::FindInMap': ['Map', 'top', 'second'] } },
  },
}

const parts = Object.keys(short.Resources).map(around)
const sorted = [...parts].sort((a, b) => JSON.stringify(a).length - JSON.stringify(b).length)

/** Templates as values, the smallest more than once. */
export const trees = [...sorted, ...sorted.slice(0, 8), small, small, small, small] as unknown as Value[]

/** The same as text, and one in JSON. */
export const textsOf = [...trees, small as unknown as Value].map((tree, index) =>
  index % 9 === 8 ? JSON.stringify(tree) : emitTemplate(tree as unknown as Template, ' a comment'),
)

/** Names that references of these lead to. */
export const known = [
  ...Object.keys(short.Resources),
  ...Object.keys(short.Parameters ?? {}),
  ...Object.keys(short.Conditions ?? {}),
  ...['Name', 'Size', 'Names', 'One', 'Two', 'Map', 'A', 'B'],
]
