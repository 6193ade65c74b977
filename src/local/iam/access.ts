// The one place where rights are asked for: of the role of a function that calls, of the same role for what Lambda
// does with it, and of a queue's or topic's policy for what another service does. People may do everything here.

import { AwsError } from '../protocol/aws-error.ts'
import type { Answer, Call } from '../protocol/call.ts'
import { reasonOf } from './decide.ts'
import { denial } from './denial.ts'
import { type Iam, type Need, sessionArn } from './iam.ts'
import { needsOf } from './needs.ts'

/** A function, as far as rights go. */
export type Actor = { readonly name: string; readonly role: string }

/** What was asked of a role, for whom, and whether it was allowed. */
export type Asked = Need & {
  readonly role: string
  readonly function: string
  readonly by: 'function' | 'platform'
  readonly allowed: boolean
}

export type Access = {
  /** The answer to a call that its caller may not make; undefined when it may. Throws AwsError for a function that
   * is gone, and for what functions cannot call here. */
  readonly refusal: (call: Call) => Answer | undefined
  /** Why Lambda may not do something with a function's role; undefined when it may. */
  readonly forbidden: (actor: Actor, action: string, resource: string) => string | undefined
  /** Why another service may not do something for one of its resources; undefined when it may. */
  readonly forbiddenTo: (
    service: string,
    sourceArn: string,
    action: string,
    resource: string,
  ) => string | undefined
}

type World = {
  readonly iam: Iam
  /** The name of the function whose access key this is. */
  readonly functionOf: (accessKey: string | undefined) => string | undefined
  /** The function of a name; throws when there is none. */
  readonly find: (name: string) => Actor
  readonly asked?: ((asked: Asked) => void) | undefined
}

export const makeAccess = ({ iam, functionOf, find, asked }: World): Access => {
  const ask = (actor: Actor, need: Need, by: Asked['by']) => {
    const decision = iam.roleMay(actor.role, actor.name, need)
    asked?.({ ...need, role: actor.role, function: actor.name, by, allowed: decision.allowed })
    return decision
  }

  const callerOf = (name: string, call: Call): Actor => {
    try {
      return find(name)
    } catch {
      const code = call.protocol === 'query' ? 'InvalidClientTokenId' : 'UnrecognizedClientException'
      throw new AwsError(code, 'The security token included in the request is invalid.', 403)
    }
  }

  return {
    refusal: call => {
      const name = functionOf(call.accessKey)
      if (name === undefined) return undefined
      const caller = callerOf(name, call)
      for (const need of needsOf(call)) {
        const decision = ask(caller, need, 'function')
        if (!decision.allowed) return denial(call, sessionArn(caller.role, name), need, decision)
      }
      return undefined
    },
    forbidden: (actor, action, resource) => {
      const decision = ask(actor, { action, resource }, 'platform')
      if (decision.allowed) return undefined
      return `the role ${actor.role} may not ${action} on ${resource}, ${reasonOf(decision, action)}`
    },
    forbiddenTo: (service, sourceArn, action, resource) => {
      const decision = iam.serviceMay(service, sourceArn, { action, resource })
      if (decision.allowed) return undefined
      return `${service} for ${sourceArn} may not ${action} on ${resource}, ${reasonOf(decision, action)}`
    },
  }
}
