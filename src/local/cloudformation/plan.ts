// What an update would do, resource by resource, before anything of it is done. Pure.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html

import { isDeepStrictEqual } from 'node:util'
import type { Mapping, Template, Value } from '../../cfn/template.ts'
import { AwsError } from '../protocol/aws-error.ts'
import type { Scope } from './evaluate.ts'
import { creationOrder } from './order.ts'
import {
  type Detail,
  knownAfterApply,
  propertyChanges,
  type Recreation,
  type Scopes,
  worked,
} from './property-changes.ts'
import { type Imports, type Named, outputsOf, scopeOf, wantedResources } from './scope.ts'
import type { Deployment, Resource, Stack } from './stack.ts'

export type Change = {
  readonly action: 'Add' | 'Modify' | 'Remove' | 'Import'
  readonly id: string
  readonly type: string
  readonly physicalId: string | undefined
  readonly replacement: 'True' | 'False' | 'Conditional' | undefined
  /** What becomes of what goes. */
  readonly policy: 'Delete' | 'Retain' | 'ReplaceAndDelete' | 'ReplaceAndRetain' | undefined
  readonly details: readonly Detail[]
  /** The properties before and after. */
  readonly before: Mapping | undefined
  readonly after: Mapping | undefined
}

/** When a change of a property makes a new resource. */
export type Rule = (type: string, property: string) => Recreation

type Current = Named & Pick<Stack, 'outputs' | 'tags'>
type Desired = Pick<Deployment, 'template' | 'parameters' | 'tags'>

/** The changes, each after those that it depends on, removals last. Throws a ValidationError for what cannot be. */
export const planUpdate = (
  current: Current,
  desired: Desired,
  rule: Rule,
  imports?: Imports,
): readonly Change[] => {
  const { template } = desired
  checkTypes(current, template)
  const present = scopeOf({ ...current, ...desired }, imports)
  const wanted = wantedResources(template, present)
  /** The resources that may be other than they are, and whether they may be replaced. */
  const unsure = new Map<string, 'new' | 'changed'>()
  const scopes: Scopes = {
    predicted: predict(present, unsure),
    present,
    earlier: scopeOf({ ...current, template }, imports),
    isChanged: name =>
      Object.hasOwn(template.Parameters ?? {}, name) &&
      !isDeepStrictEqual(own(current.parameters, name), own(desired.parameters, name)),
  }
  const changes: Change[] = []
  for (const id of creationOrder(template, wanted)) {
    const resource = current.resources.get(id)
    const change = resource ? modification(resource, template, scopes, rule) : addition(id, template, scopes)
    if (!change) continue
    unsure.set(id, change.replacement === 'False' ? 'changed' : 'new')
    changes.push(change)
  }
  const gone = [...current.resources.values()].filter(({ logicalId }) => !wanted.has(logicalId))
  return [...changes, ...gone.reverse().map(removal)]
}

/** Whether an update would change anything: a resource, an output, or the stack's tags. */
export const changesAnything = (
  changes: readonly Change[],
  current: Current,
  desired: Desired,
  imports?: Imports,
): boolean => {
  if (changes.length > 0 || !isDeepStrictEqual(current.tags, desired.tags)) return true
  const scope = scopeOf({ ...current, ...desired }, imports)
  try {
    return !isDeepStrictEqual(current.outputs, outputsOf(desired.template, scope))
  } catch {
    // an output that cannot be worked out fails the update, and says so there
    return true
  }
}

const predict = (present: Scope, unsure: ReadonlyMap<string, 'new' | 'changed'>): Scope => ({
  ...present,
  ref: name => (unsure.get(name) === 'new' ? knownAfterApply : present.ref(name)),
  // CloudFormation does not know which attributes an update in place leaves as they are
  attribute: (id, name) => (unsure.has(id) ? knownAfterApply : present.attribute(id, name)),
})

const addition = (id: string, { Resources }: Template, { predicted }: Scopes): Change => ({
  action: 'Add',
  id,
  type: Resources[id]?.Type ?? '',
  physicalId: undefined,
  replacement: undefined,
  policy: undefined,
  details: [],
  before: undefined,
  after: workedProperties(Resources[id]?.Properties ?? {}, predicted),
})

const modification = (
  resource: Resource,
  template: Template,
  scopes: Scopes,
  rule: Rule,
): Change | undefined => {
  const { logicalId: id, type, properties, physicalId, updateReplacePolicy } = resource
  const definition = template.Resources[id] ?? { Type: type }
  const texts = definition.Properties ?? {}
  const names = new Set([...Object.keys(properties), ...Object.keys(texts)])
  const details = [
    ...[...names].flatMap(name =>
      propertyChanges(name, own(properties, name), own(texts, name), rule(type, name), scopes),
    ),
    ...beside('Metadata', resource.metadata, definition.Metadata ?? {}),
    ...beside('DeletionPolicy', resource.deletionPolicy, definition.DeletionPolicy ?? 'Delete'),
    ...beside('UpdateReplacePolicy', updateReplacePolicy, definition.UpdateReplacePolicy ?? 'Delete'),
  ]
  if (details.length === 0) return undefined
  const replacement = replacementOf(details)
  const kept = (definition.UpdateReplacePolicy ?? 'Delete') === 'Retain'
  return {
    action: 'Modify',
    id,
    type,
    physicalId,
    replacement,
    policy: replacement === 'False' ? undefined : kept ? 'ReplaceAndRetain' : 'ReplaceAndDelete',
    details,
    before: properties,
    after: workedProperties(texts, scopes.predicted),
  }
}

const removal = ({ logicalId: id, type, physicalId, properties, deletionPolicy }: Resource): Change => ({
  action: 'Remove',
  id,
  type,
  physicalId,
  replacement: undefined,
  policy: deletionPolicy.startsWith('Retain') ? 'Retain' : 'Delete',
  details: [],
  before: properties,
  after: undefined,
})

/** A change of what stands beside the properties, which no function may say. */
const beside = (attribute: Detail['attribute'], before: Value, after: Value): readonly Detail[] =>
  isDeepStrictEqual(before, after)
    ? []
    : [
        {
          attribute,
          name: undefined,
          recreation: 'Never',
          evaluation: 'Static',
          source: 'DirectModification',
          cause: undefined,
          before,
          after,
        },
      ]

// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html, Replacement: of
// several the greatest; what depends on another change is Conditional
const replacementOf = (details: readonly Detail[]): 'True' | 'False' | 'Conditional' => {
  const recreating = details.filter(({ recreation }) => recreation !== 'Never')
  if (recreating.some(({ recreation, evaluation }) => recreation === 'Always' && evaluation === 'Static'))
    return 'True'
  return recreating.length > 0 ? 'Conditional' : 'False'
}

const workedProperties = (properties: Mapping, scope: Scope): Mapping =>
  Object.fromEntries(
    Object.entries(properties).flatMap(([name, text]) => {
      const value = worked(text, scope)
      return value === undefined ? [] : [[name, value]]
    }),
  )

const checkTypes = ({ resources }: Current, { Resources }: Template): void => {
  const changed = [...resources.values()]
    .filter(({ logicalId, type }) => (own(Resources, logicalId)?.Type ?? type) !== type)
    .map(({ logicalId }) => logicalId)
  if (changed.length > 0)
    throw new AwsError(
      'ValidationError',
      `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${changed.join(', ')}]`,
    )
}

const own = <T>(members: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(members, name) ? members[name] : undefined
