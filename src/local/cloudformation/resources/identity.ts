// Roles and their policies, in IAM's terms. What of a policy the local stack would not act upon fails the deployment.

import { randomUUID } from 'node:crypto'
import { isMapping } from '../../../cfn/check-template.ts'
import type { Mapping, Value } from '../../../cfn/template.ts'
import type { Role } from '../../iam/iam.ts'
import { type Policy, parsePolicy } from '../../iam/policy.ts'
import { place } from '../../place.ts'
import { type Providers, requiredText, type Services, text } from '../provider.ts'

/** IAM is global: its ARNs name no region. */
const iamArn = (kind: 'role' | 'policy', properties: Mapping, name: string): string =>
  `arn:${place.partition}:iam::${place.account}:${kind}${text(properties, 'Path') ?? '/'}${name}`

const nameIn = (policyArn: string): string => policyArn.slice(policyArn.lastIndexOf('/') + 1)

const textsOf = (properties: Mapping, name: string): readonly string[] => {
  const value = properties[name] ?? []
  return Array.isArray(value) ? value.map(String) : [String(value)]
}

/** A policy document, with the name of the policy in what is thrown. */
const policyOf = (document: Value | undefined, name: string): Policy => {
  try {
    return parsePolicy(document, 'identity')
  } catch (error) {
    throw new Error(`The policy ${name}: ${error instanceof Error ? error.message : error}`)
  }
}

const inlineOf = ({ Policies = [] }: Mapping): readonly Policy[] =>
  [Policies].flat().map(given => {
    if (!isMapping(given)) throw new Error('Each of Policies must be a mapping.')
    return policyOf(given.PolicyDocument, requiredText(given, 'PolicyName'))
  })

const roleOf = (properties: Mapping, name: string): Role => ({
  name,
  arn: iamArn('role', properties, name),
  trust: parsePolicy(properties.AssumeRolePolicyDocument, 'trust'),
  inline: inlineOf(properties),
  managed: textsOf(properties, 'ManagedPolicyArns'),
  boundary: text(properties, 'PermissionsBoundary'),
})

const take = ({ names }: Services, name: string): void => {
  if (names.has(name)) throw new Error(`${name} already exists`)
  names.add(name)
}

const attach = (properties: Mapping, { iam }: Services, id: string, name: string): Policy => {
  const policy = policyOf(properties.PolicyDocument, name)
  iam.attach(id, policy, textsOf(properties, 'Roles'))
  return policy
}

export const identity: Providers = {
  'AWS::IAM::Role': {
    properties: [
      'AssumeRolePolicyDocument',
      'ManagedPolicyArns',
      'Path',
      'PermissionsBoundary',
      'Policies',
      'RoleName',
    ],
    replacedBy: ['RoleName', 'Path'],
    named: 'RoleName',
    create: async (properties, services, freeName) => {
      const name = text(properties, 'RoleName') ?? freeName
      const role = roleOf(properties, name)
      take(services, `role ${name}`)
      services.iam.putRole(role)
      return { physicalId: name, attributes: { Arn: role.arn, RoleId: `AROA${randomUUID().slice(0, 17)}` } }
    },
    bringBack: async ({ physicalId, properties }, services) => {
      take(services, `role ${physicalId}`)
      services.iam.putRole(roleOf(properties, physicalId))
    },
    update: async ({ physicalId }, after, { iam }) => void iam.putRole(roleOf(after, physicalId)),
    remove: async ({ physicalId, properties }, { iam, names }) => {
      iam.dropRole(iamArn('role', properties, physicalId))
      names.delete(`role ${physicalId}`)
    },
  },

  'AWS::IAM::Policy': {
    properties: ['PolicyDocument', 'PolicyName', 'Roles'],
    replacedBy: [],
    create: async (properties, services, freeName) => {
      attach(properties, services, freeName, requiredText(properties, 'PolicyName'))
      return { physicalId: freeName, attributes: { Id: freeName } }
    },
    update: async ({ physicalId }, after, services) => {
      attach(after, services, physicalId, requiredText(after, 'PolicyName'))
      return undefined
    },
    bringBack: async ({ physicalId, properties }, services) =>
      void attach(properties, services, physicalId, requiredText(properties, 'PolicyName')),
    remove: async ({ physicalId }, { iam }) => iam.detach(physicalId),
  },

  'AWS::IAM::ManagedPolicy': {
    properties: ['ManagedPolicyName', 'Path', 'PolicyDocument', 'Roles'],
    replacedBy: ['ManagedPolicyName', 'Path'],
    named: 'ManagedPolicyName',
    create: async (properties, services, freeName) => {
      const name = text(properties, 'ManagedPolicyName') ?? freeName
      const policyArn = iamArn('policy', properties, name)
      take(services, `policy ${name}`)
      services.iam.putManaged(policyArn, attach(properties, services, policyArn, name))
      return { physicalId: policyArn, attributes: { PolicyArn: policyArn } }
    },
    update: async ({ physicalId }, after, services) => {
      services.iam.putManaged(physicalId, attach(after, services, physicalId, physicalId))
      return undefined
    },
    bringBack: async ({ physicalId, properties }, services) => {
      const name = nameIn(physicalId)
      take(services, `policy ${name}`)
      services.iam.putManaged(physicalId, attach(properties, services, physicalId, name))
    },
    remove: async ({ physicalId }, { iam, names }) => {
      iam.detach(physicalId)
      iam.dropManaged(physicalId)
      names.delete(`policy ${nameIn(physicalId)}`)
    },
  },
}
