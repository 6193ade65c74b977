// What the names of a template mean in its stack.

import type { Template, Value } from '../../cfn/template.ts'
import { place } from '../place.ts'
import { evaluate, holds, type Scope } from './evaluate.ts'
import type { Output, Resource, Stack } from './stack.ts'

export type Named = Pick<Stack, 'id' | 'name' | 'template' | 'parameters'> & {
  readonly resources: ReadonlyMap<string, Resource>
}

/** The value that some stack exports under a name. */
export type Imports = (exportName: string) => Value | undefined

/** What names mean in a stack as far as it has come. */
export const scopeOf = (stack: Named, imports: Imports = () => undefined): Scope => {
  const values = new Map<string, Value>(Object.entries(stack.parameters))
  const pseudo = {
    'AWS::AccountId': place.account,
    'AWS::NotificationARNs': [],
    'AWS::Partition': place.partition,
    'AWS::Region': place.region,
    'AWS::StackId': stack.id,
    'AWS::StackName': stack.name,
    'AWS::URLSuffix': place.urlSuffix,
  }
  for (const [name, value] of Object.entries(pseudo)) values.set(name, value)
  return {
    template: stack.template,
    ref: name => values.get(name) ?? stack.resources.get(name)?.physicalId,
    attribute: (resource, name) => {
      const attributes = stack.resources.get(resource)?.attributes ?? {}
      return Object.hasOwn(attributes, name) ? attributes[name] : undefined
    },
    imported: imports,
  }
}

/**
 * The resources whose condition holds. All conditions are worked out first, those that nothing names, too.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html
 */
export const wantedResources = (template: Template, scope: Scope): ReadonlySet<string> => {
  for (const name of Object.keys(template.Conditions ?? {})) holds(name, scope)
  return new Set(
    Object.entries(template.Resources)
      .filter(([, { Condition }]) => Condition === undefined || holds(Condition, scope))
      .map(([id]) => id),
  )
}

/** The outputs whose condition holds. Throws an error that names one which is no text. */
export const outputsOf = (template: Template, scope: Scope): readonly Output[] =>
  Object.entries(template.Outputs ?? {})
    .filter(([, { Condition }]) => Condition === undefined || holds(Condition, scope))
    .map(([key, { Value, Description, Export }]) => {
      const value = evaluate(Value, scope)
      if (typeof value === 'object')
        throw new Error(
          `Template format error: The Value field of every Outputs member must evaluate to a String (${key}).`,
        )
      const exportName = Export ? String(evaluate(Export.Name, scope)) : undefined
      return { key, value: String(value), description: Description, exportName }
    })
