// What a million received messages cost, from calls that were metered: fleets played against this service and against the
// plain one, each on a local stack of its own, and what DynamoDB, Lambda, SNS and CloudWatch Logs counted there, at AWS's
// list prices. Milliseconds are those of this machine.

import { money } from '../../../src/cost/describe-bill.ts'
import { type Fleet, weeksPerMonth } from '../../../src/cost/fleet.ts'
import type { Line } from '../../../src/cost/line.ts'
import { plainDesign, plainMachine, platformLines } from '../../../src/cost/plain-design.ts'
import { prices } from '../../../src/cost/prices.ts'
import { gigabytesKept, moduleName, type RowBytes } from '../../../src/cost/rows.ts'
import { machine, thisDesign } from '../../../src/cost/this-design.ts'
import { dollarsIn, type Machine, type Used, usedLines } from '../../../src/cost/used.ts'
import { makeFleet } from '../../../src/simulate/fleet.ts'
import { type Plan, weekEnd, weekMs } from '../../../src/simulate/plan.ts'
import { type Attribute, itemBytes } from '../../helpers/item-bytes.ts'
import { type Service, startService } from '../../helpers/service.ts'
import type { Figure } from '../figure.ts'
import { call, json } from '../load.ts'
import { folder } from '../measure.ts'
import { type Metered, meterFleet } from '../meter-fleet.ts'
import { plainTemplate } from '../plain/plain-template.ts'
import { inPlayedTime, makeClock } from '../played-time.ts'
import { seedPast } from '../seed-past.ts'

const section = 'cost'
/** A message in a quarter of an hour, of which a tenth is lost. */
const plan: Plan = {
  seed: 1,
  modules: 4,
  weeks: 6,
  messagesPerWeek: 672,
  loss: 0.1,
  duplicates: 0.02,
  // in real time that is a matter of seconds, which cost nothing
  outOfOrder: 0,
  late: 0.02,
  resets: 0.02,
  offline: 0.02,
  txAttempts: 'none',
  unit: 's',
  end: 0,
}
/** Ms in which a week is played: slowly, so that functions seldom wait for each other. */
const realWeekMs = 20_000
const retentionWeeks = 6
/** How old the fleet of the bill is: the plain design reads and keeps all of that. */
const ageWeeks = 52

type Bill = {
  readonly lines: readonly Line[]
  /** What the cost model says of the same fleet. */
  readonly model: readonly Line[]
  readonly messages: number
}

/** Both designs, metered. */
export const cost = async (): Promise<readonly Figure[]> => {
  const [ours, plain] = [await thisService(), await plainService()]
  const figure = (what: string, ms: number, rest: Partial<Figure> = {}): Figure => ({
    section,
    what,
    ms,
    unit: 'dollars',
    ...rest,
  })
  const lines = [...ours.lines, ...plain.lines]
  const parts = [...new Set(lines.map(({ group, label }) => `${group}: ${label}`))]
  return [
    figure('a million received messages, by metered calls', perMillion(ours), {
      target: { most: 1 },
      floor: `a request and a write unit each: ${money(1e6 * (prices.lambdaRequest.dollars + prices.writeUnit.dollars))}`,
    }),
    figure(`the same in the plain design, ${ageWeeks} weeks old`, perMillion(plain), {
      target: { least: 1.9 },
    }),
    ...parts.map(part => {
      const isPart = ({ group, label }: Line) => part === `${group}: ${label}`
      return figure(`… ${part}`, perMillion(ours, isPart), { baseMs: perMillion(plain, isPart) })
    }),
    figure('… without Lambda time, which is this machine’s', perMillion(ours, isCounted), {
      baseMs: perMillion(plain, isCounted),
    }),
    figure('… as guac cost has the same fleets', perMillion(modelled(ours)), {
      baseMs: perMillion(modelled(plain)),
    }),
    figure('… more for each 10 ms more of recv', tenMs(machine), { baseMs: tenMs(plainMachine) }),
    figure('fixed a month, whatever flows', 0),
    figure('fixed a month with alarms and dashboard', fixedPerMonth()),
  ]
}

const isCounted = ({ label }: Line): boolean => label !== 'Lambda time'

const perMillion = ({ lines, messages }: Bill, isPart: (line: Line) => boolean = () => true): number =>
  (dollarsIn(lines.filter(isPart)) * 1e6) / messages

