// Resources that are only kept here: they have a name and an ARN, and nothing reads them.

import { randomUUID } from 'node:crypto'
import { arn, place } from '../../place.ts'
import { type Providers, type Services, text } from '../provider.ts'

const take = ({ names }: Services, type: string, name: string): void => {
  if (names.has(`${type} ${name}`)) throw new Error(`${name} already exists`)
  names.add(`${type} ${name}`)
}
const release =
  (type: string) =>
  async ({ physicalId }: { readonly physicalId: string }, { names }: Services): Promise<void> =>
    void names.delete(`${type} ${physicalId}`)

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
    properties: ['LogGroupName'],
    replacedBy: ['LogGroupName'],
    named: 'LogGroupName',
    create: async (properties, services, freeName) => {
      const name = text(properties, 'LogGroupName') ?? freeName
      take(services, 'log group', name)
      return { physicalId: name, attributes: { Arn: arn('logs', `log-group:${name}:*`) } }
    },
    remove: release('log group'),
  },
}
