// What deploying requires next, from how the stack is now. Pure; after each step the stack is looked at again.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html#cfn-console-view-stack-data-resources-status-codes

import type { Obstacle } from './retained-tables.ts'

export type Situation = {
  /** Undefined: there is no such stack. */
  readonly status: string | undefined
  readonly reason?: string | undefined
  /** Tables that are there already under the names of the template's; looked for only where there is no stack. */
  readonly obstacles: readonly Obstacle[]
}

export type Step =
  | { readonly kind: 'create' }
  | { readonly kind: 'import'; readonly tables: readonly Obstacle[] }
  | { readonly kind: 'update' }
  /** Another operation runs: watched, not disturbed. */
  | { readonly kind: 'watch'; readonly status: string }
  /** Makes the name free. Asked for where something of the stack is left. */
  | { readonly kind: 'delete'; readonly status: string; readonly ask: boolean }
  | { readonly kind: 'continue-rollback' }
  /** Somebody else's tables have the names. */
  | { readonly kind: 'blocked'; readonly tables: readonly Obstacle[] }
  | { readonly kind: 'stuck'; readonly status: string }

/** The statuses from which a change set can go on. */
const updatable = [
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_COMPLETE',
  // what failed without a rollback
  'CREATE_FAILED',
  'UPDATE_FAILED',
]

export const nextStep = ({ status, obstacles }: Situation): Step => {
  if (status === undefined || status === 'DELETE_COMPLETE') return creation(obstacles)
  // holds nothing yet: a change set that was looked at, or a creation that is undone
  if (status === 'REVIEW_IN_PROGRESS' || status === 'ROLLBACK_COMPLETE')
    return { kind: 'delete', status, ask: false }
  if (status.endsWith('_IN_PROGRESS')) return { kind: 'watch', status }
  if (updatable.includes(status)) return { kind: 'update' }
  if (status === 'UPDATE_ROLLBACK_FAILED') return { kind: 'continue-rollback' }
  if (status === 'ROLLBACK_FAILED' || status === 'DELETE_FAILED') return { kind: 'delete', status, ask: true }
  return { kind: 'stuck', status }
}

const creation = (obstacles: readonly Obstacle[]): Step => {
  const foreign = obstacles.filter(({ owner, fits }) => owner !== undefined || !fits)
  if (foreign.length > 0) return { kind: 'blocked', tables: foreign }
  return obstacles.length > 0 ? { kind: 'import', tables: obstacles } : { kind: 'create' }
}
