// The dead letters for a page: read, handled after all, or discarded. Whoever reads a letter hides it from others
// meanwhile, so the console does one of these at a time.

import { errors } from '../../errors.ts'
import type { DeadLetter } from '../../operate/dead-letter.ts'
import { type Held, holdLetters, most } from '../../operate/hold-letters.ts'
import { redrive } from '../../operate/redrive.ts'
import type { Source } from '../source.ts'
import type { DeadLetters, Letter, LetterResult } from '../wire-dead.ts'

export type Dead = {
  readonly list: () => Promise<DeadLetters>
  /** Throws a PersonError for a body that names no letters. */
  readonly redrive: (body: unknown) => Promise<readonly LetterResult[]>
  readonly discard: (body: unknown) => Promise<readonly LetterResult[]>
}

/** How many letters a page shows. */
const shown = 200

export const makeDead = (source: Source): Dead => {
  let before: Promise<unknown> = Promise.resolve()

  /** Takes letters once nobody else here holds them, and gives back what is still there. */
  const hold = <Result>(limit: number, act: (held: Held) => Promise<Result>): Promise<Result> => {
    const mine = before.then(async () => {
      const taking = { before: source.now(), limit, certain: source.loopback }
      let result: Result | undefined
      await holdLetters(await source.clients.sqs(), await source.outputs(), taking, async held => {
        result = await act(held)
      })
      return result as Result
    })
    before = mine.catch(() => {})
    return mine
  }

  const each = (
    body: unknown,
    act: (held: Held, letter: DeadLetter) => Promise<Omit<LetterResult, 'id'>>,
  ): Promise<readonly LetterResult[]> => {
    const ids = idsIn(body)
    return hold(most, async held => {
      const results: LetterResult[] = []
      for (const id of ids) {
        const letter = held.letters.find(each => each.id === id)
        results.push({ id, ...(letter ? await act(held, letter) : { result: 'not there' }) })
      }
      return results
    })
  }

  return {
    list: () =>
      hold(shown, async ({ letters, more, count }) => ({
        letters: letters.map(asLetter),
        more,
        hidden: more ? 0 : Math.max(0, (await count()) - letters.length),
      })),
    redrive: async body => {
      const [lambda, streams] = await Promise.all([source.clients.lambda(), source.clients.streams()])
      return each(body, async ({ functionOf, remove }, letter) => {
        const outcome = await redrive({ lambda, streams, functionOf }, letter)
        if (outcome.result !== 'kept') await remove(letter)
        return outcome
      })
    },
    discard: body =>
      each(body, async ({ remove }, letter) => {
        await remove(letter)
        return { result: 'discarded' }
      }),
  }
}

const idsIn = (body: unknown): readonly string[] => {
  const ids = typeof body === 'object' && body !== null && 'ids' in body ? body.ids : undefined
  if (!Array.isArray(ids) || ids.length === 0 || ids.length > shown)
    throw errors.badRequest(`it must name 1 to ${shown} letters`)
  return [...new Set(ids.map(String))]
}

const asLetter = ({ id, at, from, hop, reason, event, remedy, body }: DeadLetter): Letter => ({
  id,
  at,
  from,
  hop,
  reason,
  event,
  hopeless: remedy.kind === 'none' ? remedy.why : undefined,
  body,
})
