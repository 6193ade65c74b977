import { isDeepStrictEqual } from 'node:util'
import { isMapping } from '../../../cfn/check-template.ts'
import type { Mapping } from '../../../cfn/template.ts'
import { AwsError } from '../../protocol/aws-error.ts'
import { type Answer, jsonCall } from '../../protocol/call.ts'
import { mappingOf, type Providers, type Services, text } from '../provider.ts'

type Table = { TableName: string; TableArn: string; CreationDateTime: number; LatestStreamArn?: string }
type TableDescription = { TableDescription: Table }
type Described = { Table: Table }

const dynamodb = async <Output>(services: Services, action: string, input: unknown): Promise<Output> => {
  const answer: Answer = await services.dynamodb.service(
    jsonCall('dynamodb', `DynamoDB_20120810.${action}`, input),
  )
  const output = JSON.parse(answer.body)
  if (answer.status === 200) return output as Output
  throw new AwsError(String(output.__type).split('#').at(-1) ?? '', output.message ?? output.Message ?? '')
}

const attributesOf = ({ TableArn, LatestStreamArn }: Table) => ({
  Arn: TableArn,
  ...(LatestStreamArn ? { StreamArn: LatestStreamArn } : {}),
})

const attributeTypes = ({ AttributeDefinitions = [] }: Mapping): readonly (readonly [string, string])[] =>
  [AttributeDefinitions].flat().map(definition => {
    const { AttributeName = '', AttributeType = '' } = isMapping(definition) ? definition : {}
    return [String(AttributeName), String(AttributeType)]
  })

/** What is kept and shown beside the table: made, changed and taken back as the template says. */
const applySettings = async (
  services: Services,
  TableName: string,
  before: Mapping,
  after: Mapping,
): Promise<void> => {
  const ttl = ({ TimeToLiveSpecification: wanted }: Mapping) =>
    isMapping(wanted) && String(wanted.Enabled) === 'true' ? String(wanted.AttributeName) : undefined
  const setTtl = (AttributeName: string, Enabled: boolean) =>
    dynamodb(services, 'UpdateTimeToLive', { TableName, TimeToLiveSpecification: { AttributeName, Enabled } })
  const [old, wanted] = [ttl(before), ttl(after)]
  if (old !== undefined && old !== wanted) await setTtl(old, false)
  if (wanted !== undefined && old !== wanted) await setTtl(wanted, true)

  const recovery = ({ PointInTimeRecoverySpecification: given }: Mapping) => (isMapping(given) ? given : {})
  if (isDeepStrictEqual(recovery(before), recovery(after))) return
  const { PointInTimeRecoveryEnabled, RecoveryPeriodInDays } = recovery(after)
  await dynamodb(services, 'UpdateContinuousBackups', {
    TableName,
    PointInTimeRecoverySpecification: {
      PointInTimeRecoveryEnabled: String(PointInTimeRecoveryEnabled) === 'true',
      ...(RecoveryPeriodInDays === undefined ? {} : { RecoveryPeriodInDays: Number(RecoveryPeriodInDays) }),
    },
  })
}

export const storage: Providers = {
  'AWS::DynamoDB::Table': {
    properties: [
      'AttributeDefinitions',
      'BillingMode',
      'GlobalSecondaryIndexes',
      'KeySchema',
      'LocalSecondaryIndexes',
      'ProvisionedThroughput',
      'StreamSpecification',
      'TableName',
      'TimeToLiveSpecification',
    ],
    replacedBy: ['KeySchema', 'LocalSecondaryIndexes', 'TableName'],
    // an attribute may come or go, but not change its type
    replaces: (before, after) => {
      const types = new Map(attributeTypes(before))
      return attributeTypes(after).some(([name, type]) => (types.get(name) ?? type) !== type)
    },
    named: 'TableName',
    create: async (properties, services, freeName) => {
      const { StreamSpecification, TimeToLiveSpecification, PointInTimeRecoverySpecification, ...rest } =
        properties
      const stream = mappingOf(properties, 'StreamSpecification', ['StreamViewType'])
      const name = text(properties, 'TableName') ?? freeName
      const { TableDescription: table } = await dynamodb<TableDescription>(services, 'CreateTable', {
        ...rest,
        TableName: name,
        // CloudFormation's StreamSpecification has no StreamEnabled, the API's must have it
        ...(StreamSpecification ? { StreamSpecification: { ...stream, StreamEnabled: true } } : {}),
      }).catch(error => {
        // most often a table that an earlier stack retained
        if (error instanceof AwsError && error.code === 'ResourceInUseException')
          throw new Error(`${name} already exists`)
        throw error
      })
      await applySettings(services, table.TableName, {}, properties)
      return {
        physicalId: table.TableName,
        attributes: attributesOf(table),
      }
    },
    update: async ({ physicalId: TableName, properties: before }, after, services) => {
      const differs = (name: string) => !isDeepStrictEqual(before[name], after[name])
      if (differs('GlobalSecondaryIndexes'))
        throw new Error(
          `The local stack cannot change the GlobalSecondaryIndexes of a table, here ${TableName}.`,
        )
      const update = (input: object) => dynamodb(services, 'UpdateTable', { TableName, ...input })
      const { BillingMode = 'PROVISIONED', ProvisionedThroughput } = after
      if (differs('BillingMode') || differs('ProvisionedThroughput'))
        await update({ BillingMode, ...(ProvisionedThroughput ? { ProvisionedThroughput } : {}) })
      const stream = mappingOf(after, 'StreamSpecification', ['StreamViewType'])
      if (differs('StreamSpecification')) {
        // a stream that shows other images is another stream
        if (services.dynamodb.stream(TableName))
          await update({ StreamSpecification: { StreamEnabled: false } })
        if (after.StreamSpecification)
          await update({ StreamSpecification: { ...stream, StreamEnabled: true } })
      }
      await applySettings(services, TableName, before, after)
      const described = await dynamodb<Described>(services, 'DescribeTable', { TableName })
      return attributesOf(described.Table)
    },
    madeSince: async (properties, time, services) => {
      const TableName = text(properties, 'TableName')
      if (TableName === undefined) return undefined
      const found = await dynamodb<Described>(services, 'DescribeTable', { TableName }).catch(() => undefined)
      // one that an earlier stack retained is older, and stays
      return found && found.Table.CreationDateTime * 1000 >= time ? { physicalId: TableName } : undefined
    },
    importedBy: 'TableName',
    adopt: async (TableName, services) =>
      attributesOf((await dynamodb<Described>(services, 'DescribeTable', { TableName })).Table),
    remove: async ({ physicalId }, services) => {
      await dynamodb(services, 'DeleteTable', { TableName: physicalId })
    },
  },
}
