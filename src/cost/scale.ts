// A fleet taken through the design on paper: what flows at each hop, which quota that meets, and over how many hours its
// reports must be spread. Rates are those of an even flow.

import type { Fleet } from './fleet.ts'
import { batchesPerShard, freshShards, type QuotaName, quotas } from './quotas.ts'
import { countReads, ms, ofLate, perReport } from './this-design.ts'

export type Hop = {
  readonly what: string
  /** A second; of functions, at a time. */
  readonly rate: number
  readonly quota: QuotaName
}

const secondsInHour = 3600
export const hoursInWeek = 168

export const messagesPerSecond = ({ modules, messagesPerWeek }: Fleet): number =>
  (modules * messagesPerWeek) / (hoursInWeek * secondsInHour)

/** Reports a second of a fleet that spreads them over so many hours. */
export const reportsPerSecond = ({ modules }: Fleet, hours: number): number =>
  modules / (hours * secondsInHour)

/** What flows at each hop, with the quota that it meets. */
export const hopsOf = (fleet: Fleet): Hop[] => {
  const messages = messagesPerSecond(fleet)
  const reports = reportsPerSecond(fleet, hoursInWeek)
  const late = messages * (fleet.late ?? 0)
  const { reportReads, reportWrites, windowReads, windowWrites } = perReport
  const runs = (messages * ms.recv + reports * (ms.weekly + ms.successRate)) / 1000
  const hop = (what: string, quota: QuotaName, rate: number): Hop => ({ what, rate, quota })
  return [
    hop('events and rates published', 'snsPublish', messages + 2 * reports),
    hop('functions at work', 'concurrency', runs),
    hop('message_recv: writes', 'tableWrites', messages),
    hop('message_recv: reads', 'tableReads', reports * countReads(fleet)),
    hop('weekly_diagnostic: writes', 'tableWrites', reports * reportWrites),
    hop('weekly_diagnostic: reads', 'tableReads', reports * reportReads + late * ofLate.reads),
    hop('received_window: writes', 'tableWrites', reports * windowWrites + late * ofLate.writes),
    hop('received_window: reads', 'tableReads', reports * windowReads),
    hop('one module: writes', 'partitionWrites', fleet.messagesPerWeek / (hoursInWeek * secondsInHour)),
    hop('reports through the stream', 'stream', reports),
  ]
}

/** How often a hop needs its quota. */
export const timesQuota = ({ rate, quota }: Hop): number => rate / quotas[quota].limit

/** How many reports a second something lets through, and over how many hours a fleet must spread its own for that. */
export type Spread = { readonly what: string; readonly perSecond: number; readonly hours: number }

/** How many shares of a fleet, each in an account or a region of its own, keep within every quota as it comes. */
export const cellsOf = (fleet: Fleet): number =>
  Math.max(1, Math.ceil(Math.max(...hopsOf(fleet).map(timesQuota))))

/** What the reports of a week meet when they come together, the narrowest first. */
export const spreadsOf = (fleet: Fleet): Spread[] => {
  const spread = (what: string, perSecond: number): Spread => ({
    what,
    perSecond,
    hours: fleet.modules / perSecond / secondsInHour,
  })
  const reads = countReads(fleet)
  return [
    spread(
      `a young stream: ${freshShards} shards × ${batchesPerShard} × ${ms.successRate} ms`,
      quotas.stream.limit,
    ),
    spread(`reads of message_recv: ${reads} units a report`, quotas.tableReads.limit / reads),
    spread('publishing: a report and its rate', quotas.snsPublish.limit / 2),
  ].sort((a, b) => b.hours - a.hours)
}
