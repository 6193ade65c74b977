// `guac destroy`: the stack goes, and its tables stay unless they are given up by name, too.

import { deleteStack, deleteTables, refuseProtected, tablesIn } from '../deploy/destroy-stack.ts'
import { findStack } from '../deploy/find-stack.ts'
import { liveTable } from '../deploy/report-live.ts'
import { eventLine } from '../deploy/report-text.ts'
import { onTarget } from '../deploy/target.ts'
import type { TargetOptions } from '../deploy/where.ts'
import { errors } from '../errors.ts'
import type { Io } from '../io.ts'
import { paintWith } from '../terminal/style.ts'
import { wrap } from '../terminal/wrap.ts'

export type DestroyOptions = TargetOptions & {
  readonly deleteData?: boolean
  readonly roleArn?: string
  readonly yes?: boolean
  readonly json?: boolean
  readonly quiet?: boolean
}

/** Deletes a stack once a person has typed its name, and with --delete-data its tables, asked for again. */
export const destroy = (io: Io, options: DestroyOptions): Promise<void> =>
  onTarget(io, options, async target => {
    const { stackName, loopback } = target
    const client = await target.clients.cloudformation()
    const stack = await findStack(client, stackName)
    const place = await target.place()
    if (!stack) throw errors.nothingToDestroy(place)
    if (stack.EnableTerminationProtection) throw errors.protectedStack(place)
    const tables = await tablesIn(client, stackName)
    if (options.deleteData) await refuseProtected(await target.clients.dynamodb(), tables)
    const kept = options.deleteData ? 'its tables, too, with all their events' : 'its tables stay'
    io.tell(
      `This deletes ${place}: topics, functions, logs and the dead-letter queue with its letters; ${kept}.`,
    )
    await sure(io, options, `Type the name of the stack (${stackName}):`, stackName, place)
    if (options.deleteData && tables.length > 0)
      await sure(
        io,
        options,
        `${tables.join(', ')} can never be had back. Type "delete data":`,
        'delete data',
        place,
      )

    const paint = paintWith(io.colour)
    const live = io.live && !options.quiet ? liveTable(io.live, paint, io.now) : undefined
    await deleteStack(client, stack, {
      roleArn: options.roleArn,
      pollMs: loopback ? 50 : 2000,
      stopping: io.stopping,
      ...(options.quiet ? {} : { onEvent: live?.event ?? (event => io.tell(eventLine(event, paint))) }),
    }).finally(() => live?.rest())
    const say = (line: string): void => {
      if (!options.json) io.print(wrap(line, io.width))
    }
    say(`Deleted ${place}.`)
    if (options.deleteData)
      await deleteTables(await target.clients.dynamodb(), tables, name => say(`Deleted the table ${name}.`))
    else if (tables.length > 0)
      say(
        `Kept the tables ${tables.join(', ')}. guac deploy takes them back; guac destroy --delete-data deletes them with their stack.`,
      )
    const [keptTables, deletedTables] = options.deleteData ? [[], tables] : [tables, []]
    if (options.json)
      io.print(JSON.stringify({ stackName, status: 'DELETE_COMPLETE', keptTables, deletedTables }))
  })

const sure = async (
  { ask }: Io,
  { yes }: DestroyOptions,
  question: string,
  wanted: string,
  place: string,
): Promise<void> => {
  if (!yes && (await ask(question))?.trim() !== wanted) throw errors.unconfirmed(`Deleting ${place}`)
}
