import { AwsError } from '../../protocol/aws-error.ts'
import { type Answer, jsonCall } from '../../protocol/call.ts'
import { mappingOf, type Providers, type Services, text } from '../provider.ts'

type TableDescription = {
  TableDescription: { TableName: string; TableArn: string; LatestStreamArn?: string }
}

const dynamodb = async <Output>(services: Services, action: string, input: unknown): Promise<Output> => {
  const answer: Answer = await services.dynamodb.service(
    jsonCall('dynamodb', `DynamoDB_20120810.${action}`, input),
  )
  const output = JSON.parse(answer.body)
  if (answer.status === 200) return output as Output
  throw new AwsError(String(output.__type).split('#').at(-1) ?? '', output.message ?? output.Message ?? '')
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
    ],
    create: async (properties, services, freeName) => {
      const { StreamSpecification, ...rest } = properties
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
      return {
        physicalId: table.TableName,
        attributes: {
          Arn: table.TableArn,
          ...(table.LatestStreamArn ? { StreamArn: table.LatestStreamArn } : {}),
        },
      }
    },
    remove: async ({ physicalId }, services) => {
      await dynamodb(services, 'DeleteTable', { TableName: physicalId })
    },
  },
}
