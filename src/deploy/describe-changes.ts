// A change set as what it means to a person: what is added, changed, replaced or deleted, property by property. Pure.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html

import type { Change, ResourceChange, ResourceChangeDetail } from '@aws-sdk/client-cloudformation'

export type Effect =
  | 'add'
  | 'change'
  | 'replace'
  | 'delete'
  | 'leave'
  | 'import'
  | 'may change'
  | 'may replace'

export type PropertyChange = {
  /** `Environment.Variables.LIMIT`. */
  readonly path: string
  /** Undefined for what was not there, or will not be. */
  readonly before: string | undefined
  readonly after: string | undefined
  /** Whether this one makes a new resource. */
  readonly recreates: boolean
}

export type ResourceChanges = {
  readonly effect: Effect
  readonly id: string
  /** Without `AWS::`. */
  readonly type: string
  readonly physicalId: string | undefined
  /** Whether data may be lost to whoever looks for it here: somebody has to want this. */
  readonly risky: boolean
  /** What becomes of the old one of a replacement. */
  readonly old: 'kept' | 'deleted' | undefined
  readonly properties: readonly PropertyChange[]
  /** For what may change: the resources that it depends on. */
  readonly causes: readonly string[]
}

/** What holds rows, messages, subscriptions or lines that nobody can make again. */
const stateful = ['AWS::DynamoDB::Table', 'AWS::SNS::Topic', 'AWS::SQS::Queue', 'AWS::Logs::LogGroup']

/** CloudFormation's word for a value that only the update itself shows. */
const unknown = '{{changeSet:KNOWN_AFTER_APPLY}}'

export const describeChanges = (changes: readonly Change[]): readonly ResourceChanges[] =>
  changes.flatMap(({ ResourceChange: change }) => (change ? [describe(change)] : []))

const describe = (change: ResourceChange): ResourceChanges => {
  const details = change.Details ?? []
  const effect = effectOf(change, details)
  const isStateful = stateful.includes(change.ResourceType ?? '')
  const kept = change.PolicyAction?.endsWith('Retain')
  return {
    effect,
    id: change.LogicalResourceId ?? '',
    type: (change.ResourceType ?? '').replace(/^AWS::/, ''),
    physicalId: change.PhysicalResourceId,
    risky: isStateful && ['replace', 'may replace', 'delete', 'leave'].includes(effect),
    old: effect.endsWith('replace') ? (kept ? 'kept' : 'deleted') : undefined,
    properties: details.flatMap(propertiesOf).filter(firstOfPath),
    causes: [
      ...new Set(details.filter(isUnsure).map(({ CausingEntity = '' }) => CausingEntity.replace(/\..*/, ''))),
    ].filter(cause => cause !== ''),
  }
}

const effectOf = (change: ResourceChange, details: readonly ResourceChangeDetail[]): Effect => {
  const { Action, PolicyAction, Replacement } = change
  if (Action === 'Add') return 'add'
  if (Action === 'Import') return 'import'
  if (Action === 'Remove') return PolicyAction === 'Retain' ? 'leave' : 'delete'
  if (Replacement === 'True') return 'replace'
  const recreates = details.some(detail => isRecreating(detail) && !isUnsure(detail))
  if (Replacement === 'Conditional' && recreates) return 'may replace'
  const unsure = details.length > 0 && details.every(isUnsure)
  // what hangs on another resource is mostly found to be as it was: shown, and no reason to be asked
  if (unsure) return Replacement === 'Conditional' && isKeeping(change) ? 'may replace' : 'may change'
  return 'change'
}

const isKeeping = ({ ResourceType = '' }: ResourceChange): boolean => stateful.includes(ResourceType)

const isRecreating = ({ Target }: ResourceChangeDetail): boolean =>
  Target?.RequiresRecreation === 'Always' || Target?.RequiresRecreation === 'Conditionally'

const isUnsure = ({ Evaluation }: ResourceChangeDetail): boolean => Evaluation === 'Dynamic'

const propertiesOf = (detail: ResourceChangeDetail): readonly PropertyChange[] => {
  const { Attribute, Name, Path, BeforeValue, AfterValue } = detail.Target ?? {}
  if (isUnsure(detail)) return []
  const path = pathIn(Path) ?? (Attribute === 'Properties' ? (Name ?? '') : (Attribute ?? ''))
  const recreates = isRecreating(detail)
  return leaves(path, parsed(BeforeValue), parsed(AfterValue)).map(leaf => ({ ...leaf, recreates }))
}

/** `/Properties/Environment/Variables` as `Environment.Variables`. */
const pathIn = (path: string | undefined): string | undefined =>
  path?.replace(/^\/(Properties\/)?/, '').replaceAll('/', '.') || undefined

const firstOfPath = ({ path }: PropertyChange, at: number, all: readonly PropertyChange[]): boolean =>
  all.findIndex(other => other.path === path) === at

/** CloudFormation gives text as it is, and anything else as JSON. */
const parsed = (value: string | undefined): unknown => {
  if (value === undefined || !/^[[{]/.test(value) || value === unknown) return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

type Leaf = Pick<PropertyChange, 'path' | 'before' | 'after'>

/** What differs, as deep as both sides are mappings. */
const leaves = (path: string, before: unknown, after: unknown): readonly Leaf[] => {
  if (isMapping(before) && isMapping(after))
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap(name =>
      leaves(`${path}.${name}`, before[name], after[name]),
    )
  const [was, becomes] = [textOf(before), textOf(after)]
  return was === becomes && was !== undefined ? [] : [{ path, before: was, after: becomes }]
}

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const textOf = (value: unknown): string | undefined => {
  if (value === undefined || value === unknown)
    return value === unknown ? 'known after the update' : undefined
  return typeof value === 'string' ? value : JSON.stringify(value)
}
