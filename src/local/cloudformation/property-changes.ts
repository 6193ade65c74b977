// What of one resource an update changes, property by property, and why. Pure.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChangeDetail.html

import { isDeepStrictEqual } from 'node:util'
import type { Value } from '../../cfn/template.ts'
import { AwsError } from '../protocol/aws-error.ts'
import { evaluate, type Scope } from './evaluate.ts'

/** What AWS shows for a value that is known only once the update has come so far. */
export const knownAfterApply = '{{changeSet:KNOWN_AFTER_APPLY}}'

export type Recreation = 'Never' | 'Conditionally' | 'Always'

export type Detail = {
  readonly attribute: 'Properties' | 'Metadata' | 'Tags' | 'DeletionPolicy' | 'UpdateReplacePolicy'
  /** Of the property; undefined for what is no property. */
  readonly name: string | undefined
  readonly recreation: Recreation
  /** Dynamic: whether it changes at all is known only once another resource has. */
  readonly evaluation: 'Static' | 'Dynamic'
  readonly source: 'DirectModification' | 'ParameterReference' | 'ResourceReference' | 'ResourceAttribute'
  readonly cause: string | undefined
  readonly before: Value | undefined
  readonly after: Value | undefined
}

export type Scopes = {
  /** The new template and parameters, with resources as they will be as far as that is known. */
  readonly predicted: Scope
  /** The new template and parameters, with resources as they are. */
  readonly present: Scope
  /** The new template with the old parameters, and resources as they are. */
  readonly earlier: Scope
  /** Whether a name is that of a parameter with another value than before. */
  readonly isChanged: (parameter: string) => boolean
}

/** How a property changes; empty when it stays. `text` is its definition, undefined when there is none. */
export const propertyChanges = (
  name: string,
  before: Value | undefined,
  text: Value | undefined,
  recreation: Recreation,
  scopes: Scopes,
): readonly Detail[] => {
  const { scope, refs, attributes } = traced(scopes.predicted)
  const after = worked(text, scope)
  if (isDeepStrictEqual(before, after)) return []
  const detail = (evaluation: Detail['evaluation'], source: Detail['source'], cause?: string): Detail => ({
    // tags are a target of their own
    attribute: name === 'Tags' ? 'Tags' : 'Properties',
    name: name === 'Tags' ? undefined : name,
    recreation,
    evaluation,
    source,
    cause,
    before,
    after,
  })
  const dynamic = [
    ...[...refs]
      .filter(id => scopes.predicted.ref(id) === knownAfterApply)
      .map(id => detail('Dynamic', 'ResourceReference', id)),
    ...[...attributes]
      .filter(([id, attribute]) => scopes.predicted.attribute(id, attribute) === knownAfterApply)
      .map(([id, attribute]) => detail('Dynamic', 'ResourceAttribute', `${id}.${attribute}`)),
  ]
  if (isDeepStrictEqual(before, worked(text, scopes.present))) return dynamic
  const parameters = isDeepStrictEqual(before, worked(text, scopes.earlier))
    ? [...refs].filter(scopes.isChanged).map(parameter => detail('Static', 'ParameterReference', parameter))
    : []
  return [...(parameters.length > 0 ? parameters : [detail('Static', 'DirectModification')]), ...dynamic]
}

/** A value without functions; what cannot be worked out yet is known after the update. */
export const worked = (text: Value | undefined, scope: Scope): Value | undefined => {
  if (text === undefined) return undefined
  try {
    // within a mapping, so that a NoValue leaves the property out
    return (evaluate({ text }, scope) as { readonly text?: Value }).text
  } catch (error) {
    if (error instanceof AwsError) return knownAfterApply
    throw error
  }
}

/** The same scope, which notes what is asked of it. */
const traced = (scope: Scope) => {
  const refs = new Set<string>()
  const named = new Map<string, readonly [string, string]>()
  return {
    refs,
    attributes: { [Symbol.iterator]: () => named.values() },
    scope: {
      ...scope,
      ref: (name: string) => {
        refs.add(name)
        return scope.ref(name)
      },
      attribute: (resource: string, name: string) => {
        named.set(`${resource}.${name}`, [resource, name])
        return scope.attribute(resource, name)
      },
    },
  }
}
