// `guac logs [function]`: what the functions log, merged by time.

import { onTarget } from '../deploy/target.ts'
import type { TargetOptions } from '../deploy/where.ts'
import { errors } from '../errors.ts'
import type { Io } from '../io.ts'
import { followLogs, type Groups, type LogEvent, readLogs } from '../operate/log-events.ts'
import { readLogLine } from '../operate/log-line.ts'
import { parseSince } from '../operate/since.ts'
import { printable } from '../terminal/printable.ts'
import { type Paint, paintWith, type Style } from '../terminal/style.ts'
import { wrap } from '../terminal/wrap.ts'

export type LogsOptions = TargetOptions & {
  readonly since: string
  readonly follow?: boolean
  readonly json?: boolean
  readonly quiet?: boolean
}

/** The functions by the names that people use, with the outputs that name their log groups. */
const outputs = {
  recv: 'RecvLogGroupName',
  weekly: 'WeeklyLogGroupName',
  'success-rate': 'SuccessRateLogGroupName',
} as const

const colours: Readonly<Record<string, Style>> = { recv: 'cyan', weekly: 'magenta', 'success-rate': 'blue' }

/** Prints what the functions logged, and with --follow what they log, until Ctrl-C. */
export const logs = (io: Io, wanted: string | undefined, options: LogsOptions): Promise<void> => {
  const since = parseSince(options.since, io.now())
  // the function's own name will do, too
  const short = wanted?.replace(/^.*guac-/, '')
  if (short !== undefined && !Object.hasOwn(outputs, short))
    throw errors.noSuchFunction(wanted ?? '', Object.keys(outputs))
  return onTarget(io, options, async target => {
    const found = await target.outputs()
    const groups: Groups = Object.fromEntries(
      Object.entries(outputs)
        .filter(([name]) => short === undefined || name === short)
        .map(([name, output]) => [name, found[output] ?? '']),
    )
    const client = await target.clients.logs()
    const events = options.follow
      ? followLogs(client, groups, {
          since,
          pollMs: target.loopback ? 250 : 2000,
          now: io.now,
          stopping: io.stopping,
        })
      : readLogs(client, groups, since)
    if (!options.json && !options.quiet) io.tell(`Logs since ${isoOf(since)} of ${await target.place()}`)
    const paint = paintWith(io.colour)
    for await (const event of events) {
      if (io.stopping.aborted) return
      io.print(
        options.json ? asJson(event) : wrap(asText(io, paint, event), io.width, io.width < 80 ? 4 : 34),
      )
    }
  })
}

const isoOf = (ms: number): string => new Date(ms).toISOString()

const levelStyles: Readonly<Record<string, Style>> = { ERROR: 'red', FATAL: 'red', WARN: 'yellow' }

/** The time of a narrow terminal has no year and no milliseconds. */
const timeIn = ({ width }: Io, at: number): string =>
  width < 100 ? isoOf(at).slice(5, 19).replace('T', ' ') : isoOf(at)

const asText = (io: Io, paint: Paint, { name, at, message }: LogEvent): string => {
  const { level, text, facts } = readLogLine(message)
  const shown = (level ?? '').padEnd(5)
  return [
    paint('dim', timeIn(io, at)),
    paint(colours[name] ?? 'bold', name.padEnd(12)),
    level && levelStyles[level] ? paint(levelStyles[level], shown) : shown,
    printable(text),
    ...Object.entries(facts).map(
      ([fact, value]) => `${paint('dim', `${printable(fact)}=`)}${printable(value)}`,
    ),
  ].join(' ')
}

const asJson = ({ name, at, message }: LogEvent): string =>
  JSON.stringify({ time: isoOf(at), function: name, message: message.trimEnd() })
