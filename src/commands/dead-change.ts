// `guac dead redrive` and `discard`: what becomes of dead letters.

import { onTarget, type Target } from '../deploy/target.ts'
import type { TargetOptions } from '../deploy/where.ts'
import { errors } from '../errors.ts'
import type { Io } from '../io.ts'
import type { DeadLetter } from '../operate/dead-letter.ts'
import { type Held, hiddenNote, holdLetters, lettersNamed, most } from '../operate/hold-letters.ts'
import { type Outcome, redrive } from '../operate/redrive.ts'
import { printable } from '../terminal/printable.ts'

export type ChangeOptions = TargetOptions & {
  readonly all?: boolean
  readonly yes?: boolean
  readonly json?: boolean
  readonly quiet?: boolean
}

type Work = Held & { readonly target: Target; readonly wanted: readonly DeadLetter[] }

/** Holds what can be seen of the queue, and acts on the letters that are wanted. */
const onLetters = (
  io: Io,
  ids: readonly string[],
  options: ChangeOptions,
  act: (work: Work) => Promise<void>,
): Promise<void> =>
  onTarget(io, options, async target => {
    const taking = { before: io.now(), limit: most, certain: target.loopback }
    await holdLetters(await target.clients.sqs(), await target.outputs(), taking, async held => {
      const wanted = options.all ? held.letters : lettersNamed(held.letters, ids)
      if (wanted.length === 0) {
        if (!options.json && !options.quiet) io.print('There is no dead letter.')
        const hidden = await held.count()
        if (hidden > 0) io.tell(hiddenNote(hidden))
        return
      }
      await act({ ...held, target, wanted })
      if (options.all && held.more)
        io.tell(`One run handles ${most} at most, and there are more: run it again.`)
    })
  })

/** Has events handled after all. Throws a PersonError when some were not; those stay in the queue. */
export const redriveLetters = (io: Io, ids: readonly string[], options: ChangeOptions): Promise<void> => {
  if (ids.length === 0 && !options.all) throw errors.whichLetters('redrive')
  return onLetters(io, ids, options, async ({ target, letters, wanted, more, count, functionOf, remove }) => {
    const means = {
      lambda: await target.clients.lambda(),
      streams: await target.clients.streams(),
      functionOf,
    }
    let kept = 0
    for (const letter of wanted) {
      if (io.stopping.aborted) throw errors.stopped()
      const outcome = await redrive(means, letter)
      if (outcome.result === 'kept') kept += 1
      else await remove(letter)
      if (options.json) io.print(asJson(letter, outcome))
      else if (!options.quiet || outcome.result === 'kept') io.print(asText(letter, outcome))
    }
    // a function of an older release makes a new letter of what it refuses, and so does a stream's
    const others = letters.length - wanted.length + kept
    if (!more && (await count()) > others)
      io.tell('New dead letters have come meanwhile: guac dead list shows them.')
    if (kept > 0) throw errors.notRedriven(kept)
  })
}

const idOf = ({ id }: DeadLetter): string => id.slice(0, 8)

const asText = (letter: DeadLetter, outcome: Outcome): string =>
  `${idOf(letter)}  ${outcome.result === 'kept' ? `kept: ${printable(outcome.why)}` : outcome.result}`

const asJson = ({ id, hop }: DeadLetter, outcome: Outcome): string =>
  JSON.stringify({
    id,
    hop: hop ?? null,
    result: outcome.result,
    reason: outcome.result === 'kept' ? outcome.why : null,
  })

/** Deletes letters for good, once a person has agreed. */
export const discard = (io: Io, ids: readonly string[], options: ChangeOptions): Promise<void> => {
  if (ids.length === 0 && !options.all) throw errors.whichLetters('discard')
  return onLetters(io, ids, options, async ({ target, wanted, remove }) => {
    const what = wanted.length === 1 ? '1 dead letter' : `${wanted.length} dead letters`
    const question = `Delete ${what} of ${await target.place()} for good? Type yes:`
    if (!options.yes && (await io.ask(question)) !== 'yes') throw errors.unconfirmed(`Deleting ${what}`)
    for (const letter of wanted) {
      if (io.stopping.aborted) throw errors.stopped()
      await remove(letter)
      if (options.json) io.print(JSON.stringify({ id: letter.id, hop: letter.hop ?? null }))
    }
    if (!options.json && !options.quiet) io.print(`Deleted ${what}.`)
  })
}
