// What of a template the local stack can do, cannot do, and keeps without effect. Pure.

import { isMapping } from '../../cfn/check-template.ts'
import type { ResourceDefinition, Template, Value } from '../../cfn/template.ts'
import { AwsError } from '../protocol/aws-error.ts'
import { isIntrinsic } from './evaluate.ts'
import type { Rule } from './plan.ts'
import type { Provider } from './provider.ts'
import { compute } from './resources/compute.ts'
import { identity } from './resources/identity.ts'
import { invocation } from './resources/invocation.ts'
import { messaging } from './resources/messaging.ts'
import { records } from './resources/records.ts'
import { storage } from './resources/storage.ts'
import { withoutEffect } from './without-effect.ts'

const providers: ReadonlyMap<string, Provider> = new Map(
  Object.entries({ ...compute, ...identity, ...invocation, ...messaging, ...records, ...storage }),
)
const kept = new Map(Object.entries(withoutEffect))

/** The provider of a type that `checkSupport` let through. */
export const providerOf = (type: string): Provider => {
  const provider = providers.get(type)
  if (!provider) throw new Error(`no provider for ${type}`)
  return provider
}

/** When a change of a property makes a new resource of a type. */
export const recreationOf: Rule = (type, property) => {
  const provider = providerOf(type)
  if (provider.replacedBy.includes(property)) return 'Always'
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html:
  // "Some interruptions. Replacement if you edit an existing AttributeDefinition."
  return property === 'AttributeDefinitions' ? 'Conditionally' : 'Never'
}

const sections = ['Rules', 'Transform', 'Hooks'] as const
const resourceAttributes = new Set([
  'Type',
  'Properties',
  'DependsOn',
  'Condition',
  'DeletionPolicy',
  'UpdateReplacePolicy',
  'Metadata',
])

/** Throws a ValidationError that names everything in the template which the local stack does not support. */
export const checkSupport = (template: Template): void => {
  const refused = [
    ...sections.filter(section => template[section] !== undefined),
    ...Object.entries(template.Resources).flatMap(([id, resource]) => refusedOf(id, resource)),
    ...unknownFunctions([
      template.Conditions ?? {},
      ...Object.values(template.Resources).map(resource => resource.Properties ?? {}),
      ...Object.values(template.Outputs ?? {}).map(output => output.Value),
    ]),
  ]
  if (refused.length > 0)
    throw new AwsError(
      'ValidationError',
      `The local stack does not support: ${refused.join(', ')}. Leave it out behind a condition, or deploy to AWS.`,
    )
}

const unknownFunctions = (value: Value): readonly string[] => {
  if (Array.isArray(value)) return [...new Set(value.flatMap(unknownFunctions))]
  if (!isMapping(value)) return []
  const here = Object.keys(value).filter(name => name.startsWith('Fn::') && !isIntrinsic(name))
  return [...here, ...Object.values(value).flatMap(unknownFunctions)]
}

const deletionPolicies = ['Delete', 'Retain', 'RetainExceptOnCreate']

const refusedOf = (id: string, resource: ResourceDefinition): readonly string[] => {
  const provider = providers.get(resource.Type)
  if (!provider) return [`${resource.Type} (${id})`]
  const idle = kept.get(resource.Type) ?? {}
  return [
    ...Object.keys(resource).filter(name => !resourceAttributes.has(name)),
    ...Object.keys(resource.Properties ?? {}).filter(
      name => !provider.properties.includes(name) && !Object.hasOwn(idle, name),
    ),
    ...[resource.DeletionPolicy ?? 'Delete']
      .filter(policy => !deletionPolicies.includes(policy))
      .map(policy => `DeletionPolicy ${policy}`),
    ...[resource.UpdateReplacePolicy ?? 'Delete']
      .filter(policy => policy !== 'Delete' && policy !== 'Retain')
      .map(policy => `UpdateReplacePolicy ${policy}`),
  ].map(name => `${resource.Type} ${name} (${id})`)
}

/** One line that names what the template uses and what is kept without effect; undefined if there is nothing. */
export const keptWithoutEffect = (template: Template): string | undefined => {
  const reasons = new Map<string, Set<string>>()
  for (const { Type, Properties } of Object.values(template.Resources))
    for (const name of Object.keys(isMapping(Properties) ? Properties : {})) {
      const reasonsOfType = kept.get(Type) ?? {}
      const reason = Object.hasOwn(reasonsOfType, name) ? reasonsOfType[name] : undefined
      if (reason) reasons.set(reason, (reasons.get(reason) ?? new Set()).add(name))
    }
  if (reasons.size === 0) return undefined
  const parts = [...reasons].map(([reason, names]) => `${[...names].join(', ')} (${reason})`)
  return `Kept without effect here: ${parts.join('; ')}.`
}
