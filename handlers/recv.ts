// A received message becomes one row. The row's key is the message's identity, so one that is delivered twice is
// stored once.

import { count } from './aws/metrics.ts'
import { realWorld, type World } from './aws/world.ts'
import { decodeReceived } from './domain/events.ts'
import type { TimestampUnit } from './domain/lateness.ts'
import { receive } from './domain/receive.ts'
import { snsHandler } from './sns-handler.ts'
import { receiveTables } from './tables/receive-tables.ts'

export type Env = {
  readonly MESSAGE_TABLE: string
  readonly REPORT_TABLE: string
  readonly WINDOW_TABLE: string
  readonly TIMESTAMP_UNIT: TimestampUnit
  /** In days; 0: messages stay for ever. */
  readonly RETENTION: string
  readonly DEAD_LETTER_QUEUE_URL: string
}

/** The handler of the topic recv_message in a given world. */
export const makeRecv = (world: World<Env>) =>
  snsHandler(world, 'recv_message', decodeReceived, async (aws, message) => {
    const tables = receiveTables(aws, world.env, message.module, world.now)
    const rules = { unit: world.env.TIMESTAMP_UNIT, retention: Number(world.env.RETENTION) }
    const late = await receive(tables, message, rules)
    if (late) count(world, { [late]: 1 })
  })

export const recv = makeRecv(realWorld<Env>())
