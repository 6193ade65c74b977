// The errors that functions have logged.

import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import type { ErrorSeen } from './health.ts'
import { type Groups, readLogs } from './log-events.ts'
import { readLogLine } from './log-line.ts'

/** Words of which one stands in each line that tells of an error, so that CloudWatch sends no others. */
const pattern = '?ERROR ?FATAL ?"Task timed out" ?"Runtime exited" ?"Init timed out"'
/** What is read at most: a service that fails thousands of times an hour need not be counted to the end. */
const most = 1000

/** The errors since a moment, in ms since 1970, oldest first. */
export const lastErrors = async (
  client: CloudWatchLogsClient,
  groups: Groups,
  since: number,
): Promise<readonly ErrorSeen[]> => {
  const errors: ErrorSeen[] = []
  for await (const { name, at, message } of readLogs(client, groups, since, pattern)) {
    const { level, text, facts } = readLogLine(message)
    // one that only mentions the word is none; Lambda's own lines have no level
    if (level !== undefined && level !== 'ERROR' && level !== 'FATAL') continue
    const reason = facts.error ?? facts.reason
    errors.push({ at, function: name, text: reason === undefined ? text : `${text} ${reason}` })
    if (errors.length === most) break
  }
  return errors
}
