// Whether a difference is one that a person wanted to be stopped by. Pure.

import type { ResourceChanges } from './describe-changes.ts'
import type { Difference } from './reporter.ts'
import { isReplacement } from './show-changes.ts'

/** `replacement`: a resource made anew, or data let go of. */
export type FailOn = 'any' | 'replacement' | 'none'

/**
 * What stands against going on, as the beginning of a sentence; undefined for nothing. What cannot be known yet stands
 * against it, too: a gate that cannot see is closed.
 */
export const judgeDiff = (
  failOn: FailOn,
  difference: Difference,
  changes: readonly ResourceChanges[],
): string | undefined => {
  if (failOn === 'none' || difference === 'none') return undefined
  if (difference === 'unknown') return 'What deploying would change cannot be known yet'
  if (failOn === 'any') return 'Deploying would change the stack'
  const found = changes.filter(change => change.risky || isReplacement(change)).map(({ id }) => id)
  return found.length > 0 ? `Deploying would replace or give up ${found.join(', ')}` : undefined
}
