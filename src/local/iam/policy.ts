// A policy document as a value. Whatever in it the local stack would not act upon is refused. Pure.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html

import { isRecord, type JsonRecord } from '../protocol/json.ts'
import { type Condition, parseConditions } from './condition.ts'

/** Those that a statement names, or all but those. */
export type Names = { readonly names: readonly string[]; readonly except: boolean }

export type Statement = {
  readonly effect: 'Allow' | 'Deny'
  readonly actions: Names
  /** Absent in a role's trust policy. */
  readonly resources: Names | undefined
  /** Absent in the policy of an identity, which is about that identity. */
  readonly principals: Principals | undefined
  readonly conditions: readonly Condition[]
}

/** `*` among the names of AWS is anybody. */
export type Principals = { readonly AWS: readonly string[]; readonly Service: readonly string[] }

export type Policy = readonly Statement[]

/** What a policy hangs on: an identity, a resource, or a role as the statement of who may assume it. */
export type PolicyKind = 'identity' | 'resource' | 'trust'

const versions = ['2012-10-17', '2008-10-17']
const elements = 'Sid Effect Principal Action NotAction Resource NotResource Condition'.split(' ')

/** The statements of a policy document. Throws an error that names what is malformed or not supported. */
export const parsePolicy = (document: unknown, kind: PolicyKind): Policy => {
  if (!isRecord(document)) throw new Error('A policy document must be a mapping.')
  const { Version = versions[1], Statement, Id: _, ...others } = document
  if (Object.keys(others).length > 0) throw unsupported(Object.keys(others))
  if (!versions.includes(String(Version)))
    throw new Error(`The Version of a policy must be 2012-10-17 or 2008-10-17, and is ${Version}.`)
  const statements = [Statement ?? []].flat()
  if (statements.length === 0) throw new Error('A policy document must have a Statement.')
  return statements.map(statement => parseStatement(statement, kind))
}

const parseStatement = (given: unknown, kind: PolicyKind): Statement => {
  if (!isRecord(given)) throw new Error('A Statement of a policy must be a mapping.')
  const others = Object.keys(given).filter(name => !elements.includes(name))
  if (others.length > 0) throw unsupported(others)
  const { Effect: effect } = given
  if (effect !== 'Allow' && effect !== 'Deny')
    throw new Error(`The Effect of a policy's statement must be Allow or Deny, and is ${effect}.`)
  const misplaced = kind === 'identity' ? ['Principal'] : kind === 'trust' ? ['Resource', 'NotResource'] : []
  for (const name of misplaced)
    if (given[name] !== undefined) throw new Error(`The policy of ${kinds[kind]} has no ${name}.`)
  const actions = namesIn(given, 'Action', /^(\*|[\w-]+:[\w*?-]+)$/)
  return {
    effect,
    actions: { ...actions, names: actions.names.map(name => name.toLowerCase()) },
    resources: kind === 'trust' ? undefined : namesIn(given, 'Resource', /^(\*|arn:.*)$/),
    principals: kind === 'identity' ? undefined : principalsIn(given.Principal),
    conditions: parseConditions(given.Condition),
  }
}

const kinds = { identity: 'an identity', resource: 'a resource', trust: 'who may assume a role' } as const

/** `Name` or `NotName`, of which a statement has exactly one. */
const namesIn = (given: JsonRecord, name: string, shape: RegExp): Names => {
  const not = `Not${name}`
  if ((given[name] === undefined) === (given[not] === undefined))
    throw new Error(`A policy's statement has either ${name} or ${not}.`)
  const except = given[name] === undefined
  const names = [given[name] ?? given[not]].flat().map(String)
  for (const each of names) {
    if (each.includes('${')) throw new Error(`The local stack knows no policy variables, here ${each}.`)
    if (!shape.test(each)) throw new Error(`${except ? not : name} of a policy's statement is ${each}.`)
  }
  return { names, except }
}

const principalsIn = (given: unknown): Principals => {
  if (given === '*') return { AWS: ['*'], Service: [] }
  if (!isRecord(given)) throw new Error("A Principal is '*', or a mapping of AWS and Service.")
  const { AWS = [], Service = [], ...others } = given
  if (Object.keys(others).length > 0) throw unsupported(Object.keys(others).map(name => `Principal ${name}`))
  return { AWS: [AWS].flat().map(String), Service: [Service].flat().map(String) }
}

const unsupported = (names: readonly string[]): Error =>
  new Error(`The local stack does not support ${names.join(', ')} in a policy.`)
