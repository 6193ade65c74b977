// A received message becomes one row. The row's key is the message's identity, so one that is delivered twice is
// stored once.

import { putItem } from './aws/dynamodb.ts'
import { realWorld, type World } from './aws/world.ts'
import { decodeReceived } from './domain/events.ts'
import { snsHandler } from './sns-handler.ts'

export type Env = {
  readonly MESSAGE_TABLE: string
  readonly DEAD_LETTER_QUEUE_URL: string
}

/** The handler of the topic recv_message in a given world. */
export const makeRecv = (world: World<Env>) =>
  snsHandler(world, 'recv_message', decodeReceived, (aws, { module, timestamp, txAttempts }) =>
    putItem(aws, world.env.MESSAGE_TABLE, {
      moduleId: { S: module },
      timestamp: { N: `${timestamp}` },
      ...(txAttempts !== undefined && { tx_attempts: { N: `${txAttempts}` } }),
    }),
  )

export const recv = makeRecv(realWorld<Env>())
