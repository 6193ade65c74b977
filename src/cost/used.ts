// What a service has used of what AWS bills, as it is metered, and what that costs.

import { dollarsOf, type Line, line } from './line.ts'
import type { Priced } from './prices.ts'

/** What is metered, from one moment to another. */
export const metered = [
  'recvRequests',
  'recvMs',
  'weeklyRequests',
  'weeklyMs',
  'successRateRequests',
  'successRateMs',
  'messageWrites',
  'messageReads',
  'reportWrites',
  'reportReads',
  'windowWrites',
  'windowReads',
  'logBytes',
  'ratesPublished',
] as const
export type Metered = (typeof metered)[number]

/** So much of each. Ms are those of the functions, without initialisation. */
export type Used = Readonly<Record<Metered, number>>

/** What each function has in GB, and what its time costs. */
export type Machine = {
  readonly memory: { readonly recv: number; readonly weekly: number; readonly successRate: number }
  readonly time: Extract<Priced, 'lambdaArm' | 'lambdaX86'>
}

/** Ms by which an invocation's time is rounded up for its bill, on average. */
const roundedUp = 0.5

const map = (of: (name: Metered) => number): Used =>
  Object.fromEntries(metered.map(name => [name, of(name)])) as Used

/** What was used between two readings. */
export const usedSince = (before: Used, after: Used): Used => map(name => after[name] - before[name])

export const nothingUsed: Used = map(() => 0)

/** The same as lines of a bill: what received messages have taken, and what reports have. */
export const usedLines = (used: Used, { memory, time }: Machine): Line[] => {
  const messages = 'received messages'
  const billed = (name: keyof Machine['memory']): number =>
    ((used[`${name}Ms`] + roundedUp * used[`${name}Requests`]) * memory[name]) / 1000
  return [
    line(messages, 'Lambda requests', 'lambdaRequest', used.recvRequests),
    line(messages, 'Lambda time', time, billed('recv')),
    line(messages, 'DynamoDB writes', 'writeUnit', used.messageWrites),
    line('reports', 'Lambda requests', 'lambdaRequest', used.weeklyRequests + used.successRateRequests),
    line('reports', 'Lambda time', time, billed('weekly') + billed('successRate')),
    line('reports', 'DynamoDB writes', 'writeUnit', used.reportWrites + used.windowWrites),
    line('reports', 'DynamoDB reads', 'readUnit', used.messageReads + used.reportReads + used.windowReads),
    line('reports', 'SNS publish', 'snsPublish', used.ratesPublished),
    line(messages, 'CloudWatch logs', 'logs', used.logBytes / 1e9),
  ]
}

/** US dollars. */
export const dollarsIn = (lines: readonly Line[]): number =>
  lines.reduce((sum, line) => sum + dollarsOf(line), 0)
