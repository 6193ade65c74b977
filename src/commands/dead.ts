// `guac dead list|show|redrive|discard`: the dead letters, and what becomes of them.

import { onTarget, type Target } from '../deploy/target.ts'
import type { TargetOptions } from '../deploy/where.ts'
import { errors } from '../errors.ts'
import type { Io } from '../io.ts'
import { type DeadLetter, type Hop, readLetter } from '../operate/dead-letter.ts'
import { countLetters, releaseLetters, removeLetter, takeLetters } from '../operate/dead-letter-queue.ts'
import { redrive } from '../operate/redrive.ts'
import { columns } from '../terminal/columns.ts'
import { printable } from '../terminal/printable.ts'
import { paintWith } from '../terminal/style.ts'

export type ListOptions = TargetOptions & {
  readonly limit: string
  readonly json?: boolean
  readonly quiet?: boolean
}
export type ShowOptions = TargetOptions & { readonly json?: boolean }
export type ChangeOptions = TargetOptions & { readonly all?: boolean; readonly yes?: boolean }

type Work = {
  readonly target: Target
  readonly letters: readonly DeadLetter[]
  readonly more: boolean
  /** About how many letters lie in the queue, those included that somebody holds. */
  readonly count: () => Promise<number>
  readonly functionOf: (hop: Hop) => string
  readonly remove: (letter: DeadLetter) => Promise<void>
}

/** Reads letters, does something with them, and lets others see again what is still there, whatever happens. */
const withLetters = (
  io: Io,
  options: TargetOptions,
  limit: number,
  act: (work: Work) => Promise<void>,
): Promise<void> =>
  onTarget(io, options, async target => {
    const outputs = await target.outputs()
    const queue = outputs.DeadLetterQueueUrl ?? ''
    const sqs = await target.clients.sqs()
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
    const { messages, more } = await takeLetters(sqs, queue, {
      before: io.now(),
      limit,
      certain: target.loopback,
    })
    const removed = new Set<string>()
    try {
      await act({
        target,
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
  })

/** Prints the dead letters, the oldest first. */
export const list = (io: Io, options: ListOptions): Promise<void> => {
  if (!/^[1-9]\d{0,5}$/.test(options.limit)) throw errors.badQuantity('--limit', options.limit, 1)
  return withLetters(io, options, Number(options.limit), async ({ target, letters, more, ...queue }) => {
    if (options.json) {
      for (const letter of letters) io.print(asJson(letter))
      return
    }
    const all = await queue.count()
    const count = more ? all : letters.length
    const number = count === 0 ? 'No dead letter' : count === 1 ? '1 dead letter' : `${count} dead letters`
    if (!options.quiet) io.print(`${number} of ${await target.place()}`)
    if (!more) tellHidden(io, all - letters.length)
    if (letters.length === 0) return
    const paint = paintWith(io.colour)
    const rows = letters.map(letter => [
      letter.id.slice(0, 8),
      ageOf(io.now() - letter.at),
      letter.hop ?? '?',
      letter.from,
      printable(letter.reason),
    ])
    const [title = '', ...lines] = columns([['id', 'age', 'hop', 'from', 'reason'], ...rows], [], io.width)
    io.print(`\n${paint('bold', title)}\n${lines.join('\n')}`)
    if (more) io.print(`\nThe ${letters.length} oldest are shown: --limit shows more.`)
    if (!options.quiet)
      io.print('\nguac dead show ID shows one whole, guac dead redrive has it handled after all.')
  })
}

/** Prints letters whole. */
export const show = (io: Io, ids: readonly string[], options: ShowOptions): Promise<void> =>
  withLetters(io, options, most, async ({ letters }) => {
    for (const letter of chosen(letters, ids)) io.print(options.json ? asJson(letter) : asText(letter))
  })

/** Has events handled after all. Throws a PersonError when some were not; those stay in the queue. */
export const redriveLetters = (io: Io, ids: readonly string[], options: ChangeOptions): Promise<void> => {
  if (ids.length === 0 && !options.all) throw errors.whichLetters('redrive')
  return withLetters(io, options, most, async ({ target, letters, more, count, functionOf, remove }) => {
    const means = {
      lambda: await target.clients.lambda(),
      streams: await target.clients.streams(),
      functionOf,
    }
    const wanted = options.all ? letters : chosen(letters, ids)
    let failed = 0
    for (const letter of wanted) {
      if (io.stopping.aborted) throw errors.stopped()
      const why = await redrive(means, letter)
      if (why === undefined) await remove(letter)
      else failed += 1
      io.print(`${letter.id.slice(0, 8)}  ${why === undefined ? 'handed over' : `kept: ${printable(why)}`}`)
    }
    if (failed > 0) throw errors.notRedriven(failed)
    if (more) return io.print(andMore)
    const left = (await count()) - (letters.length - wanted.length)
    if (wanted.length === 0) {
      io.print('There is no dead letter.')
      tellHidden(io, left)
    } else if (left > 0)
      // a handler that refuses an event again writes a letter of its own
      io.print('New dead letters have come meanwhile: guac dead list shows them.')
  })
}

/** Deletes letters for good, once a person has agreed. */
export const discard = (io: Io, ids: readonly string[], options: ChangeOptions): Promise<void> => {
  if (ids.length === 0 && !options.all) throw errors.whichLetters('discard')
  return withLetters(io, options, most, async ({ target, letters, more, count, remove }) => {
    const wanted = options.all ? letters : chosen(letters, ids)
    if (wanted.length === 0) {
      io.print('There is no dead letter.')
      return tellHidden(io, await count())
    }
    const what = wanted.length === 1 ? '1 dead letter' : `${wanted.length} dead letters`
    const question = `Delete ${what} of ${await target.place()} for good? Type yes:`
    if (!options.yes && (await io.ask(question)) !== 'yes') throw errors.unconfirmed(`Deleting ${what}`)
    for (const letter of wanted) await remove(letter)
    io.print(`Deleted ${what}.`)
    if (options.all && more) io.print(andMore)
  })
}

/** What one run of guac handles at most; each is held for two minutes. */
const most = 1000
const andMore = `One run handles ${most} at most, and there are more: run it again.`

/** Tells of letters that somebody else has received and not yet deleted, if there seem to be any. */
const tellHidden = (io: Io, count: number): void => {
  if (count > 0)
    io.tell(
      `SQS counts ${count} more, which somebody may just have received. What is not deleted can be seen again in 30 seconds, or what time they asked for; guac holds letters for 2 minutes.`,
    )
}

const chosen = (letters: readonly DeadLetter[], ids: readonly string[]): readonly DeadLetter[] =>
  ids.map(id => {
    const found = letters.filter(letter => letter.id.startsWith(id))
    if (found.length > 1) throw errors.manyLetters(id, found.length)
    return found[0] ?? throwing(errors.noLetter(id))
  })

const throwing = (error: Error): never => {
  throw error
}

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
