// What of a template the local stack can do, cannot do, and keeps without effect. Pure.

import { isMapping } from '../../cfn/check-template.ts'
import type { ResourceDefinition, Template } from '../../cfn/template.ts'
import { AwsError } from '../protocol/aws-error.ts'
import type { Provider } from './provider.ts'
import { compute } from './resources/compute.ts'
import { messaging } from './resources/messaging.ts'
import { records } from './resources/records.ts'
import { storage } from './resources/storage.ts'
import { withoutEffect } from './without-effect.ts'

const providers: ReadonlyMap<string, Provider> = new Map(
  Object.entries({ ...compute, ...messaging, ...records, ...storage }),
)
const kept = new Map(Object.entries(withoutEffect))

/** The provider of a type that `checkSupport` let through. */
export const providerOf = (type: string): Provider => {
  const provider = providers.get(type)
  if (!provider) throw new Error(`no provider for ${type}`)
  return provider
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
  ]
  if (refused.length > 0)
    throw new AwsError(
      'ValidationError',
      `The local stack does not support: ${refused.join(', ')}. Leave it out behind a condition, or deploy to AWS.`,
    )
}

const refusedOf = (id: string, resource: ResourceDefinition): readonly string[] => {
  const provider = providers.get(resource.Type)
  if (!provider) return [`${resource.Type} (${id})`]
  const idle = kept.get(resource.Type) ?? {}
  return [
    ...Object.keys(resource).filter(name => !resourceAttributes.has(name)),
    ...Object.keys(resource.Properties ?? {}).filter(
      name => !provider.properties.includes(name) && !Object.hasOwn(idle, name),
    ),
  ].map(name => `${resource.Type} ${name} (${id})`)
}

/** One line that names what the template uses and what is kept without effect; undefined if there is nothing. */
export const keptWithoutEffect = (template: Template): string | undefined => {
  const reasons = new Map<string, Set<string>>()
  for (const { Type, Properties } of Object.values(template.Resources))
    for (const name of Object.keys(isMapping(Properties) ? Properties : {})) {
      const reason = kept.get(Type)?.[name]
      if (reason) reasons.set(reason, (reasons.get(reason) ?? new Set()).add(name))
    }
  if (reasons.size === 0) return undefined
  const parts = [...reasons].map(([reason, names]) => `${[...names].join(', ')} (${reason})`)
  return `Kept without effect here: ${parts.join('; ')}.`
}
