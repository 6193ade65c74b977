// A module: its reports as the tables have them, read again whenever a rate of it is heard.

import { cameSince } from '../../operate/came-since.ts'
import { type ModuleReport, moduleReports } from '../../operate/module-reports.ts'
import { msOf } from '../../operate/timestamps.ts'
import { pause } from '../../pause.ts'
import { makeBell } from '../bell.ts'
import { openEar } from '../ear.ts'
import { parseHeard } from '../fleet-state.ts'
import { type Hearing, heardSince } from '../hear-rates.ts'
import type { Feed } from '../share-feed.ts'
import type { Source } from '../source.ts'
import type { FleetRow } from '../wire-fleet.ts'
import type { ModuleEvent, ModuleRow } from '../wire-module.ts'

/** A rate is heard before the function has kept what it counted; so long after it all is kept. ms */
const keptAfterMs = 1500

const last = 2n ** 64n - 1n

type Heard = { readonly row: FleetRow; readonly computedAt: number }

/** Tells of a module until nobody looks on. */
export async function* readModule(
  source: Source,
  hear: Feed<Hearing>,
  module: string,
  gone: AbortSignal,
): AsyncGenerator<ModuleEvent> {
  const [outputs, parameters] = await Promise.all([source.outputs(), source.parameters()])
  const { TimestampUnit: unit = 's', FirstReport } = parameters
  const rule = FirstReport === 'baseline' ? 'baseline' : 'contract'
  const client = await source.clients.dynamodb()
  const tables = {
    reports: outputs.WeeklyDiagnosticTableName ?? '',
    windows: outputs.ReceivedWindowTableName ?? '',
  }
  const heard = new Map<string, Heard>()
  const bell = makeBell()
  const ear = openEar(source, hear, gone, bell.ring)
  const read = async (): Promise<ModuleEvent> => {
    const reports = await moduleReports(client, tables, { module, from: 0n, to: last })
    const since = cameSince(reports, rule)
    const rows = reports.map((report, i) => rowOf(report, since[i], unit))
    return {
      module,
      reports: rows.map(row => withHeard(row, heard.get(row.timestamp))),
      at: source.now(),
      deaf: ear.deaf(),
    }
  }
  try {
    await ear.begun
    let count = ear.hearing().count
    yield await read()
    while (!gone.aborted) {
      await bell.rung(gone)
      const { rates } = heardSince(ear.hearing(), count)
      count = ear.hearing().count
      const own = rates
        .map(rate => parseHeard(rate, unit))
        .filter(rate => rate !== undefined && rate.row.module === module)
      if (gone.aborted || (own.length === 0 && ear.deaf() === null)) continue
      for (const rate of own) if (rate) keepNewest(heard, rate)
      yield await read()
      await pause(keptAfterMs, gone)
      if (!gone.aborted) yield await read()
    }
  } finally {
    await ear.close()
  }
}

const keepNewest = (heard: Map<string, Heard>, rate: Heard): void => {
  const { timestamp } = rate.row
  if ((heard.get(timestamp)?.computedAt ?? 0) < rate.computedAt) heard.set(timestamp, rate)
}

const rowOf = (
  { timestamp, attempts, rate, window }: ModuleReport,
  since: ReturnType<typeof cameSince>[number] | undefined,
  unit: string,
): ModuleRow => ({
  timestamp: `${timestamp}`,
  at: msOf(timestamp, unit) ?? null,
  attempts,
  reset: since?.reset ?? false,
  rate: rate
    ? {
        rate: rate.successRate,
        lowerBound: rate.lowerBound,
        received: rate.received,
        attempts: rate.attempts,
        quality: rate.quality,
      }
    : null,
  window: window?.count?.received ?? null,
  countedAt: window?.countedAt ?? null,
  late: window?.late ?? 0,
  uncounted: window?.uncounted ?? 0,
  since: since?.came ?? null,
})

/** What was heard is at least as new as what the table has. */
const withHeard = (row: ModuleRow, heard: Heard | undefined): ModuleRow => {
  if (!heard) return row
  const { rate, lowerBound, received, attempts, quality } = heard.row
  const known = row.rate?.received === received && row.rate.attempts === attempts
  return { ...row, rate: { rate, lowerBound, received, attempts, quality }, since: known ? row.since : null }
}
