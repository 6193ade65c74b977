// Resources that are only kept here: they have a name and an ARN, and nothing reads them.

import { randomUUID } from 'node:crypto'
import { arn, place } from '../../place.ts'
import { type Providers, text } from '../provider.ts'

export const records: Providers = {
  'AWS::IAM::Role': {
    properties: ['RoleName', 'Path'],
    create: async (properties, _, freeName) => {
      const name = text(properties, 'RoleName') ?? freeName
      const path = text(properties, 'Path') ?? '/'
      // IAM is global: its ARNs name no region
      const roleArn = `arn:${place.partition}:iam::${place.account}:role${path}${name}`
      return { physicalId: name, attributes: { Arn: roleArn, RoleId: `AROA${randomUUID().slice(0, 17)}` } }
    },
    remove: async () => {},
  },

  'AWS::Logs::LogGroup': {
    properties: ['LogGroupName'],
    create: async (properties, _, freeName) => {
      const name = text(properties, 'LogGroupName') ?? freeName
      return { physicalId: name, attributes: { Arn: arn('logs', `log-group:${name}:*`) } }
    },
    remove: async () => {},
  },
}
