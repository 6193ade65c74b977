// What service.yaml takes in a month. The units per message and report are those that test/cost/metered.test.ts meters;
// the billed milliseconds are assumptions, which only AWS can correct.

import { type Fleet, messagesPerMonth, reportsPerMonth } from './fleet.ts'
import { type Line, line } from './line.ts'
import { gigabytesKept, messageRow, reportRow, unitsToRead, windowRow } from './rows.ts'
import type { Machine } from './used.ts'

/** Billed ms of one invocation: little but waiting for DynamoDB, a cold start in a thousand included. */
export const ms = { recv: 8, weekly: 8, successRate: 40 } as const
/** GB, as templates/functions.ts gives them, on arm64. */
export const machine = {
  memory: { recv: 0.125, weekly: 0.125, successRate: 0.25 },
  time: 'lambdaArm',
} as const satisfies Machine
const { memory } = machine

/** Units of one report: its own row; its window, and the one before it, counted for the last time, and what was published;
 * the reports and windows that it reads to know its epoch. */
export const perReport = { reportWrites: 1, windowWrites: 3, reportReads: 2, windowReads: 2 } as const
/** A row is counted with its own report, and once more when its window can no longer change. */
const timesCounted = 2
/** Of one late message: looking for its report; reopening that one's window; and the metric that counts it, in GB. */
export const ofLate = { reads: 1, writes: 2, log: 203 / 1e9 } as const

/** Read units that counting takes for one report. */
export const countReads = (fleet: Fleet): number =>
  timesCounted * unitsToRead(fleet.messagesPerWeek, messageRow(fleet.retentionWeeks !== undefined))

/** What is switched on by the template's parameters. */
export type Options = { readonly alarms?: boolean; readonly dashboard?: boolean }

/** What the template makes for whoever is to be told of alarms. */
export const alarmCount = 9
/** `SuccessRate` and `LowRate`, which are written for alarms or the dashboard, and their GB of log a rate. */
const rateMetrics = 2
const rateMetricsLog = 300 / 1e9

/** The lines of a month's bill. */
export const thisDesign = (fleet: Fleet, { alarms = false, dashboard = false }: Options = {}): Line[] => {
  const watched = alarms || dashboard
  const messages = messagesPerMonth(fleet)
  const reports = reportsPerMonth(fleet)
  const row = messageRow(fleet.retentionWeeks !== undefined)
  const weeksKept = Math.min(fleet.retentionWeeks ?? Number.POSITIVE_INFINITY, fleet.ageWeeks)
  const { reportWrites, windowWrites, reportReads, windowReads } = perReport
  const gigabytes = gigabytesKept(fleet, { message: row, report: reportRow, window: windowRow }, weeksKept)
  const seconds = (ms.weekly * memory.weekly + ms.successRate * memory.successRate) / 1000
  const late = messages * (fleet.late ?? 0)
  return [
    line('producers', 'SNS publish', 'snsPublish', messages + reports),
    line('received messages', 'Lambda requests', 'lambdaRequest', messages),
    line('received messages', 'Lambda time', machine.time, (messages * ms.recv * memory.recv) / 1000),
    line('received messages', 'DynamoDB writes', 'writeUnit', messages),
    line('late messages', 'DynamoDB writes', 'writeUnit', late * ofLate.writes),
    line('late messages', 'DynamoDB reads', 'readUnit', late * ofLate.reads),
    line('late messages', 'CloudWatch logs', 'logs', late * ofLate.log),
    line('reports', 'Lambda requests', 'lambdaRequest', 2 * reports),
    line('reports', 'Lambda time', machine.time, reports * seconds),
    line('reports', 'DynamoDB writes', 'writeUnit', (reportWrites + windowWrites) * reports),
    line('reports', 'DynamoDB reads', 'readUnit', (countReads(fleet) + reportReads + windowReads) * reports),
    line('reports', 'SNS publish', 'snsPublish', reports),
    line('reports', 'CloudWatch logs', 'logs', watched ? reports * rateMetricsLog : 0),
    line('kept', 'DynamoDB storage', 'storage', gigabytes),
    line('kept', 'DynamoDB recovery', 'recovery', gigabytes),
    line('fixed', 'CloudWatch alarms', 'alarm', alarms ? alarmCount : 0),
    line('fixed', 'CloudWatch metrics', 'metric', watched ? rateMetrics : 0),
    line('fixed', 'CloudWatch dashboards', 'dashboard', dashboard ? 1 : 0),
  ]
}
