// What a tool has found, less what stands among the suppressions.

import { type Suppression, suppressions } from './suppressions.ts'

export type Finding = {
  /** The tool's own name of its rule. */
  readonly id: string
  /** The logical id of the resource; empty where the finding is about the whole template. */
  readonly resource: string
  readonly text: string
}

export type Judged = {
  /** Each finding that nothing explains, as one line. */
  readonly unexplained: readonly string[]
  /** Each suppression of the tool that explains nothing any more. */
  readonly idle: readonly string[]
}

/** What is left of a tool's findings, and which of its suppressions can go. */
export const judge = (
  tool: Suppression['tool'],
  findings: readonly Finding[],
  all: readonly Suppression[] = suppressions,
): Judged => {
  const own = all.filter(suppression => suppression.tool === tool)
  const explains = ({ id, resource }: Suppression, found: Finding) =>
    found.id === id && (resource === '*' || resource === found.resource)
  return {
    unexplained: findings
      .filter(found => !own.some(suppression => explains(suppression, found)))
      .map(({ id, resource, text }) => `${id} ${resource}: ${text}`),
    idle: own
      .filter(suppression => !findings.some(found => explains(suppression, found)))
      .map(({ id, resource }) => `${id} ${resource}`),
  }
}
