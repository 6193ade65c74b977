// What has been released is deployed somewhere: its data must outlive every update. The template of each release
// stands in test/fixtures, and what holds state or is known to others by its name keeps both.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseTemplate } from '../../src/cfn/parse-template.ts'

const test = suite('releases')

const fixtures = join(process.cwd(), 'test/fixtures')
const read = (path: string) => parseTemplate(readFileSync(path, 'utf8'))
const present = read(join(process.cwd(), 'service.yaml'))

// an update that changes one of these replaces the resource:
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
const replacing: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::Table': ['TableName', 'KeySchema'],
  'AWS::SNS::Topic': ['TopicName', 'FifoTopic'],
  'AWS::SQS::Queue': ['QueueName', 'FifoQueue'],
}

const releases = readdirSync(fixtures).filter(name => /^v\d.*\.yaml$/.test(name))

test('there is a fixture of a release', () => assert.ok(releases.length > 0))

for (const release of releases) {
  const released = read(join(fixtures, release))

  test(`no table, topic or queue of ${release} is replaced or lost by an update`, () => {
    for (const [id, resource] of Object.entries(released.Resources)) {
      const properties = replacing[resource.Type]
      if (!properties) continue
      const now = present.Resources[id]
      assert.is(now?.Type, resource.Type, id)
      for (const property of properties)
        assert.equal(now?.Properties?.[property], resource.Properties?.[property], `${id} ${property}`)
      if (resource.DeletionPolicy) assert.is(now?.DeletionPolicy, resource.DeletionPolicy, id)
    }
  })

  test(`whoever gave ${release} its parameters, or read its outputs, can go on`, () => {
    for (const name of Object.keys(released.Parameters ?? {})) assert.ok(present.Parameters?.[name], name)
    for (const name of Object.keys(released.Outputs ?? {})) assert.ok(present.Outputs?.[name], name)
    for (const [name, parameter] of Object.entries(present.Parameters ?? {}))
      if (!released.Parameters?.[name]) assert.ok(parameter.Default !== undefined, `${name} needs a default`)
  })
}

test.run()
