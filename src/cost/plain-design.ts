// The same service as most would first write it: functions with the AWS SDK on x86_64 with Lambda's default logs, every
// message kept, and each report counting all that its module has ever sent.

import { type Fleet, messagesPerMonth, reportsPerMonth } from './fleet.ts'
import type { Line } from './line.ts'
import { messageRow, overhead, reportRow, unitsToRead } from './rows.ts'

/** Billed ms of one invocation, and of each thousand rows that it counts. */
const ms = { recv: 12, weekly: 12, successRate: 40, thousandRows: 10 } as const
/** GB, Lambda's default. */
const memory = 0.125
/** Bytes of the START, END and REPORT lines of an invocation, with CloudWatch's own 26 bytes for each. */
const logLines = 370 / 1e9

/** The lines of a month's bill. */
export const plainDesign = (fleet: Fleet): Line[] => {
  const messages = messagesPerMonth(fleet)
  const reports = reportsPerMonth(fleet)
  const rows = fleet.messagesPerWeek * fleet.ageWeeks
  const row = messageRow(false)
  const gigabytes =
    (fleet.modules * fleet.ageWeeks * (fleet.messagesPerWeek * (row + overhead) + reportRow + overhead)) / 1e9
  const seconds = ((ms.weekly + ms.successRate + (ms.thousandRows * rows) / 1000) * memory) / 1000
  return [
    { group: 'producers', label: 'SNS publish', price: 'snsPublish', quantity: messages + reports },
    { group: 'received messages', label: 'Lambda requests', price: 'lambdaRequest', quantity: messages },
    {
      group: 'received messages',
      label: 'Lambda time',
      price: 'lambdaX86',
      quantity: (messages * ms.recv * memory) / 1000,
    },
    { group: 'received messages', label: 'CloudWatch logs', price: 'logs', quantity: messages * logLines },
    { group: 'received messages', label: 'DynamoDB writes', price: 'writeUnit', quantity: messages },
    { group: 'reports', label: 'Lambda requests', price: 'lambdaRequest', quantity: 2 * reports },
    { group: 'reports', label: 'Lambda time', price: 'lambdaX86', quantity: reports * seconds },
    { group: 'reports', label: 'CloudWatch logs', price: 'logs', quantity: 2 * reports * logLines },
    { group: 'reports', label: 'DynamoDB writes', price: 'writeUnit', quantity: reports },
    {
      group: 'reports',
      label: 'DynamoDB reads',
      price: 'readUnit',
      quantity: unitsToRead(rows, row) * reports,
    },
    { group: 'reports', label: 'SNS publish', price: 'snsPublish', quantity: reports },
    { group: 'kept', label: 'DynamoDB storage', price: 'storage', quantity: gigabytes },
    { group: 'kept', label: 'DynamoDB recovery', price: 'recovery', quantity: gigabytes },
  ]
}
