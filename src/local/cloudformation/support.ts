// What of a template the local stack can do, cannot do, and keeps without effect. Pure.

import { isMapping } from '../../cfn/check-template.ts'
import type { Mapping, ResourceDefinition, Template, Value } from '../../cfn/template.ts'
import { AwsError } from '../protocol/aws-error.ts'
import { isIntrinsic } from './evaluate.ts'
import type { Rule } from './plan.ts'
import type { Provider } from './provider.ts'
import { compute } from './resources/compute.ts'
import { identity } from './resources/identity.ts'
import { invocation } from './resources/invocation.ts'
import { messaging } from './resources/messaging.ts'
import { monitoring } from './resources/monitoring.ts'
import { records } from './resources/records.ts'
import { storage } from './resources/storage.ts'
import { withoutEffect } from './without-effect.ts'

const providers: ReadonlyMap<string, Provider> = new Map(
  Object.entries({
    ...compute,
    ...identity,
    ...invocation,
    ...messaging,
    ...monitoring,
    ...records,
    ...storage,
  }),
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

const keptPropertiesOf = (type: string): Readonly<Record<string, string>> => {
  const entry = kept.get(type) ?? {}
  return typeof entry === 'string' ? {} : entry
}

const deletionPolicies = ['Delete', 'Retain', 'RetainExceptOnCreate']

const refusedOf = (id: string, resource: ResourceDefinition): readonly string[] => {
  const provider = providers.get(resource.Type)
  if (!provider) return [`${resource.Type} (${id})`]
  const idle = keptPropertiesOf(resource.Type)
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

/** What of a resource has no effect, by the reason. */
const idleOf = (type: string, properties: Mapping): readonly (readonly [reason: string, name: string])[] => {
  const whole = kept.get(type)
  if (typeof whole === 'string') return [[whole, type]]
  const reasons = new Map(Object.entries(keptPropertiesOf(type)))
  return Object.entries(properties)
    .flatMap(([name, value]) => [name, `${name} ${value}`])
    .flatMap(name => {
      const reason = reasons.get(name)
      return reason === undefined ? [] : [[reason, name] as const]
    })
}

type Made = { readonly type: string; readonly properties: Mapping }

/** One line that names what resources have that is kept without effect; undefined if there is nothing. */
export const keptWithoutEffect = (resources: Iterable<Made>): string | undefined => {
  const names = new Map<string, Set<string>>()
  for (const { type, properties } of resources)
    for (const [reason, name] of idleOf(type, properties))
      names.set(reason, (names.get(reason) ?? new Set()).add(name))
  if (names.size === 0) return undefined
  const parts = [...names].map(([reason, some]) => `${[...some].join(', ')} (${reason})`)
  return `Kept without effect here: ${parts.join('; ')}.`
}
