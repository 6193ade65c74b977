// What the two functions that SNS calls have in common.

import { type Aws, connect } from './aws/connect.ts'
import type { Context, World } from './aws/world.ts'
import { type DeadLetterEnv, decodeOrBury, type Refused } from './dead-letters.ts'
import type { Hop } from './domain/dead-letter.ts'
import { Invalid } from './domain/fields.ts'

type SnsRecord = { readonly Sns?: { readonly Message?: unknown } } | null | undefined
export type SnsEvent = {
  readonly Records?: readonly SnsRecord[]
  /** Whether a person hands the event over again, and wants to hear whether it was refused. */
  readonly redriven?: boolean
}

/**
 * A handler that decodes each record's message and stores what it holds, no record waiting for another. It throws
 * the first failure once all have ended. An event without records counts as one record that is invalid.
 * It returns why records of a redriven event were refused.
 */
export const snsHandler =
  <Event>(
    world: World<DeadLetterEnv>,
    hop: Hop,
    decode: (message: string) => Event,
    store: (aws: Aws, event: Event) => Promise<unknown>,
  ) =>
  async (event: SnsEvent, context?: Context): Promise<{ readonly refused: Refused }> => {
    const aws = connect(world, context)
    const refused: Refused = event?.redriven ? [] : undefined
    const handle = async (record: SnsRecord) => {
      const decoded = () => {
        const message = record?.Sns?.Message
        if (typeof message !== 'string') throw new Invalid('The event is not a notification of SNS.')
        return decode(message)
      }
      const found = await decodeOrBury(world, aws, hop, record, decoded, refused)
      if (found) await store(aws, found)
    }
    const records = Array.isArray(event?.Records) ? event.Records : [event as SnsRecord]
    const ends = await Promise.allSettled(records.map(handle))
    for (const end of ends) if (end.status === 'rejected') throw end.reason
    return { refused }
  }
