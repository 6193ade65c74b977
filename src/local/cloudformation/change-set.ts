// A change set: what a stack would become, and what that would change.

import type { Imported } from './import-stack.ts'
import type { Change } from './plan.ts'
import type { Deployment, OnFailure } from './stack.ts'

export type ChangeSet = {
  readonly id: string
  readonly name: string
  readonly type: 'CREATE' | 'UPDATE' | 'IMPORT'
  readonly description: string | undefined
  readonly createdAt: number
  readonly desired: Deployment
  readonly changes: readonly Change[]
  /** Empty but for an import. */
  readonly imported: Imported
  readonly onFailure: OnFailure | undefined
  readonly status: 'CREATE_COMPLETE' | 'FAILED'
  readonly reason: string | undefined
  executionStatus:
    | 'UNAVAILABLE'
    | 'AVAILABLE'
    | 'EXECUTE_IN_PROGRESS'
    | 'EXECUTE_COMPLETE'
    | 'EXECUTE_FAILED'
    | 'OBSOLETE'
}

/** CloudFormation's words for a change set that changes nothing; `aws cloudformation deploy` looks for them. */
export const noChanges =
  "The submitted information didn't contain changes. Submit different information to create a change set."
