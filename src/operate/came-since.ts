// What came of a report's messages after its rate was published. No row says when a message came: but a window is
// counted again as long as messages may come, and what is kept of it grows beyond what the rate was made from.

import type { ModuleReport } from './module-reports.ts'
import { parsePublished } from './published-rate.ts'
import { afterReset, type FirstReport, ratesByDefinition } from './rates-by-definition.ts'

export type Since = {
  /** A reset of the module's counter lies in the report's window. */
  readonly reset: boolean
  /**
   * Messages of the report's epoch, up to its timestamp, that were counted since its rate was published. Undefined:
   * what is kept does not tell.
   */
  readonly came: number | undefined
}

/** One answer for each of a module's reports, which are all it has, oldest first. */
export const cameSince = (reports: readonly ModuleReport[], rule: FirstReport): readonly Since[] => {
  const counts = new Map(
    reports.map(({ timestamp, window }, i) => [
      timestamp,
      // counted between other reports than there are now, it says nothing
      window?.previous === reports[i - 1]?.timestamp ? window?.count : undefined,
    ]),
  )
  const rates = ratesByDefinition(reports, timestamp => counts.get(timestamp), rule)
  return reports.map(({ timestamp, attempts, rate, fell }, i) => {
    const count = counts.get(timestamp)
    const now = parsePublished(rates.get(timestamp) ?? '')?.received
    return {
      reset:
        fell || (count !== undefined && afterReset(reports[i - 1]?.attempts, attempts, count) !== undefined),
      came: now === undefined || !rate ? undefined : Math.max(0, now - rate.received),
    }
  })
}
