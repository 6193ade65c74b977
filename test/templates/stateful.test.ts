// What holds state, or is known to others by its name: its logical id, type, name and keys stand in a golden file. A
// change of one of them replaces the resource in every stack that is deployed, or abandons it, so it is made by hand
// there, by somebody who wants that.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseTemplate } from '../../src/cfn/parse-template.ts'

const test = suite('what holds state')

const golden = 'test/fixtures/stateful.json'

// every property of these whose change means replacement
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
const identity: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::Table': ['TableName', 'KeySchema', 'LocalSecondaryIndexes', 'ImportSourceSpecification'],
  'AWS::Logs::LogGroup': ['LogGroupName'],
  'AWS::SNS::Topic': ['TopicName', 'FifoTopic'],
  'AWS::SQS::Queue': ['QueueName', 'FifoQueue'],
}

type Properties = Readonly<Record<string, unknown>>

const pick = (properties: Properties, names: readonly string[]): Properties =>
  Object.fromEntries(names.filter(name => name in properties).map(name => [name, properties[name]]))

/** The types of a table's keys; attributes of other indexes may come and go. */
const keyTypes = ({ KeySchema, AttributeDefinitions }: Properties): Properties => {
  if (!Array.isArray(KeySchema) || !Array.isArray(AttributeDefinitions)) return {}
  const keys = KeySchema.map(({ AttributeName }) => AttributeName)
  return { AttributeDefinitions: AttributeDefinitions.filter(each => keys.includes(each.AttributeName)) }
}

test(`is as ${golden} has it`, () => {
  const template = parseTemplate(readFileSync(join(process.cwd(), 'service.yaml'), 'utf8'))
  const present = Object.fromEntries(
    Object.entries(template.Resources).flatMap(([id, { Type, Properties = {}, ...rest }]) => {
      const names = identity[Type]
      if (!names) return []
      const { DeletionPolicy, UpdateReplacePolicy, Condition } = rest
      const kept = pick({ DeletionPolicy, UpdateReplacePolicy, Condition }, Object.keys(rest))
      return [[id, { Type, ...kept, ...pick(Properties, names), ...keyTypes(Properties) }]]
    }),
  )
  const held = JSON.parse(readFileSync(join(process.cwd(), golden), 'utf8'))
  assert.equal(JSON.parse(JSON.stringify(present)), held, JSON.stringify(present, null, 2))
})

test('names each kind of resource that stacks of this service keep', () => {
  const held: Record<string, { Type: string }> = JSON.parse(readFileSync(join(process.cwd(), golden), 'utf8'))
  const types = new Set(Object.values(held).map(({ Type }) => Type))
  assert.equal([...types].sort(), Object.keys(identity).sort())
})

test.run()
