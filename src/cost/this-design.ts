// What service.yaml takes in a month. The units per message and report are those that test/cost/metered.test.ts meters;
// the billed milliseconds are assumptions, which only AWS can correct.

import { type Fleet, messagesPerMonth, reportsPerMonth } from './fleet.ts'
import type { Line } from './line.ts'
import { messageRow, overhead, reportRow, unitsToRead, windowRow } from './rows.ts'
import type { Machine } from './used.ts'

/** Billed ms of one invocation: little but waiting for DynamoDB, a cold start in a thousand included. */
const ms = { recv: 8, weekly: 8, successRate: 40 } as const
/** GB, as templates/functions.ts gives them, on arm64. */
export const machine = {
  memory: { recv: 0.125, weekly: 0.125, successRate: 0.25 },
  time: 'lambdaArm',
} as const satisfies Machine
const { memory } = machine

/** Of one report: its own row; its window, and the one before it, counted for the last time; what was published. */
const writesPerReport = 4
/** Of one report: the reports and windows that it reads to know its epoch. */
const readsOfEpoch = 5
/** A row is counted with its own report, and once more when its window can no longer change. */
const timesCounted = 2

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
  const counted = timesCounted * unitsToRead(fleet.messagesPerWeek, row)
  const gigabytes =
    (fleet.modules *
      (weeksKept * fleet.messagesPerWeek * (row + overhead) +
        fleet.ageWeeks * (reportRow + windowRow + 2 * overhead))) /
    1e9
  const seconds = (ms.weekly * memory.weekly + ms.successRate * memory.successRate) / 1000
  return [
    { group: 'producers', label: 'SNS publish', price: 'snsPublish', quantity: messages + reports },
    { group: 'received messages', label: 'Lambda requests', price: 'lambdaRequest', quantity: messages },
    {
      group: 'received messages',
      label: 'Lambda time',
      price: 'lambdaArm',
      quantity: (messages * ms.recv * memory.recv) / 1000,
    },
    { group: 'received messages', label: 'DynamoDB writes', price: 'writeUnit', quantity: messages },
    { group: 'reports', label: 'Lambda requests', price: 'lambdaRequest', quantity: 2 * reports },
    { group: 'reports', label: 'Lambda time', price: 'lambdaArm', quantity: reports * seconds },
    { group: 'reports', label: 'DynamoDB writes', price: 'writeUnit', quantity: writesPerReport * reports },
    {
      group: 'reports',
      label: 'DynamoDB reads',
      price: 'readUnit',
      quantity: (counted + readsOfEpoch) * reports,
    },
    { group: 'reports', label: 'SNS publish', price: 'snsPublish', quantity: reports },
    { group: 'kept', label: 'DynamoDB storage', price: 'storage', quantity: gigabytes },
    { group: 'kept', label: 'DynamoDB recovery', price: 'recovery', quantity: gigabytes },
    {
      group: 'reports',
      label: 'CloudWatch logs',
      price: 'logs',
      quantity: watched ? reports * rateMetricsLog : 0,
    },
    { group: 'fixed', label: 'CloudWatch alarms', price: 'alarm', quantity: alarms ? alarmCount : 0 },
    { group: 'fixed', label: 'CloudWatch metrics', price: 'metric', quantity: watched ? rateMetrics : 0 },
    { group: 'fixed', label: 'CloudWatch dashboards', price: 'dashboard', quantity: dashboard ? 1 : 0 },
  ]
}
