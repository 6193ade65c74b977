// Whether somebody may do something: every policy that bears on it, weighed as IAM does within one account. Pure.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html

import { type Context, holds } from './condition.ts'
import type { Names, Policy, Statement } from './policy.ts'
import { covers } from './wildcard.ts'

/** A role, by its own name and that of its session, or a service of AWS. */
export type Principal =
  | { readonly role: string; readonly session: string; readonly account: string }
  | { readonly service: string }

export type Ask = {
  readonly principal: Principal
  /** `service:Action`; case does not matter. */
  readonly action: string
  readonly resource: string
  readonly context: Context
}

export type Policies = {
  /** Of the role; a service has none. */
  readonly identity: Policy
  /** What the role may do at most. */
  readonly boundary?: Policy | undefined
  readonly resource: Policy
}

export type PolicyType = 'identity-based policy' | 'permissions boundary' | 'resource-based policy'

export type Decision =
  | { readonly allowed: true }
  /** Denied by a statement of such a policy, or because none of them allows it. */
  | { readonly allowed: false; readonly explicit: boolean; readonly by: PolicyType }

/** An explicit denial anywhere wins; then the role's own policies or the resource's must allow it, and its boundary. */
export const decide = ({ identity, boundary, resource }: Policies, ask: Ask): Decision => {
  const denies = (policy: Policy = []) => policy.some(each => each.effect === 'Deny' && applies(each, ask))
  const allows = (policy: Policy) => policy.some(each => each.effect === 'Allow' && applies(each, ask))
  const denied = (by: PolicyType, explicit = false): Decision => ({ allowed: false, explicit, by })
  if (denies(identity)) return denied('identity-based policy', true)
  if (denies(boundary)) return denied('permissions boundary', true)
  if (denies(resource)) return denied('resource-based policy', true)
  if (!allows(identity) && !allows(resource))
    return denied('service' in ask.principal ? 'resource-based policy' : 'identity-based policy')
  if (boundary && !allows(boundary)) return denied('permissions boundary')
  return { allowed: true }
}

const applies = (statement: Statement, ask: Ask): boolean =>
  among(statement.actions, ask.action.toLowerCase()) &&
  (statement.resources === undefined || among(statement.resources, ask.resource)) &&
  names(statement, ask.principal) &&
  statement.conditions.every(condition => holds(condition, ask.context))

const among = ({ names, except }: Names, text: string): boolean =>
  names.some(pattern => covers(pattern, text)) !== except

const names = ({ principals, effect }: Statement, principal: Principal): boolean => {
  if (!principals) return true
  if (principals.AWS.includes('*')) return true
  if ('service' in principal) return principals.Service.includes(principal.service)
  const { role, session, account } = principal
  // to allow the account leaves it to the account's own policies, to deny it denies it to all of its roles:
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
  const whole = effect === 'Deny' ? [account, `arn:aws:iam::${account}:root`] : []
  return [role, session, ...whole].some(name => principals.AWS.includes(name))
}

/** The end of AWS's words for a denial.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
export const reasonOf = ({ explicit, by }: Extract<Decision, { allowed: false }>, action: string): string => {
  if (!explicit) return `because no ${by} allows the ${action} action`
  return `with an explicit deny in ${by === 'identity-based policy' ? 'an' : 'a'} ${by}`
}
