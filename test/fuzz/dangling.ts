// What CloudFormation would refuse in a template, looked for anew: references to nothing, and circles.

import { isMapping } from '../../src/cfn/check-template.ts'
import type { Mapping, Template, Value } from '../../src/cfn/template.ts'

type Named = { readonly resources: Set<string>; readonly conditions: Set<string> }

const isText = (value: unknown): value is string => typeof value === 'string'

/** Everything that a value names. */
const namesIn = (value: Value, found: Named = { resources: new Set(), conditions: new Set() }): Named => {
  if (Array.isArray(value)) for (const item of value) namesIn(item, found)
  if (!isMapping(value)) return found
  const names = Object.keys(value)
  const alone = names.length === 1 ? names[0] : undefined
  const argument = alone === undefined ? undefined : value[alone]
  const items = Array.isArray(argument) ? argument : [argument]
  if (alone === 'Ref' && isText(argument)) found.resources.add(argument)
  if (alone === 'Fn::GetAtt' && Array.isArray(argument) && isText(argument[0]))
    found.resources.add(argument[0])
  if (alone === 'Condition' && isText(argument)) found.conditions.add(argument)
  if (alone === 'Fn::If' && Array.isArray(argument) && isText(argument[0])) found.conditions.add(argument[0])
  if (alone === 'Fn::Sub' && isText(items[0])) {
    const own = isMapping(items[1]) ? Object.keys(items[1]) : []
    for (const part of items[0].split('${').slice(1)) {
      const name = part.split('}')[0] as string
      if (part.includes('}') && name !== '' && !name.startsWith('!') && !own.includes(name))
        found.resources.add(name.split('.')[0] as string)
    }
  }
  for (const inner of Object.values(value)) namesIn(inner, found)
  return found
}

const isCircular = (edges: ReadonlyMap<string, Iterable<string>>): boolean => {
  // what leads only to what is left out can be left out as well, until nothing can
  const left = new Map(
    [...edges].map(([name, to]) => [name, new Set([...to].filter(each => edges.has(each)))]),
  )
  for (let before = -1; before !== left.size; ) {
    before = left.size
    for (const [name, to] of left) if (![...to].some(each => left.has(each))) left.delete(name)
  }
  return left.size > 0
}

/** Why a template can be no stack; undefined if nothing of this kind is wrong. */
export const dangling = (template: Template): string | undefined => {
  const { Parameters = {}, Conditions = {}, Resources, Outputs = {} } = template
  const defined = (section: object, name: string) => Object.hasOwn(section, name)
  const outputs = Object.values(Outputs).map(({ Value, Condition }) => ({ names: namesIn(Value), Condition }))
  const resources = new Map(
    Object.entries(Resources).map(([id, { Properties = {} as Mapping, DependsOn = [], Condition }]) => {
      const names = namesIn(Properties)
      return [id, { names, needs: [...names.resources, ...[DependsOn].flat()], Condition }] as const
    }),
  )
  const all = [...resources.values(), ...outputs]
  for (const { names, Condition } of all) {
    for (const name of names.resources)
      if (!defined(Parameters, name) && !defined(Resources, name) && !name.startsWith('AWS::'))
        return `a reference to ${name}`
    for (const name of [...names.conditions, ...(Condition === undefined ? [] : [Condition])])
      if (!defined(Conditions, name)) return `the condition ${name}`
  }
  for (const [id, { needs }] of resources)
    for (const name of needs)
      if (!defined(Parameters, name) && !defined(Resources, name) && !name.startsWith('AWS::'))
        return `${id} needs ${name}`
  const conditions = new Map(
    Object.entries(Conditions).map(([name, condition]) => [name, namesIn(condition)]),
  )
  for (const { resources: named, conditions: other } of conditions.values()) {
    for (const name of named)
      if (!defined(Parameters, name) && !name.startsWith('AWS::')) return `${name} in a condition`
    for (const name of other) if (!defined(Conditions, name)) return `the condition ${name}`
  }
  if (isCircular(new Map([...conditions].map(([name, to]) => [name, to.conditions]))))
    return 'a circle of conditions'
  // what no condition wants is not created, so a circle of it does no harm here
  return undefined
}