const modelled = ({ model, messages }: Bill): Bill => ({ lines: model, model, messages })

const tenMs = ({ memory, time }: Machine): number => 0.01 * memory.recv * prices[time].dollars * 1e6

const fixedPerMonth = (): number =>
  dollarsIn(
    thisDesign(fleetOf(1, 0), { alarms: true, dashboard: true }).filter(({ group }) => group === 'fixed'),
  )

const fleetOf = (modules: number, messagesPerWeek: number, kept?: number): Fleet => ({
  modules,
  messagesPerWeek,
  ageWeeks,
  retentionWeeks: kept,
  late: plan.late,
})

const thisService = async (): Promise<Bill> => {
  const file = `${folder}/clock`
  const clock = makeClock(file)
  // so far ahead that nothing expires for the stack, whose clock is the real one
  const played = { ...plan, end: Date.now() + plan.weeks * weekMs }
  clock.set(weekEnd(played, -1))
  const service = await startService({ templateBody: await inPlayedTime(file, retentionWeeks * 7) })
  try {
    const metered = await meterFleet(service, played, realWeekMs, clock.follow(service.stack.idle))
    const { wrong, missing } = metered.outcome.counts
    if (wrong + missing > 0) throw new Error(`${wrong} rates are wrong, ${missing} missing`)
    const bytes = await rowBytes(service)
    return billOf(metered, bytes, machine, retentionWeeks, thisDesign)
  } finally {
    await service.stop()
  }
}

const plainService = async (): Promise<Bill> => {
  const service = await startService({ templateBody: plainTemplate() })
  try {
    const played = { ...plan, end: Date.now() }
    const { names } = makeFleet(played)
    const table = service.output('MessageRecvTableName')
    const past = { names, plan: played, weeks: ageWeeks - plan.weeks }
    await seedPast(service.stack.endpoint, table, past)
    const metered = await meterFleet(service, played, realWeekMs)
    const { used } = metered
    // the local stack leaves out what Lambda itself logs
    const logBytes = used.logBytes + platformLines * requestsIn(used)
    const bytes = await rowBytes(service)
    return billOf({ ...metered, used: { ...used, logBytes } }, bytes, plainMachine, undefined, plainDesign)
  } finally {
    await service.stop()
  }
}

const requestsIn = ({ recvRequests, weeklyRequests, successRateRequests }: Used): number =>
  recvRequests + weeklyRequests + successRateRequests

/** What was used, and what is kept of such a fleet, for as long as it was played. */
const billOf = (
  { used, messages, reports }: Metered,
  bytes: RowBytes,
  machine: Machine,
  kept: number | undefined,
  modelOf: (fleet: Fleet) => readonly Line[],
): Bill => {
  const fleet = fleetOf(plan.modules, messages / reports, kept)
  const months = plan.weeks / weeksPerMonth
  const quantity = gigabytesKept(fleet, bytes, kept ?? ageWeeks) * months
  const model = modelOf(fleet)
    .filter(({ group }) => group !== 'producers')
    .map(line => ({ ...line, quantity: line.quantity * months }))
  const lines: Line[] = [
    ...usedLines(used, machine),
    { group: 'kept', label: 'DynamoDB storage', price: 'storage', quantity },
    { group: 'kept', label: 'DynamoDB recovery', price: 'recovery', quantity },
  ]
  return { lines, model, messages }
}

/** What rows take, were the modules' names as long as the cost model has them. */
const rowBytes = async (service: Service): Promise<RowBytes> => {
  const mean = async (output: string): Promise<number> => {
    const TableName = service.outputs[output]
    if (TableName === undefined) return 0
    const body = JSON.stringify({ TableName, Limit: 1000 })
    const { Items } = JSON.parse(
      await call(service.stack.endpoint, 'dynamodb', json('DynamoDB_20120810.Scan'), body),
    )
    const rows: readonly Record<string, Attribute>[] = Items
    const bytes = rows.map(row => itemBytes(row) - (row.moduleId?.S?.length ?? 0) + moduleName)
    return bytes.reduce((sum, each) => sum + each, 0) / rows.length
  }
  return {
    message: await mean('MessageRecvTableName'),
    report: await mean('WeeklyDiagnosticTableName'),
    window: await mean('ReceivedWindowTableName'),
  }
}
