// The parameters and tags that a deployment sends: those named, and those that the stack has already. Pure.

import type { Parameter, Tag } from '@aws-sdk/client-cloudformation'
import type { Template } from '../cfn/template.ts'
import { errors } from '../errors.ts'

export type Named = Readonly<Record<string, string>>

/** `K=V` of a repeatable option. Throws a PersonError for what is none, or a name that comes twice. */
export const parsePairs = (option: string, pairs: readonly string[]): Named => {
  const found = new Map<string, string>()
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    const name = pair.slice(0, Math.max(at, 0))
    if (name === '') throw errors.badPair(option, pair)
    if (found.has(name)) throw errors.pairTwice(option, name)
    found.set(name, pair.slice(at + 1))
  }
  return Object.fromEntries(found)
}

/**
 * What to send for the parameters that a template declares: the value given, or that which the stack has, or nothing,
 * which is the default. Throws a PersonError for a name that the template does not declare.
 */
export const parametersFor = (
  { Parameters = {} }: Pick<Template, 'Parameters'>,
  given: Named,
  previous: readonly Parameter[],
): readonly Parameter[] => {
  const declared = Object.keys(Parameters)
  for (const name of Object.keys(given))
    if (!declared.includes(name)) throw errors.unknownParameter(name, declared)
  const kept = new Set(previous.map(({ ParameterKey }) => ParameterKey))
  return declared.flatMap((name): Parameter[] => {
    if (Object.hasOwn(given, name)) return [{ ParameterKey: name, ParameterValue: given[name] }]
    return kept.has(name) ? [{ ParameterKey: name, UsePreviousValue: true }] : []
  })
}

/** All tags of the stack, or undefined when it keeps those that it has: CloudFormation knows no single one. */
export const tagsFor = (given: Named, previous: readonly Tag[]): readonly Tag[] | undefined => {
  if (Object.keys(given).length === 0) return undefined
  const kept = previous.filter(({ Key }) => !Object.hasOwn(given, Key ?? ''))
  return [...kept, ...Object.entries(given).map(([Key, Value]) => ({ Key, Value }))]
}

/** What the parameters will be, those included that the template defaults. */
export const effectiveParameters = (
  { Parameters = {} }: Pick<Template, 'Parameters'>,
  given: Named,
  previous: readonly Parameter[],
): Named => ({
  ...Object.fromEntries(
    Object.entries(Parameters).map(([name, { Default = '' }]) => [name, String(Default)]),
  ),
  ...Object.fromEntries(
    previous.map(({ ParameterKey = '', ParameterValue = '' }) => [ParameterKey, ParameterValue]),
  ),
  ...given,
})
