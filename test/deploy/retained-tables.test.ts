import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseTemplate } from '../../src/cfn/parse-template.ts'
import { importsOf, keysAsText, tablesOf, templateOfTables } from '../../src/deploy/retained-tables.ts'
import { effectiveParameters } from '../../src/deploy/settings.ts'

const test = suite('tables that outlive their stack')

const service = parseTemplate(readFileSync('service.yaml', 'utf8'))

test('the tables of the service are known by the names that they will have', () => {
  const parameters = effectiveParameters(service, { NamePrefix: 'p_' }, [])
  assert.equal(
    tablesOf(service, parameters).map(({ id, name }) => `${id} ${name}`),
    [
      'MessageRecvTable p_message_recv',
      'WeeklyDiagnosticTable p_weekly_diagnostic',
      'ReceivedWindowTable p_received_window',
    ],
  )
})

test("a name that is only known later stands in nobody's way", () => {
  const table = (TableName: unknown) => ({ Type: 'AWS::DynamoDB::Table', Properties: { TableName } })
  const template = parseTemplate(
    JSON.stringify({
      Resources: {
        Topic: { Type: 'AWS::SNS::Topic' },
        None: { Type: 'AWS::DynamoDB::Table' },
        ByAttribute: table({ 'Fn::GetAtt': ['Topic', 'TopicName'] }),
        BySub: table({ 'Fn::Sub': `\${Topic}` }),
        Plain: table('plain'),
      },
    }),
  )
  assert.equal(
    tablesOf(template, {}).map(({ name }) => name),
    ['plain'],
  )
})

test('they are imported by a template of themselves, without the code and without outputs', () => {
  const text = templateOfTables(service, ['MessageRecvTable'])
  const template = parseTemplate(text)
  assert.equal(Object.keys(template.Resources), ['MessageRecvTable'])
  assert.is(template.Outputs, undefined)
  assert.is(template.Mappings, undefined)
  assert.equal(template.Resources.MessageRecvTable, service.Resources.MessageRecvTable)
  assert.equal(importsOf([{ id: 'MessageRecvTable', name: 'p_x', owner: undefined, fits: true }]), [
    {
      ResourceType: 'AWS::DynamoDB::Table',
      LogicalResourceId: 'MessageRecvTable',
      ResourceIdentifier: { TableName: 'p_x' },
    },
  ])
})

test('keys are compared by name and kind', () => {
  const keys = [{ AttributeName: 'a', KeyType: 'HASH' }]
  assert.is(keysAsText(keys), keysAsText([{ KeyType: 'HASH', AttributeName: 'a' }]))
  assert.is.not(keysAsText(keys), keysAsText([{ AttributeName: 'b', KeyType: 'HASH' }]))
  assert.is.not(keysAsText(keys), keysAsText(undefined))
})

test.run()
