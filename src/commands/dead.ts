// `guac dead list` and `show`: the dead letters, and why they are dead.

import { onTarget } from '../deploy/target.ts'
import type { TargetOptions } from '../deploy/where.ts'
import { errors } from '../errors.ts'
import type { Io } from '../io.ts'
import type { DeadLetter } from '../operate/dead-letter.ts'
import { hiddenNote, holdLetters, lettersNamed, most } from '../operate/hold-letters.ts'
import { columns } from '../terminal/columns.ts'
import { printable } from '../terminal/printable.ts'
import { paintWith } from '../terminal/style.ts'
import { wrap } from '../terminal/wrap.ts'

export type ListOptions = TargetOptions & {
  readonly limit: string
  readonly json?: boolean
  readonly quiet?: boolean
}
export type ShowOptions = TargetOptions & { readonly json?: boolean }

/** Prints the dead letters, the oldest first. */
export const list = (io: Io, options: ListOptions): Promise<void> => {
  if (!/^[1-9]\d{0,5}$/.test(options.limit)) throw errors.badQuantity('--limit', options.limit, 1)
  return onTarget(io, options, async target => {
    const taking = { before: io.now(), limit: Number(options.limit), certain: target.loopback }
    const sqs = await target.clients.sqs()
    await holdLetters(sqs, await target.outputs(), taking, async ({ letters, more, ...queue }) => {
      if (options.json) {
        for (const letter of letters) io.print(asJson(letter))
        return
      }
      const all = await queue.count()
      const count = more ? all : letters.length
      const number = count === 0 ? 'No dead letter' : count === 1 ? '1 dead letter' : `${count} dead letters`
      if (!options.quiet) io.print(wrap(`${number} of ${await target.place()}`, io.width))
      if (!more && all > letters.length) io.tell(hiddenNote(all - letters.length))
      if (letters.length === 0) return
      const paint = paintWith(io.colour)
      const rows = letters.map(letter => [
        letter.id.slice(0, 8),
        ageOf(io.now() - letter.at),
        letter.hop ?? '?',
        letter.from,
        printable(letter.reason),
      ])
      const [title = '', ...lines] = columns(
        [['id', 'age', 'hop', 'from', 'reason'], ...rows],
        [],
        io.width,
        { leaveOut: [3, 1, 2], least: 20 },
      )
      io.print(`\n${paint('bold', title)}\n${lines.join('\n')}`)
      if (more) io.print(`\nThe ${letters.length} oldest are shown: --limit shows more.`)
      if (!options.quiet) io.print(`\n${wrap(hint, io.width)}`)
    })
  })
}

const hint = 'guac dead show ID shows one whole, guac dead redrive has it handled after all.'

/** Prints letters whole. */
export const show = (io: Io, ids: readonly string[], options: ShowOptions): Promise<void> =>
  onTarget(io, options, async target => {
    const taking = { before: io.now(), limit: most, certain: target.loopback }
    const sqs = await target.clients.sqs()
    await holdLetters(sqs, await target.outputs(), taking, async ({ letters }) => {
      for (const letter of lettersNamed(letters, ids))
        io.print(options.json ? asJson(letter) : asText(letter))
    })
  })

const asText = ({ id, at, hop, from, reason, event, remedy, body }: DeadLetter): string =>
  [
    `id      ${id}`,
    `time    ${new Date(at).toISOString()}`,
    `hop     ${hop ?? 'unknown'}, reported by ${from}`,
    `reason  ${printable(reason)}`,
    ...(event === undefined ? [] : [`event   ${printable(event)}`]),
    ...(remedy.kind === 'none' ? [`redrive not possible: ${printable(remedy.why)}`] : []),
    `letter  ${printable(body)}`,
    '',
  ].join('\n')

const asJson = ({ id, at, hop, from, reason, event, remedy, body }: DeadLetter): string => {
  const redrivable = remedy.kind !== 'none'
  return JSON.stringify({ id, at, hop: hop ?? null, from, reason, event: event ?? null, redrivable, body })
}

const ageOf = (ms: number): string => {
  const minutes = Math.max(0, Math.floor(ms / 60_000))
  if (minutes < 1) return '< 1 min'
  if (minutes < 120) return `${minutes} min`
  return minutes < 2880 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} d`
}
