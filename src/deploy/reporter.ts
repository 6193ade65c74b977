// What a deployment has to tell, and to whom: one shape, and a reporter for each reader.

import type { StackEvent } from '@aws-sdk/client-cloudformation'
import type { ResourceChanges } from './describe-changes.ts'

export type Outcome = {
  readonly stackName: string
  /** The status of the stack, or what the person wanted to know instead of a deployment. */
  readonly status: string
  readonly changed: boolean
  readonly outputs: Readonly<Record<string, string>>
  /** Of a look: whether deploying would change anything; unknown where the stack has to reach another state first. */
  readonly difference?: Difference
}

export type Difference = 'none' | 'some' | 'unknown'

export type Reporter = {
  /** A line about the work. */
  readonly note: (line: string) => void
  readonly changes: (changes: readonly ResourceChanges[]) => void
  readonly event: (event: StackEvent) => void
  readonly done: (outcome: Outcome) => void
  readonly failed: (message: string) => void
  /** No more events come for now: whatever is redrawn is drawn for the last time. */
  readonly rest: () => void
}

export type Out = {
  /** To standard output. */
  readonly print: (line: string) => void
  /** To standard error. */
  readonly tell: (line: string) => void
}
