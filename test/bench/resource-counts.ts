// Whether what two tools make is the same: so many resources of each type.

import type { Template } from '../../src/cfn/template.ts'

export type Counts = Readonly<Record<string, number>>

/** How many resources of each type a template has. */
export const countResources = ({ Resources }: Pick<Template, 'Resources'>): Counts => {
  const counts: Record<string, number> = {}
  for (const { Type } of Object.values(Resources)) counts[Type] = (counts[Type] ?? 0) + 1
  return counts
}

const total = (counts: Counts): number => Object.values(counts).reduce((sum, count) => sum + count, 0)

/**
 * Says how many resources a tool makes, and which more than service.yaml has: what it adds of its own. Throws where it
 * makes fewer, since then it would be measured on less work.
 */
export const compareCounts = (tool: string, ours: Counts, theirs: Counts): string => {
  const more: string[] = []
  for (const type of new Set([...Object.keys(ours), ...Object.keys(theirs)]).values()) {
    const difference = (theirs[type] ?? 0) - (ours[type] ?? 0)
    if (difference < 0)
      throw new Error(
        `${tool} makes ${theirs[type] ?? 0} ${type}, service.yaml ${ours[type]}: bring test/bench/peers up to it`,
      )
    if (difference > 0) more.push(`${difference} ${type}`)
  }
  const added = more.length === 0 ? 'the same' : `the same and ${more.join(', ')}`
  return `${tool}: ${total(theirs)} resources, ${added}`
}
