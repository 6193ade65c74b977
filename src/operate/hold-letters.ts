// Dead letters as one piece of work has them: read, hidden from others meanwhile, and shown again afterwards.

import type { SQSClient } from '@aws-sdk/client-sqs'
import { errors } from '../errors.ts'
import { type DeadLetter, type Hop, readLetter } from './dead-letter.ts'
import { countLetters, releaseLetters, removeLetter, type Taking, takeLetters } from './dead-letter-queue.ts'

export type Held = {
  /** The oldest first. */
  readonly letters: readonly DeadLetter[]
  /** Whether there are more than were asked for. */
  readonly more: boolean
  /** About how many letters lie in the queue, those included that somebody holds. */
  readonly count: () => Promise<number>
  readonly functionOf: (hop: Hop) => string
  readonly remove: (letter: DeadLetter) => Promise<void>
}

/** What one piece of work takes at most; each letter is held for two minutes. */
export const most = 1000

/** Takes letters, does something with them, and lets others see again what is still there, whatever happens. */
export const holdLetters = async (
  sqs: SQSClient,
  outputs: Readonly<Record<string, string>>,
  taking: Taking,
  act: (held: Held) => Promise<void>,
): Promise<void> => {
  const queue = outputs.DeadLetterQueueUrl ?? ''
  const functions: Readonly<Record<Hop, string>> = {
    recv_message: outputs.RecvFunctionArn ?? '',
    weekly_diagnostic: outputs.WeeklyFunctionArn ?? '',
    success_rate: outputs.SuccessRateFunctionArn ?? '',
  }
  const hops: Readonly<Record<string, Hop>> = {
    [functions.recv_message]: 'recv_message',
    [functions.weekly_diagnostic]: 'weekly_diagnostic',
    [outputs.RecvMessageTopicArn ?? '']: 'recv_message',
    [outputs.WeeklyDiagnosticTopicArn ?? '']: 'weekly_diagnostic',
  }
  const { messages, more } = await takeLetters(sqs, queue, taking)
  const removed = new Set<string>()
  try {
    await act({
      letters: messages.map(message => readLetter(message, arn => hops[arn])),
      more,
      count: () => countLetters(sqs, queue),
      functionOf: hop => functions[hop],
      remove: async ({ id, receipt }) => {
        await removeLetter(sqs, queue, receipt)
        removed.add(id)
      },
    })
  } finally {
    const held = messages.filter(({ MessageId = '' }) => !removed.has(MessageId))
    await releaseLetters(sqs, queue, held)
  }
}

/** The letters whose ids begin as given. Throws a PersonError for one that none has, or several have. */
export const lettersNamed = (letters: readonly DeadLetter[], ids: readonly string[]): readonly DeadLetter[] =>
  // the same letter is one piece of work, however often it is named
  [...new Set(ids.map(id => letterNamed(letters, id)))]

const letterNamed = (letters: readonly DeadLetter[], id: string): DeadLetter => {
  const [found, ...others] = letters.filter(letter => letter.id.startsWith(id))
  if (!found) throw errors.noLetter(id)
  if (others.length > 0) throw errors.manyLetters(id, others.length + 1)
  return found
}

/** What to say of letters that somebody else has received and not yet deleted. */
export const hiddenNote = (count: number): string =>
  `SQS counts ${count} more, which somebody may just have received. What is not deleted can be seen again in 30 seconds, or what time they asked for; guac holds letters for 2 minutes.`
