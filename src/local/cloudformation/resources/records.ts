// Resources that have a name and an ARN, and next to nothing else: roles, which nothing reads, and log groups.

import { randomUUID } from 'node:crypto'
import type { Mapping } from '../../../cfn/template.ts'
import { arn, place } from '../../place.ts'
import { AwsError } from '../../protocol/aws-error.ts'
import { type Providers, type Services, text } from '../provider.ts'

const take = ({ names }: Services, type: string, name: string): void => {
  if (names.has(`${type} ${name}`)) throw new Error(`${name} already exists`)
  names.add(`${type} ${name}`)
}
const release =
  (type: string) =>
  async ({ physicalId }: { readonly physicalId: string }, { names }: Services): Promise<void> =>
    void names.delete(`${type} ${physicalId}`)

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
  'AWS::IAM::Role': {
    properties: ['RoleName', 'Path'],
    replacedBy: ['RoleName', 'Path'],
    named: 'RoleName',
    create: async (properties, services, freeName) => {
      const name = text(properties, 'RoleName') ?? freeName
      take(services, 'role', name)
      const path = text(properties, 'Path') ?? '/'
      // IAM is global: its ARNs name no region
      const roleArn = `arn:${place.partition}:iam::${place.account}:role${path}${name}`
      return { physicalId: name, attributes: { Arn: roleArn, RoleId: `AROA${randomUUID().slice(0, 17)}` } }
    },
    remove: release('role'),
  },

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
    remove: async ({ physicalId }, services) => services.logs.remove(physicalId),
  },
}
