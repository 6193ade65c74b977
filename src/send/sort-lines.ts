import { eventFault } from './event-fault.ts'
import type { Kind } from './make-series.ts'
import type { Outbound, Portion, Rejected } from './outbound.ts'
import type { Line } from './read-lines.ts'

/** The events among lines; what is none goes to `onRejected`, and blank lines are passed over. */
export async function* sortLines(
  kind: Kind,
  portions: AsyncIterable<readonly Line[]>,
  onRejected: (rejected: Rejected) => void,
): AsyncGenerator<Portion> {
  for await (const lines of portions) {
    const events: Outbound[] = []
    for (const { number: line, text, wrong } of lines) {
      if (text.trim() === '' && !wrong) continue
      const reason = wrong ?? eventFault(kind, text)
      if (reason) onRejected({ line, text, reason })
      else events.push({ line, text })
    }
    yield events
  }
}
