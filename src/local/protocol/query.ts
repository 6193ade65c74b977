// A form of the query protocol as a value: `Tags.member.1.Key=a` becomes { Tags: [{ Key: 'a' }] }.
// https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#serialization

import { AwsError } from './aws-error.ts'

export type Params = { readonly [name: string]: Param }
export type Param = string | readonly Param[] | Params

type Branch = { [name: string]: string | Branch }

/** The form as nested records and lists. Throws MalformedQueryString when a name is both text and structure. */
export const parseQuery = (body: string): Params => {
  const root = emptyBranch()
  for (const [path, value] of new URLSearchParams(body)) place(root, path, value)
  return settle(root) as Params
}

// without a prototype, so that a parameter called __proto__ is a parameter
const emptyBranch = (): Branch => Object.create(null) as Branch

const place = (root: Branch, path: string, value: string): void => {
  const steps = path.split('.')
  const last = steps.pop() ?? ''
  let branch = root
  for (const step of steps) {
    branch[step] ??= emptyBranch()
    const next = branch[step]
    if (typeof next === 'string') throw malformed(path)
    branch = next
  }
  if (typeof branch[last] === 'object') throw malformed(path)
  branch[last] = value
}

const malformed = (path: string): AwsError =>
  new AwsError('MalformedQueryString', `The parameter ${path} contradicts an earlier one.`)

const settle = (value: string | Branch): Param => {
  if (typeof value === 'string') return value
  const list = value.member ?? value.entry
  if (typeof list === 'object' && Object.keys(value).length === 1)
    return Object.keys(list)
      .sort((left, right) => Number(left) - Number(right))
      .map(index => settle(list[index] ?? ''))
  return Object.assign(
    Object.create(null) as Record<string, Param>,
    Object.fromEntries(Object.entries(value).map(([name, child]) => [name, settle(child)])),
  )
}

/** A parameter that must be text when it is there. */
export const text = (params: Params, name: string): string | undefined => {
  const value = params[name]
  if (value === undefined || typeof value === 'string') return value
  throw new AwsError('MalformedQueryString', `${name} must be text.`)
}

/** A parameter that must be a list when it is there; an absent one is empty, and so is the empty text by which
 * clients write an empty list. */
export const list = (params: Params, name: string): readonly Param[] => {
  const value = params[name]
  if (value === undefined || value === '') return []
  if (Array.isArray(value)) return value
  throw new AwsError('MalformedQueryString', `${name} must be a list.`)
}
