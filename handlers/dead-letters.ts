// Where an event goes that can never be processed: out of the way of the others, and where a person finds it.

import type { Aws } from './aws/connect.ts'
import { count } from './aws/metrics.ts'
import { sendMessage } from './aws/sqs.ts'
import { log, type World } from './aws/world.ts'
import { deadLetter, type Hop } from './domain/dead-letter.ts'
import { Invalid } from './domain/fields.ts'

export type DeadLetterEnv = { readonly DEAD_LETTER_QUEUE_URL: string }

/**
 * Why records were refused, for whoever hands them over a second time and keeps their letters until they are handled:
 * no letter is made then. Undefined for events as they come.
 */
export type Refused = string[] | undefined

/**
 * What `decode` gives; if it throws Invalid, undefined, once the record lies in the dead-letter queue, or the reason
 * among `refused`. Throws when that cannot be done: the platform's retries then see to it that nothing is lost.
 */
export const decodeOrBury = async <Event>(
  world: World<DeadLetterEnv>,
  aws: Aws,
  hop: Hop,
  record: unknown,
  decode: () => Event,
  refused: Refused,
): Promise<Event | undefined> => {
  try {
    return decode()
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    if (refused) {
      refused.push(error.message)
      return undefined
    }
    const { message, attributes } = deadLetter(error.message, hop, record)
    await sendMessage(aws, world.env.DEAD_LETTER_QUEUE_URL, message, attributes)
    count(world, { Invalid: 1 })
    log(world, 'WARN', 'An event was sent to the dead-letter queue.', { hop, reason: error.message })
    return undefined
  }
}
