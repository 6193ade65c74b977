// The tables as the protocol's own functions call them, each call a step that something else lets through: a clock
// that may end the process before it, or a checker that tries every order.

import type { Forgetting } from '../../handlers/domain/epoch-state.ts'
import type { ReceiveTables } from '../../handlers/domain/receive.ts'
import type { ReportTables } from '../../handlers/domain/report.ts'
import type { RecountTables } from '../../src/operate/recount-module.ts'
import * as model from './tables.ts'

/** Does a step when its turn comes. It may never come: then the process has crashed. */
export type Turn = <Result>(step: (tables: model.Tables) => Result) => Promise<Result>

type Clock = () => number | Promise<number>

const forgetting = (turn: Turn): Forgetting => ({
  raise: from => turn(tables => model.raise(tables, from)),
  drop: () => turn(model.drop),
})

export const receiveSteps = (turn: Turn, now: Clock): ReceiveTables => ({
  ...forgetting(turn),
  now,
  putMessage: (message, expires) => turn(tables => model.putMessage(tables, message, expires)),
  firstReport: from => turn(tables => model.firstReport(tables, from)),
  reopen: (report, by) => turn(tables => model.reopen(tables, report, by)),
})

export const reportSteps = (turn: Turn, now: Clock, stamp: Clock): ReportTables => ({
  ...forgetting(turn),
  now,
  stamp,
  head: () => turn(({ head }) => head),
  async *reportsUpTo(timestamp) {
    yield* (await turn(model.reportsIn)).filter(report => report.timestamp <= timestamp).reverse()
  },
  async *reportsAfter(timestamp) {
    yield* (await turn(model.reportsIn)).filter(report => report.timestamp > timestamp)
  },
  windows: (from, to) => turn(tables => model.windowsIn(tables, from, to)),
  count: (after, upTo) => turn(tables => model.countIn(tables, after, upTo)),
  publish: (rate, computedAt) => turn(tables => void tables.published.push({ ...rate, computedAt })),
  keep: window => turn(tables => model.keep(tables, window)),
  keepPublished: rate => turn(tables => model.keepPublished(tables, rate)),
  keepState: (state, version) => turn(tables => model.keepState(tables, state, version)),
})

/** The steps of `guac recount` but for the computation, which is the function's own. */
export const recountSteps = (turn: Turn, now: Clock): Omit<RecountTables, 'compute'> => ({
  now,
  reports: () => turn(model.reportsIn),
  windows: () =>
    turn(
      ({ windows }) =>
        new Map(
          [...windows].map(([timestamp, { previous, readings: count, until, published }]) => [
            timestamp,
            { previous, count, until, published },
          ]),
        ),
    ),
  async *messages(upTo) {
    for (const [timestamp, tx] of await turn(tables => model.messagesIn(tables, undefined, upTo)))
      yield { timestamp, ...(tx !== undefined && { tx }) }
  },
  reopen: (timestamp, count, by) => turn(tables => model.reopenFrom(tables, timestamp, count, by)),
  drop: () => turn(model.drop),
})
