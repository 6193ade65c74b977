// `guac query MODULE`: a module's reports, and the rates that were published for them.

import { onTarget } from '../deploy/target.ts'
import type { TargetOptions } from '../deploy/where.ts'
import { errors } from '../errors.ts'
import type { Io } from '../io.ts'
import { type ModuleReport, moduleReports } from '../operate/module-reports.ts'
import { parseTimestamp, timeOf } from '../operate/timestamps.ts'
import { columns } from '../terminal/columns.ts'
import { plot } from '../terminal/plot.ts'
import { printable } from '../terminal/printable.ts'
import { paintWith } from '../terminal/style.ts'
import { wrap } from '../terminal/wrap.ts'

export type QueryOptions = TargetOptions & {
  readonly from?: string
  readonly to?: string
  readonly csv?: boolean
  readonly json?: boolean
  readonly quiet?: boolean
}

const last = 2n ** 64n - 1n

/** Prints a module's reports. Throws a PersonError when it has none. */
export const query = (io: Io, module: string, options: QueryOptions): Promise<void> =>
  onTarget(io, options, async target => {
    const { TimestampUnit: unit = 's' } = await target.parameters()
    const from = options.from === undefined ? 0n : parseTimestamp('--from', options.from, unit)
    const to = options.to === undefined ? last : parseTimestamp('--to', options.to, unit)
    const outputs = await target.outputs()
    const tables = {
      reports: outputs.WeeklyDiagnosticTableName ?? '',
      windows: outputs.ReceivedWindowTableName ?? '',
    }
    const reports = await moduleReports(await target.clients.dynamodb(), tables, { module, from, to })
    if (options.json || options.csv) {
      if (options.csv) io.print(csvHead)
      for (const report of reports) io.print(options.csv ? asCsv(module, report) : asJson(module, report))
      return
    }
    const place = await target.place()
    if (reports.length === 0) throw errors.noReports(printable(module), place)
    if (!options.quiet) io.print(`${wrap(`Module ${printable(module)} of ${place}`, io.width)}\n`)
    for (const line of asText(io, reports, unit)) io.print(line)
  })

const asText = (io: Io, reports: readonly ModuleReport[], unit: string): string[] => {
  const paint = paintWith(io.colour)
  // most modules have none, and without this column the table fits a terminal of 80
  const bounded = reports.some(({ rate }) => rate && rate.lowerBound < rate.successRate)
  // a device that counts from 0 has no time
  const timed = reports.some(({ timestamp }) => timeOf(timestamp, unit) !== '')
  const head = [
    'timestamp',
    ...(timed ? ['time'] : []),
    'attempts',
    'received',
    'rate %',
    ...(bounded ? ['at least'] : []),
    'quality',
  ]
  const rows = reports.map(({ timestamp, attempts, rate, fell }) => [
    `${timestamp}`,
    ...(timed ? [timeOf(timestamp, unit)] : []),
    // what the counter says, and since a reset or a zero point what of it counts
    `${fell ? '↺ ' : ''}${attempts}`,
    rate ? `${rate.received}` : '',
    rate ? percent(rate.successRate) : '',
    ...(bounded ? [rate && rate.lowerBound < rate.successRate ? percent(rate.lowerBound) : ''] : []),
    rate ? rate.quality : 'not published yet',
  ])
  const [title = '', ...lines] = columns(
    [head, ...rows],
    head.map(name => (name === 'time' || name === 'quality' ? 'left' : 'right')),
    io.width,
    {
      leaveOut: [...(timed ? ['timestamp'] : []), 'attempts', 'at least', 'received'].map(name =>
        head.indexOf(name),
      ),
      least: 9,
    },
  )
  const picture = plot(
    reports.map(({ rate }) => rate?.successRate),
    { width: Math.max(10, (Number.isFinite(io.width) ? io.width : 80) - 8) },
  )
  return [
    paint('bold', title),
    ...lines,
    ...(lines.some(line => line.includes('↺')) ? ['', wrap(fallen, io.width, 2)] : []),
    ...(reports.length > 1 ? ['', ...picture] : []),
  ]
}

const fallen = '↺ the counter fell: a reset since the report before'

const percent = (value: number): string => value.toFixed(3)

const csvHead = 'moduleid,timestamp,attempts,received,success_rate,lower_bound,quality,reset'

// https://www.rfc-editor.org/rfc/rfc4180
const asCsv = (module: string, { timestamp, attempts, rate, fell }: ModuleReport): string =>
  [
    /[",]/.test(module) ? `"${module.replaceAll('"', '""')}"` : module,
    timestamp,
    attempts,
    rate?.received ?? '',
    rate?.successRate ?? '',
    rate?.lowerBound ?? '',
    rate?.quality ?? '',
    fell,
  ].join(',')

// By hand: JSON.stringify knows no integer beyond 2^53.
const asJson = (module: string, { timestamp, attempts, rate, fell }: ModuleReport): string =>
  `{"moduleid":${JSON.stringify(module)},"timestamp":${timestamp},"attempts":${attempts},"reset":${fell},` +
  `"received":${rate?.received ?? null},"success_rate":${rate?.successRate ?? null},` +
  `"lower_bound":${rate?.lowerBound ?? null},"quality":${JSON.stringify(rate?.quality ?? null)}}`
