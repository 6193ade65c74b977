// The event that goes out.

import { numberAttribute, type Outgoing, textAttribute } from './message-attribute.ts'
import type { Rate } from './rate.ts'

/** The success_rate event of a rate. `computedAt` in ms: of two events for one report the later one holds. */
export const encodeRate = (module: string, rate: Rate, computedAt: number): Outgoing => ({
  // The timestamp by hand: JSON.stringify knows no integer beyond 2^53.
  message: `{"moduleid":${JSON.stringify(module)},"timestamp":${rate.timestamp},"success_rate":${rate.successRate}}`,
  attributes: {
    moduleid: textAttribute(module),
    quality: textAttribute(rate.quality),
    success_rate: numberAttribute(rate.successRate),
    received: numberAttribute(rate.received),
    attempts: numberAttribute(rate.attempts),
    lower_bound: numberAttribute(rate.lowerBound),
    computed_at: numberAttribute(computedAt),
  },
})
