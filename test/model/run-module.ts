// A module's deliveries through the protocol, one after another, with crashes and retries, on tables in memory.

import type { Rate } from '../../handlers/domain/rate.ts'
import { receive } from '../../handlers/domain/receive.ts'
import { compute } from '../../handlers/domain/report.ts'
import type { Module } from './fleet.ts'
import { receiveSteps, reportSteps, type Turn } from './steps.ts'
import { emptyTables, expire, putReport, type Tables } from './tables.ts'

type Change = { readonly timestamp: bigint; readonly before?: number }
class Crash extends Error {}

export type Ran = {
  readonly tables: Tables
  /** For each report, the messages up to it that were stored when its last change was computed for good. */
  readonly computedWith: Map<bigint, number>
  /** Messages that were said to be too late to be counted. */
  readonly tooLate: number
}

/**
 * Runs a module. `check` is called after each computation with what it published and the reports whose changes are
 * still to be computed. Its tables, and those given, hold all messages that were ever stored.
 */
export const runModule = async (
  module: Module,
  check: (tables: Tables, rates: readonly Rate[], pending: readonly bigint[]) => void,
): Promise<Ran> => {
  const tables = emptyTables()
  const stored: Map<bigint, number | undefined> = new Map()
  const all = { ...tables, messages: stored }
  let tooLate = 0
  const computedWith = new Map<bigint, number>()
  const waiting: Change[] = []
  const rules = { unit: module.unit, firstReport: module.firstReport, apart: module.apart }
  let clock = 0
  let turn = 0
  const now = () => clock
  const stamp = () => {
    clock += 1
    return clock
  }

  const crashing = async <Result>(work: (turn: Turn) => Promise<Result>): Promise<Result> => {
    for (;;) {
      // After the last of them nothing crashes any more.
      let left = module.crashes[turn++] ?? Number.POSITIVE_INFINITY
      try {
        return await work(async step => {
          clock += 1
          if (left-- <= 0) throw new Crash()
          return step(tables)
        })
      } catch (error) {
        if (!(error instanceof Crash)) throw error
        clock += 60_000
      }
    }
  }

  const drain = async () => {
    const batch = waiting.splice(0)
    for (const [i, change] of batch.entries()) {
      const later = (report: bigint) => batch.slice(i + 1).some(({ timestamp }) => timestamp === report)
      expire(tables, clock)
      const computed = await crashing(steps => compute(reportSteps(steps, now, stamp), change, rules, later))
      tooLate += computed.tooLate
      computedWith.set(change.timestamp, [...stored.keys()].filter(t => t <= change.timestamp).length)
      check(
        { ...all, head: tables.head },
        computed.rates,
        batch.slice(i + 1).map(({ timestamp }) => timestamp),
      )
    }
  }

  let due = Number.POSITIVE_INFINITY
  for (const delivery of module.deliveries) {
    if (due <= delivery.at) {
      clock = Math.max(clock, due)
      await drain()
      due = Number.POSITIVE_INFINITY
    }
    clock = Math.max(clock, delivery.at)
    const { timestamp } = delivery
    if (delivery.kind === 'message') {
      const message = {
        module: 'm',
        timestamp,
        ...(delivery.tx !== undefined && { txAttempts: delivery.tx }),
      }
      const { unit, retention } = module
      const late = await crashing(steps => receive(receiveSteps(steps, now), message, { unit, retention }))
      if (late === 'TooLate') tooLate += 1
      stored.set(timestamp, delivery.tx)
    } else {
      const change = putReport(tables, timestamp, delivery.attempts)
      if (change) waiting.push(change)
      if (change) due = Math.min(due, clock + module.lag * 3_600_000)
    }
    if (module.lag === 0) await drain()
  }
  clock += 1
  await drain()
  return { tables: { ...all, head: tables.head }, computedWith, tooLate }
}
