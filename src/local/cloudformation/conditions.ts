// The conditions that a template names, checked before anything is worked out: one that leads back to itself
// could never be. Pure.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html

import { isMapping } from '../../cfn/check-template.ts'
import type { Template, Value } from '../../cfn/template.ts'
import { AwsError } from '../protocol/aws-error.ts'

/** The conditions that a value names, by Fn::If or { Condition: name }. */
const conditionsIn = (value: Value): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(conditionsIn)
  if (!isMapping(value)) return []
  const choice = value['Fn::If']
  const names = [
    ...(Array.isArray(choice) ? [choice[0]] : []),
    ...(Object.keys(value).length === 1 ? [value.Condition] : []),
  ].filter(name => typeof name === 'string')
  return [...names, ...Object.values(value).flatMap(conditionsIn)]
}

/** Throws a ValidationError for a condition that is not defined, or that depends on itself. */
export const checkConditions = (template: Template): void => {
  const conditions = new Map(Object.entries(template.Conditions ?? {}))
  const check = (names: readonly string[], section: string): void => {
    const missing = [...new Set(names.filter(name => !conditions.has(name)))]
    if (missing.length > 0)
      throw invalid(
        `Unresolved condition dependency ${missing.join(', ')} in the ${section} block of the template`,
      )
  }
  const uses = ({ Condition }: { readonly Condition?: string }) =>
    Condition === undefined ? [] : [Condition]
  for (const condition of conditions.values()) check(conditionsIn(condition), 'Conditions')
  for (const resource of Object.values(template.Resources))
    check([...uses(resource), ...conditionsIn(resource.Properties ?? {})], 'Resources')
  for (const output of Object.values(template.Outputs ?? {}))
    check([...uses(output), ...conditionsIn(output.Value)], 'Outputs')

  const done = new Set<string>()
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) throw invalid(`Circular dependencies for condition ${name}`)
    if (done.has(name)) return
    for (const next of conditionsIn(conditions.get(name) ?? null)) visit(next, [...path, name])
    done.add(name)
  }
  for (const name of conditions.keys()) visit(name, [])
}

const invalid = (what: string): AwsError => new AwsError('ValidationError', `Template format error: ${what}`)
