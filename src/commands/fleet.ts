// `guac fleet`: the modules by their last published rate, worst first.

import { onTarget } from '../deploy/target.ts'
import type { TargetOptions } from '../deploy/where.ts'
import { errors } from '../errors.ts'
import type { Io } from '../io.ts'
import { fleetRates, type LastRate } from '../operate/fleet-rates.ts'
import { timeOf } from '../operate/timestamps.ts'
import { parseBelow } from '../parse-below.ts'
import { columns } from '../terminal/columns.ts'
import { histogram } from '../terminal/plot.ts'
import { printable } from '../terminal/printable.ts'
import { paintWith } from '../terminal/style.ts'
import { wrap } from '../terminal/wrap.ts'

export type FleetOptions = TargetOptions & {
  readonly below?: string
  readonly limit: string
  readonly json?: boolean
  readonly quiet?: boolean
}

/** Prints the fleet's modules, those with the lowest rates first. */
export const fleet = (io: Io, options: FleetOptions): Promise<void> => {
  const below = parseBelow(options.below)
  const limit = Number(options.limit)
  if (!/^\d{1,9}$/.test(options.limit)) throw errors.badQuantity('--limit', options.limit, 0)
  return onTarget(io, options, async target => {
    const { ReceivedWindowTableName = '' } = await target.outputs()
    const { TimestampUnit: unit = 's' } = await target.parameters()
    const rates = await fleetRates(await target.clients.dynamodb(), ReceivedWindowTableName)
    // the name decides between equal rates, so that the same fleet prints the same
    const worst = rates
      .filter(({ successRate }) => successRate < below)
      .sort((a, b) => a.successRate - b.successRate || (a.module < b.module ? -1 : 1))
    if (options.json) {
      for (const rate of worst) io.print(asJson(rate))
      return
    }
    if (!options.quiet)
      io.print(
        `${wrap(`${summary(rates, worst.length, options.below)} of ${await target.place()}`, io.width)}\n`,
      )
    for (const line of asText(io, rates, worst.slice(0, limit), unit)) io.print(line)
    if (worst.length > limit)
      io.print(`\n${wrap(`… and ${worst.length - limit} more: --limit ${worst.length} shows all`, io.width)}`)
  })
}

const summary = (rates: readonly LastRate[], worst: number, below: string | undefined): string => {
  const modules = rates.length === 1 ? '1 module' : `${rates.length} modules`
  return below === undefined ? modules : `${worst} below ${below} % among ${modules}`
}

const asText = (
  io: Io,
  rates: readonly LastRate[],
  worst: readonly LastRate[],
  unit: string,
): readonly string[] => {
  if (rates.length === 0) return ['No rate has been published yet.']
  const paint = paintWith(io.colour)
  const rows = worst.map(({ module, successRate, received, attempts, quality, timestamp }) => [
    printable(module),
    successRate.toFixed(3),
    `${received} of ${attempts}`,
    quality,
    timeOf(timestamp, unit) || `${timestamp}`,
  ])
  const [title = '', ...lines] = columns(
    [['module', 'rate %', 'received', 'quality', 'last report'], ...rows],
    ['left', 'right', 'right'],
    io.width,
    { leaveOut: [4, 2, 3], cut: 0, least: 12 },
  )
  const classes = Array.from({ length: 10 }, (_, tenth) => ({
    label: `${10 * tenth} to ${10 * (tenth + 1)} %`,
    count: rates.filter(({ successRate }) => Math.min(9, Math.floor(successRate / 10)) === tenth).length,
  })).reverse()
  const qualities = ['exact', 'assumed-start', 'upper-bound', 'no-attempts']
    .map(quality => [quality, rates.filter(rate => rate.quality === quality).length] as const)
    .flatMap(([quality, count]) => (count > 0 ? [`${quality} ${count}`] : []))
  return [
    ...(worst.length > 0 ? [paint('bold', title), ...lines, ''] : []),
    ...histogram(classes, { width: Math.max(10, Math.min(40, io.width - 30)) }),
    '',
    wrap(`Quality: ${qualities.join(', ')}`, io.width),
  ]
}

const asJson = ({
  module,
  timestamp,
  successRate,
  lowerBound,
  received,
  attempts,
  quality,
}: LastRate): string =>
  `{"moduleid":${JSON.stringify(module)},"timestamp":${timestamp},"success_rate":${successRate},` +
  `"lower_bound":${lowerBound},"received":${received},"attempts":${attempts},"quality":"${quality}"}`
