// A stack as CloudFormation shows it.

import type { Mapping, Template, Value } from '../../cfn/template.ts'

export type StackStatus =
  | 'CREATE_IN_PROGRESS'
  | 'CREATE_COMPLETE'
  | 'CREATE_FAILED'
  | 'ROLLBACK_IN_PROGRESS'
  | 'ROLLBACK_COMPLETE'
  | 'ROLLBACK_FAILED'
  | 'DELETE_IN_PROGRESS'
  | 'DELETE_COMPLETE'
  | 'DELETE_FAILED'

export type ResourceStatus =
  | 'CREATE_IN_PROGRESS'
  | 'CREATE_COMPLETE'
  | 'CREATE_FAILED'
  | 'DELETE_IN_PROGRESS'
  | 'DELETE_COMPLETE'
  | 'DELETE_FAILED'
  | 'DELETE_SKIPPED'

export type Resource = {
  readonly logicalId: string
  readonly type: string
  /** Without functions; empty until they are worked out. */
  properties: Mapping
  readonly deletionPolicy: string
  physicalId: string
  attributes: Readonly<Record<string, Value>>
  status: ResourceStatus
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
}

export type Output = {
  readonly key: string
  readonly value: string
  readonly description: string | undefined
}

export type Stack = {
  readonly id: string
  readonly name: string
  readonly template: Template
  readonly templateBody: string
  readonly parameters: Readonly<Record<string, Value>>
  readonly capabilities: readonly string[]
  readonly tags: readonly { readonly key: string; readonly value: string }[]
  readonly onFailure: 'ROLLBACK' | 'DELETE' | 'DO_NOTHING'
  readonly createdAt: number
  /** Resolves when the operation that runs, if any, has ended. */
  operation: Promise<void>
  deletedAt: number | undefined
  status: StackStatus
  reason: string | undefined
  /** In the order of their creation. */
  readonly resources: Map<string, Resource>
  /** Oldest first. */
  readonly events: StackEvent[]
  outputs: readonly Output[]
}
