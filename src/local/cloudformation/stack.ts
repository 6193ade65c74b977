// A stack as CloudFormation shows it.

import type { Mapping, Template, Value } from '../../cfn/template.ts'
import type { ChangeSet } from './change-set.ts'

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html#cfn-console-view-stack-data-resources-status-codes */
export type StackStatus =
  | 'CREATE_IN_PROGRESS'
  | 'CREATE_COMPLETE'
  | 'CREATE_FAILED'
  | 'ROLLBACK_IN_PROGRESS'
  | 'ROLLBACK_COMPLETE'
  | 'ROLLBACK_FAILED'
  | 'UPDATE_IN_PROGRESS'
  | 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'
  | 'UPDATE_COMPLETE'
  | 'UPDATE_FAILED'
  | 'UPDATE_ROLLBACK_IN_PROGRESS'
  | 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'
  | 'UPDATE_ROLLBACK_COMPLETE'
  | 'UPDATE_ROLLBACK_FAILED'
  | 'REVIEW_IN_PROGRESS'
  | 'IMPORT_IN_PROGRESS'
  | 'IMPORT_COMPLETE'
  | 'IMPORT_ROLLBACK_IN_PROGRESS'
  | 'IMPORT_ROLLBACK_COMPLETE'
  | 'DELETE_IN_PROGRESS'
  | 'DELETE_COMPLETE'
  | 'DELETE_FAILED'

export type ResourceStatus =
  | 'CREATE_IN_PROGRESS'
  | 'CREATE_COMPLETE'
  | 'CREATE_FAILED'
  | 'UPDATE_IN_PROGRESS'
  | 'UPDATE_COMPLETE'
  | 'UPDATE_FAILED'
  | 'IMPORT_IN_PROGRESS'
  | 'IMPORT_COMPLETE'
  | 'IMPORT_FAILED'
  | 'DELETE_IN_PROGRESS'
  | 'DELETE_COMPLETE'
  | 'DELETE_FAILED'
  | 'DELETE_SKIPPED'

export type Resource = {
  readonly logicalId: string
  readonly type: string
  /** Without functions; empty until they are worked out. */
  properties: Mapping
  readonly metadata: Mapping
  readonly deletionPolicy: string
  readonly updateReplacePolicy: string
  physicalId: string
  attributes: Readonly<Record<string, Value>>
  status: ResourceStatus
  reason: string | undefined
  /** When the status became what it is; ms since 1970. */
  changedAt: number
}

export type StackEvent = {
  readonly id: string
  /** ms since 1970. */
  readonly time: number
  readonly logicalId: string
  readonly physicalId: string
  readonly type: string
  readonly status: StackStatus | ResourceStatus
  readonly reason: string | undefined
  /** A resource's properties as JSON. */
  readonly properties: string | undefined
  /** The ClientRequestToken of the operation that the event belongs to. */
  readonly token: string | undefined
}

export type Output = {
  readonly key: string
  readonly value: string
  readonly description: string | undefined
  readonly exportName: string | undefined
}

export type Tag = { readonly key: string; readonly value: string }

/** What a stack is asked to be. */
export type Deployment = {
  readonly template: Template
  readonly templateBody: string
  readonly parameters: Readonly<Record<string, Value>>
  readonly capabilities: readonly string[]
  readonly tags: readonly Tag[]
}

/** Only that of it. */
export const deploymentOf = ({
  template,
  templateBody,
  parameters,
  capabilities,
  tags,
}: Deployment): Deployment => ({ template, templateBody, parameters, capabilities, tags })

/** A stack as it was when it was last whole: what a failed update goes back to. */
export type Whole = Deployment & {
  readonly resources: ReadonlyMap<string, Resource>
  readonly outputs: readonly Output[]
}

export type OnFailure = 'ROLLBACK' | 'DELETE' | 'DO_NOTHING'

export type Stack = {
  -readonly [Name in keyof Deployment]: Deployment[Name]
} & {
  readonly id: string
  readonly name: string
  readonly createdAt: number
  onFailure: OnFailure
  terminationProtection: boolean
  /** The change set that made it what it is, if it was one. */
  changeSetId: string | undefined
  token: string | undefined
  /** Resolves when the operation that runs, if any, has ended. */
  operation: Promise<void>
  updatedAt: number | undefined
  deletedAt: number | undefined
  status: StackStatus
  reason: string | undefined
  /** Each after those that it needs. */
  readonly resources: Map<string, Resource>
  /** By their ids. */
  readonly changeSets: Map<string, ChangeSet>
  /** Oldest first. */
  readonly events: StackEvent[]
  outputs: readonly Output[]
  /** There is one from the beginning of an update until it, or its undoing, is complete. */
  rollbackTo: Whole | undefined
}
