// What `guac diff` has to tell: the changes alone, as lines for a person or as one JSON object for a program.

import type { Paint } from '../terminal/style.ts'
import type { ResourceChanges } from './describe-changes.ts'
import { reportText } from './report-text.ts'
import type { Out, Reporter } from './reporter.ts'

export type DiffReporter = Reporter & {
  /** What was reported. */
  readonly found: () => readonly ResourceChanges[]
}

export const reportDiff = (
  out: Out,
  paint: Paint,
  { json, quiet }: { readonly json?: boolean | undefined; readonly quiet?: boolean | undefined },
): DiffReporter => {
  const text = reportText(out, paint)
  const notes: string[] = []
  let found: readonly ResourceChanges[] = []
  return {
    ...text,
    note: line => {
      notes.push(line)
      if (!json && !quiet) out.tell(line)
    },
    changes: changes => {
      found = changes
      if (!json) text.changes(changes)
    },
    done: ({ stackName, difference }) => {
      if (json) out.print(JSON.stringify({ stackName, difference, changes: found, notes }))
    },
    found: () => found,
  }
}
