// Whether the local stack's memory stays flat over 100,000 messages. They are the same 10,000 ten times: rows are
// kept in memory, and what grows with them is no leak. Then new messages, beside the same rows put without them: what
// a message leaves behind but its row would show. Live memory is counted, after a collection: how much more V8 takes
// from the system depends on how much there is to have.

import { startService } from '../../helpers/service.ts'
import type { Figure } from '../figure.ts'
import { call, json, publishAll } from '../load.ts'
import { functionsResident, live } from '../memory-use.ts'

const section = 'memory'
const newMessages = 20_000

export const memory = async (): Promise<readonly Figure[]> => {
  const service = await startService()
  const { endpoint, idle } = service.stack
  const topicArn = service.output('RecvMessageTopicArn')
  const seen: (readonly [number, number])[] = []
  console.log('| messages | the stack, live MB | its functions, resident MB |\n|---|---|---|')
  for (let published = 10_000; published <= 100_000; published += 10_000) {
    await publishAll({ endpoint, topicArn, count: 10_000, batch: 10, first: 1 })
    await idle()
    const bytes = [live(), await functionsResident()] as const
    seen.push(bytes)
    console.log(`| ${published} | ${bytes.map(each => (each / 1e6).toFixed(1)).join(' | ')} |`)
  }
  console.log('')
  const ends = seen.at(-1) ?? [Number.NaN, Number.NaN]

  await publishAll({ endpoint, topicArn, count: newMessages, batch: 10, first: 100_001 })
  await idle()
  const perMessage = (live() - ends[0]) / newMessages
  const before = live()
  await putRows(endpoint, service.output('MessageRecvTableName'), 200_001)
  const perRow = (live() - before) / newMessages
  await service.stop()

  // by then every environment has started, and every function is compiled
  const bases = seen[2] ?? [Number.NaN, Number.NaN]
  const flat = (what: string, index: 0 | 1, ratio: number): Figure => ({
    section,
    what: `${what} after 100,000 messages ÷ after 30,000`,
    ms: ends[index] / 1e6,
    baseMs: bases[index] / 1e6,
    unit: 'MB',
    target: { ratio },
  })
  return [
    flat('live memory of the stack', 0, 1.05),
    flat('resident memory of its functions', 1, 1.2),
    {
      section,
      what: 'memory that a new message takes ÷ its row, put without it',
      ms: perMessage,
      baseMs: perRow,
      unit: 'bytes',
      // the bytes of rows lie in slabs of Node's pool of buffers, here between those of requests that are gone: some
      // 70 bytes a row, while the heap grows alike
      target: { ratio: 1.25 },
    },
  ]
}

/** The rows of so many messages, as recv would write them. */
const putRows = async (endpoint: string, table: string, first: number): Promise<void> => {
  for (let index = 0; index < newMessages; index += 25) {
    const requests = Array.from({ length: 25 }, (_, offset) => ({
      PutRequest: {
        Item: {
          moduleId: { S: `bench-${(index + offset) % 100}` },
          timestamp: { N: `${4_000_000_000 + first + index + offset}` },
        },
      },
    }))
    const body = JSON.stringify({ RequestItems: { [table]: requests } })
    await call(endpoint, 'dynamodb', json('DynamoDB_20120810.BatchWriteItem'), body)
  }
}
