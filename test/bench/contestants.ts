// The local stack and MiniStack, each fresh and with the service on it, under the same load.

import { readFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { localClients } from '../../src/deploy/clients.ts'
import { createStack } from '../../src/deploy/create-stack.ts'
import { outputsOf } from '../../src/deploy/follow-stack.ts'
import { startMiniStack } from '../helpers/ministack.ts'
import { type Service, startService } from '../helpers/service.ts'
import { call, json, publish, rows } from './load.ts'

export const table = 'message_recv'

export type Contestant = {
  readonly endpoint: string
  readonly topicArn: string
  /** How many messages are stored. */
  readonly stored: () => Promise<number>
  /** Resolves when more may have been stored. */
  readonly progress: () => Promise<unknown>
  readonly stop: () => Promise<void>
}

export const localStack = async (): Promise<Contestant & { readonly service: Service }> => {
  const service = await startService()
  const { endpoint, idle } = service.stack
  return {
    service,
    endpoint,
    topicArn: service.output('RecvMessageTopicArn'),
    stored: () => rows(endpoint, table),
    progress: idle,
    stop: service.stop,
  }
}

export const miniStack = async (): Promise<Contestant> => {
  const { endpoint, stop } = await startMiniStack()
  try {
    const { cloudformation } = localClients(endpoint, 'us-east-1')
    const templateBody = await readFile('service.yaml', 'utf8')
    const stack = await createStack(cloudformation, { stackName: 'compared', templateBody, pollMs: 50 })
    const describe = JSON.stringify({ TableName: table })
    return {
      endpoint,
      topicArn: outputsOf(stack).RecvMessageTopicArn ?? '',
      // it counts as it stores, and answers this at a fraction of what a scan would take from it
      stored: async () =>
        JSON.parse(await call(endpoint, 'dynamodb', json('DynamoDB_20120810.DescribeTable'), describe)).Table
          .ItemCount,
      progress: () => wait(20),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

export type Level = { readonly publishers: number; readonly batch: number }

/** How a load ended: `ms` from the first request to the last row, or to the moment at which nobody waited longer. */
export type Ended = { readonly ms: number; readonly stored: number; readonly failed: number }

/** Publishes so many messages, and waits until each is a row, but no longer than so many ms. */
export const run = async (
  { endpoint, topicArn, stored, progress }: Contestant,
  load: Level & { readonly count: number; readonly first: number },
  longestMs: number,
): Promise<Ended> => {
  const before = await stored()
  const called = performance.timeOrigin + performance.now()
  const giveUp = new AbortController()
  const whole = async (): Promise<Ended> => {
    const { began, failed } = await publish({ endpoint, topicArn, ...load })
    let found = 0
    while (!giveUp.signal.aborted && found < load.count) {
      await progress()
      found = (await stored()) - before
    }
    return { ms: performance.timeOrigin + performance.now() - began, stored: found, failed }
  }
  const ended = whole().catch((error: unknown) => {
    if (giveUp.signal.aborted) return undefined
    throw error
  })
  const late = wait(longestMs, undefined, { signal: giveUp.signal }).catch(() => undefined)
  const first = await Promise.race([ended, late])
  if (first) {
    giveUp.abort()
    return first
  }
  const found = (await stored()) - before
  giveUp.abort()
  return { ms: performance.timeOrigin + performance.now() - called, stored: found, failed: 0 }
}
