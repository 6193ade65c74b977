// The past of a fleet: messages of weeks before its first, put as rows past the service, which has no part in it.

import { type Plan, timestampIn, weekEnd, weekMs } from '../../src/simulate/plan.ts'
import { call, json } from './load.ts'

const atOnce = 8
const batch = 25

/** Puts so many weeks of messages for each of the modules. Returns how many rows. */
export const seedPast = async (
  endpoint: string,
  table: string,
  { names, plan, weeks }: { readonly names: readonly string[]; readonly plan: Plan; readonly weeks: number },
): Promise<number> => {
  const perWeek = Math.round(plan.messagesPerWeek * (1 - plan.loss))
  const count = names.length * weeks * perWeek
  const start = weekEnd(plan, -1 - weeks)
  const itemAt = (index: number) => {
    const own = Math.floor(index / names.length)
    const timestamp = timestampIn(plan.unit, start + ((own + 0.5) / perWeek) * weekMs)
    return { moduleId: { S: names[index % names.length] }, timestamp: { N: `${timestamp}` } }
  }
  let next = 0
  const put = async (): Promise<void> => {
    while (next < count) {
      const from = next
      next += batch
      const requests = Array.from({ length: Math.min(batch, count - from) }, (_, i) => ({
        PutRequest: { Item: itemAt(from + i) },
      }))
      const body = JSON.stringify({ RequestItems: { [table]: requests } })
      await call(endpoint, 'dynamodb', json('DynamoDB_20120810.BatchWriteItem'), body)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, put))
  return count
}
