// What the names of a template mean in its stack.

import type { Template, Value } from '../../cfn/template.ts'
import { place } from '../place.ts'
import { holds, type Scope } from './evaluate.ts'
import type { Stack } from './stack.ts'

/** What names mean in a stack as far as it has come. */
export const scopeOf = (stack: Stack): Scope => {
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
  }
}

/** The resources whose condition holds. */
export const wantedResources = (template: Template, scope: Scope): ReadonlySet<string> =>
  new Set(
    Object.entries(template.Resources)
      .filter(([, { Condition }]) => Condition === undefined || holds(Condition, scope))
      .map(([id]) => id),
  )
