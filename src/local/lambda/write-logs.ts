// What functions print, on its way to CloudWatch Logs: by the right of their role, or nowhere. On AWS nobody says so
// when a role lacks that right; here the output does.

import { logStreamArn } from '../iam/needs.ts'
import type { Logs } from '../logs/store.ts'
import type { LogLine } from './function.ts'

type World = {
  readonly logs: Pick<Logs, 'has' | 'write'>
  /** Why the function's role does not allow it; undefined when it does. */
  readonly forbidden: (functionName: string, action: string, resource: string) => string | undefined
  readonly tell: (line: LogLine) => void
}

/** Takes each line that a function prints. */
export const writeLogs = ({ logs, forbidden, tell }: World) => {
  const told = new Set<string>()

  const refusal = (name: string, group: string, stream: string): string | undefined => {
    const { hasGroup, hasStream } = logs.has(group, stream)
    const needed = [
      ...(hasGroup ? [] : ['logs:CreateLogGroup']),
      ...(hasStream ? [] : ['logs:CreateLogStream']),
      'logs:PutLogEvents',
    ]
    for (const action of needed) {
      const why = forbidden(name, action, logStreamArn(group, action.endsWith('Group') ? '' : stream))
      if (why !== undefined) return why
    }
    return undefined
  }

  return (line: LogLine): void => {
    const { function: name, group, stream, text } = line
    const why = stream === undefined ? undefined : refusal(name, group, stream)
    if (stream !== undefined && why === undefined) logs.write({ group, stream, text })
    if (why !== undefined && !told.has(`${name} ${group}`)) {
      told.add(`${name} ${group}`)
      tell({ function: name, group, text: `What ${name} prints is not kept in ${group}: ${why}.` })
    }
    tell(line)
  }
}
