// The same service as most would first write it: functions with the AWS SDK on x86_64 with Lambda's default logs, every
// message kept, and each report counting all that its module has ever sent.

import { type Fleet, messagesPerMonth, reportsPerMonth } from './fleet.ts'
import { type Line, line } from './line.ts'
import { gigabytesKept, messageRow, reportRow, unitsToRead } from './rows.ts'
import type { Machine } from './used.ts'

/** Billed ms of one invocation, and of each thousand rows that it counts. */
const ms = { recv: 12, weekly: 12, successRate: 40, thousandRows: 10 } as const
/** Lambda's defaults. */
export const plainMachine = {
  memory: { recv: 0.125, weekly: 0.125, successRate: 0.125 },
  time: 'lambdaX86',
} as const satisfies Machine
const memory = plainMachine.memory.recv

const id = '8f507cfc-xmpl-4697-b07a-ac58fc914c95'
/**
 * Bytes of what Lambda itself logs of an invocation, unless told otherwise.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 */
export const platformLines = [
  `START RequestId: ${id} Version: $LATEST\n`,
  `END RequestId: ${id}\n`,
  `REPORT RequestId: ${id}\tDuration: 12.34 ms\tBilled Duration: 13 ms\tMemory Size: 128 MB\tMax Memory Used: 89 MB\t\n`,
].reduce((bytes, line) => bytes + line.length, 0)
const logLines = platformLines / 1e9

/** The lines of a month's bill. */
export const plainDesign = (fleet: Fleet): Line[] => {
  const messages = messagesPerMonth(fleet)
  const reports = reportsPerMonth(fleet)
  const rows = fleet.messagesPerWeek * fleet.ageWeeks
  const row = messageRow(false)
  const gigabytes = gigabytesKept(fleet, { message: row, report: reportRow, window: 0 }, fleet.ageWeeks)
  const seconds = ((ms.weekly + ms.successRate + (ms.thousandRows * rows) / 1000) * memory) / 1000
  return [
    line('producers', 'SNS publish', 'snsPublish', messages + reports),
    line('received messages', 'Lambda requests', 'lambdaRequest', messages),
    line('received messages', 'Lambda time', plainMachine.time, (messages * ms.recv * memory) / 1000),
    line('received messages', 'CloudWatch logs', 'logs', messages * logLines),
    line('received messages', 'DynamoDB writes', 'writeUnit', messages),
    line('reports', 'Lambda requests', 'lambdaRequest', 2 * reports),
    line('reports', 'Lambda time', plainMachine.time, reports * seconds),
    line('reports', 'CloudWatch logs', 'logs', 2 * reports * logLines),
    line('reports', 'DynamoDB writes', 'writeUnit', reports),
    line('reports', 'DynamoDB reads', 'readUnit', unitsToRead(rows, row) * reports),
    line('reports', 'SNS publish', 'snsPublish', reports),
    line('kept', 'DynamoDB storage', 'storage', gigabytes),
    line('kept', 'DynamoDB recovery', 'recovery', gigabytes),
  ]
}
