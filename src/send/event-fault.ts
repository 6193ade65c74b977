// Whether a line is an event at all. Only its shape is judged here: the values are judged by the service that is
// deployed, whose rules may be older or newer than this guac, and which sends what it refuses to the dead-letter
// queue, whole and with the reason. So the rules stand in one place, and a mix-up (a table, a log, messages in place
// of reports, a line cut in two) stops here.

import type { Kind } from './make-series.ts'

/** Why a text is no event of this kind, or undefined if it has the shape of one. */
export const eventFault = (kind: Kind, text: string): string | undefined => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    // the message repeats the text, which is shown anyway
    return `it is not JSON: ${(error as Error).message.replace(/, (\.{3})?".*$/s, '')}`
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return 'it is no JSON object'
  if (!('moduleId' in value || 'moduleid' in value)) return 'it has no moduleId'
  if (!('timestamp' in value)) return 'it has no timestamp'
  if (kind === 'weekly' && !('attempts' in value)) return 'it has no attempts'
  return undefined
}
