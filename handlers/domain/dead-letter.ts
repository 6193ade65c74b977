// What a handler puts into the dead-letter queue: the record whole, the reason, and the hop.

import { type Outgoing, textAttribute } from './message-attribute.ts'
import { unsendable } from './module-name.ts'

/** Where an event failed, by the name of the topic that it came by, or that its rate was going to. */
export type Hop = 'recv_message' | 'weekly_diagnostic' | 'success_rate'

// SQS takes 1 MiB, body and attributes together. An SNS message (256 KB) fits; what does not fit is cut, since a
// letter that can never be sent would be retried for ever.
const most = 1_000_000

// DEL and the C1 controls, which are legal but unreadable, and what SQS refuses. JSON.stringify has escaped the
// other control characters and lone surrogates.
const json = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[\u007F-\u009F\uFFFE\uFFFF]/g,
    char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** The letter for a record that can never be processed. Body and attributes hold only what SQS takes. */
export const deadLetter = (reason: string, hop: Hop, record: unknown): Outgoing => {
  const whole = json({ reason, hop, record })
  const fits = new TextEncoder().encode(whole).length <= most
  return {
    // Escaped twice, a character takes seven bytes at most.
    message: fits ? whole : json({ reason, hop, cut: json(record).slice(0, most / 8) }),
    attributes: {
      reason: textAttribute(reason.slice(0, 500).replace(unsendable, '\uFFFD')),
      hop: textAttribute(hop),
    },
  }
}
