// Who may do what here: roles with their policies, and the policies of queues and topics.

import { place } from '../place.ts'
import { awsManaged } from './aws-managed.ts'
import { type Decision, decide, type Principal } from './decide.ts'
import type { Policy } from './policy.ts'

export type Role = {
  readonly name: string
  readonly arn: string
  /** Who may assume it. */
  readonly trust: Policy
  readonly inline: readonly Policy[]
  /** The ARNs of managed policies. */
  readonly managed: readonly string[]
  /** The ARN of the managed policy that bounds it. */
  readonly boundary: string | undefined
}

/** A right that is asked for. */
export type Need = { readonly action: string; readonly resource: string }

export type Iam = {
  /** Makes or changes a role. Throws when a managed policy that it names is not there. */
  readonly putRole: (role: Role) => void
  readonly dropRole: (arn: string) => void
  /** Gives a policy to roles, by their names. Throws when one is not there. */
  readonly attach: (id: string, policy: Policy, roles: readonly string[]) => void
  readonly detach: (id: string) => void
  readonly putManaged: (arn: string, policy: Policy) => void
  readonly dropManaged: (arn: string) => void
  /** Sets the policy of a queue or topic; undefined takes it away. */
  readonly guard: (resource: string, policy: Policy | undefined) => void
  /** Whether Lambda may run functions as this role. */
  readonly assumable: (roleArn: string) => boolean
  /** What a function may do. */
  readonly roleMay: (roleArn: string, functionName: string, need: Need) => Decision
  /** What a service of AWS may do for one of its resources. */
  readonly serviceMay: (service: string, sourceArn: string, need: Need) => Decision
}

/** The name under which a function's calls are made: its role, and itself as the session. */
export const sessionArn = (roleArn: string, functionName: string): string =>
  `arn:${place.partition}:sts::${place.account}:assumed-role/${nameIn(roleArn)}/${functionName}`

const nameIn = (roleArn: string): string => roleArn.slice(roleArn.lastIndexOf('/') + 1)

export const makeIam = (): Iam => {
  const roles = new Map<string, Role>()
  const managed = new Map(awsManaged)
  const attached = new Map<string, { readonly policy: Policy; readonly roles: readonly string[] }>()
  const guards = new Map<string, Policy>()

  const managedPolicy = (arn: string): Policy => {
    const found = managed.get(arn)
    if (found) return found
    const hint = arn.startsWith('arn:aws:iam::aws:')
      ? ' in the local stack, which knows few of AWS’s own'
      : ''
    throw new Error(`Policy ${arn} does not exist or is not attachable${hint}.`)
  }

  const policiesOf = (role: Role): Policy => [
    ...role.inline.flat(),
    ...role.managed.flatMap(arn => managed.get(arn) ?? []),
    ...[...attached.values()].flatMap(each => (each.roles.includes(role.name) ? each.policy : [])),
  ]

  // whoever calls, the endpoint stands for a TLS connection to it
  const context = {
    'aws:securetransport': 'true',
    'aws:requestedregion': place.region,
    'aws:resourceaccount': place.account,
  }

  return {
    putRole: role => {
      for (const arn of role.managed) managedPolicy(arn)
      if (role.boundary !== undefined) managedPolicy(role.boundary)
      roles.set(role.arn, role)
    },
    dropRole: arn => void roles.delete(arn),
    attach: (id, policy, names) => {
      const known = new Set([...roles.values()].map(({ name }) => name))
      for (const name of names)
        if (!known.has(name)) throw new Error(`The role with name ${name} cannot be found.`)
      attached.set(id, { policy, roles: names })
    },
    detach: id => void attached.delete(id),
    putManaged: (arn, policy) => void managed.set(arn, policy),
    dropManaged: arn => void managed.delete(arn),
    guard: (resource, policy) => void guards.set(resource, policy ?? []),
    assumable: roleArn => {
      const role = roles.get(roleArn)
      if (!role) return false
      const principal: Principal = { service: 'lambda.amazonaws.com' }
      const ask = { principal, action: 'sts:AssumeRole', resource: roleArn, context }
      return decide({ identity: [], resource: role.trust }, ask).allowed
    },
    roleMay: (roleArn, functionName, need) => {
      const role = roles.get(roleArn)
      const session = sessionArn(roleArn, functionName)
      return decide(
        {
          identity: role ? policiesOf(role) : [],
          // a boundary that is gone allows nothing
          boundary: role?.boundary === undefined ? undefined : (managed.get(role.boundary) ?? []),
          resource: guards.get(need.resource) ?? [],
        },
        {
          principal: { role: roleArn, session, account: place.account },
          ...need,
          context: {
            ...context,
            'aws:principalaccount': place.account,
            'aws:principalarn': roleArn,
            'aws:principalisawsservice': 'false',
          },
        },
      )
    },
    serviceMay: (service, sourceArn, need) =>
      decide(
        { identity: [], resource: guards.get(need.resource) ?? [] },
        {
          principal: { service },
          ...need,
          context: {
            ...context,
            'aws:principalisawsservice': 'true',
            'aws:principalservicename': service,
            'aws:sourceaccount': place.account,
            'aws:sourceowner': place.account,
            'aws:sourcearn': sourceArn,
          },
        },
      ),
  }
}
