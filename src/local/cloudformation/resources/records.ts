// Log groups.

import type { Mapping } from '../../../cfn/template.ts'
import { arn } from '../../place.ts'
import { AwsError } from '../../protocol/aws-error.ts'
import { type Providers, type Services, text } from '../provider.ts'

// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
const retentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]

/** In days; undefined for ever. */
const retentionOf = (properties: Mapping): number | undefined => {
  const given = text(properties, 'RetentionInDays')
  if (given === undefined || retentions.includes(Number(given)))
    return given === undefined ? undefined : Number(given)
  throw new Error(`RetentionInDays must be one of ${retentions.join(', ')}, and is ${given}.`)
}

const createLogGroup = ({ logs }: Services, name: string, retentionDays: number | undefined): void => {
  try {
    logs.create(name, retentionDays)
  } catch (error) {
    // one that an earlier stack retained, or that a function made by writing to it
    if (error instanceof AwsError) throw new Error(`${name} already exists`)
    throw error
  }
}

export const records: Providers = {
  'AWS::Logs::LogGroup': {
    properties: ['LogGroupName', 'RetentionInDays'],
    replacedBy: ['LogGroupName'],
    named: 'LogGroupName',
    create: async (properties, services, freeName) => {
      const name = text(properties, 'LogGroupName') ?? freeName
      createLogGroup(services, name, retentionOf(properties))
      return { physicalId: name, attributes: { Arn: arn('logs', `log-group:${name}:*`) } }
    },
    update: async ({ physicalId }, after, services) =>
      void services.logs.retain(physicalId, retentionOf(after)),
    bringBack: async ({ physicalId, properties }, services) =>
      createLogGroup(services, physicalId, retentionOf(properties)),
    remove: async ({ physicalId }, services) => services.logs.remove(physicalId),
  },
}
