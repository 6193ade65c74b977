// Which resource waits for which: by Ref, GetAtt, Sub and DependsOn. Pure.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html

import { isMapping } from '../../cfn/check-template.ts'
import type { Template, Value } from '../../cfn/template.ts'
import { AwsError } from '../protocol/aws-error.ts'

/** The logical ids that a value names. */
export const references = (value: Value): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(references)
  if (!isMapping(value)) return []
  // beside other members, a function's name is the name of a member
  if (Object.keys(value).length !== 1) return Object.values(value).flatMap(references)
  if (typeof value.Ref === 'string') return [value.Ref]
  const attribute = value['Fn::GetAtt']
  if (Array.isArray(attribute) && typeof attribute[0] === 'string')
    return [attribute[0], ...references(attribute.slice(1))]
  const sub = value['Fn::Sub']
  const [pattern, ...rest] = Array.isArray(sub) ? sub : [sub]
  // another pattern than a text is no Sub: evaluating it says so
  if (typeof pattern === 'string') {
    const names = [...pattern.matchAll(/\$\{([^!}][^}]*)\}/g)].map(found => found[1] ?? '')
    const own = isMapping(rest[0]) ? rest[0] : {}
    return [
      ...names.filter(name => !Object.hasOwn(own, name)).map(name => name.split('.')[0] ?? ''),
      ...rest.flatMap(references),
    ]
  }
  return Object.values(value).flatMap(references)
}

/**
 * The logical ids of the wanted resources, each after those that it needs; the template's order otherwise.
 * Throws a ValidationError for a cycle, or a dependency on what is not there.
 */
export const creationOrder = (template: Template, wanted: ReadonlySet<string>): readonly string[] => {
  const order: string[] = []
  const state = new Map<string, 'open' | 'done'>()

  const visit = (id: string, path: readonly string[]): void => {
    if (state.get(id) === 'done') return
    if (state.get(id) === 'open')
      throw invalid(
        `Circular dependency between resources: [${[...path.slice(path.indexOf(id)), id].join(', ')}]`,
      )
    state.set(id, 'open')
    for (const needed of dependencies(template, id)) if (wanted.has(needed)) visit(needed, [...path, id])
    state.set(id, 'done')
    order.push(id)
  }

  for (const id of Object.keys(template.Resources)) if (wanted.has(id)) visit(id, [])
  return order
}

const dependencies = (template: Template, id: string): readonly string[] => {
  const { DependsOn = [], Properties = {} } = template.Resources[id] ?? { Type: '' }
  return [...[DependsOn].flat(), ...references(Properties)]
}

/** Throws a ValidationError when a reference of the template leads nowhere, as CloudFormation does first. */
export const checkReferences = (template: Template): void => {
  const known = new Set([...Object.keys(template.Parameters ?? {}), ...Object.keys(template.Resources)])
  const missing = (names: readonly string[]) => [
    ...new Set(names.filter(name => !known.has(name) && !name.startsWith('AWS::'))),
  ]
  const resources = new Set(Object.keys(template.Resources))
  const inConditions = references(template.Conditions ?? {}).filter(name => resources.has(name))
  const nowhere = missing(references(template.Conditions ?? {}))
  if (inConditions.length + nowhere.length > 0)
    throw invalid(
      `Template format error: Unresolved dependencies [${[...new Set([...inConditions, ...nowhere])].join(', ')}]. Cannot reference resources in the Conditions block of the template`,
    )
  const inResources = missing(Object.keys(template.Resources).flatMap(id => dependencies(template, id)))
  if (inResources.length > 0)
    throw invalid(
      `Template format error: Unresolved resource dependencies [${inResources.join(', ')}] in the Resources block of the template`,
    )
  const inOutputs = missing(Object.values(template.Outputs ?? {}).flatMap(output => references(output.Value)))
  if (inOutputs.length > 0)
    throw invalid(
      `Template format error: Unresolved resource dependencies [${inOutputs.join(', ')}] in the Outputs block of the template`,
    )
}

const invalid = (message: string): AwsError => new AwsError('ValidationError', message)
