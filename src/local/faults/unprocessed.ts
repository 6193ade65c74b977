// A BatchWriteItem that does only a part, and says so: the caller must send the rest again.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html

import type { Answer, Call, Service } from '../protocol/call.ts'
import { isRecord, parseJson } from '../protocol/json.ts'

type Requests = readonly unknown[]
type Items = Readonly<Record<string, Requests>>

/** Some of the requests by chance, one at least on either side where there are two. Pure. */
export const split = (items: Items, draw: () => number): { readonly done: Items; readonly left: Items } => {
  const all = Object.entries(items).flatMap(([table, requests]) =>
    requests.map(request => ({ table, request, left: draw() < 0.5 })),
  )
  const first = all[0]
  // DynamoDB refuses a batch of which it can do nothing with a throttling error; one that is whole is no fault
  if (first && all.every(one => one.left === first.left)) first.left = !first.left
  const part = (left: boolean): Items => {
    const tables: Record<string, unknown[]> = {}
    for (const one of all)
      if (one.left === left) tables[one.table] = [...(tables[one.table] ?? []), one.request]
    return tables
  }
  return { done: part(false), left: part(true) }
}

/** Performs a part of a BatchWriteItem, and answers with the rest as UnprocessedItems. */
export const leaveSome = async (call: Call, service: Service, draw: () => number): Promise<Answer> => {
  const input = parseJson(call.body)
  if (!isRecord(input) || !isRecord(input.RequestItems)) return service(call)
  const items = Object.entries(input.RequestItems)
  // what DynamoDB would refuse it shall refuse; a single item is done or throttled
  if (!items.every((entry): entry is [string, unknown[]] => Array.isArray(entry[1]))) return service(call)
  if (items.reduce((sum, [, requests]) => sum + requests.length, 0) < 2) return service(call)
  const { done, left } = split(Object.fromEntries(items), draw)
  const answer = await service({ ...call, body: JSON.stringify({ ...input, RequestItems: done }) })
  if (answer.status !== 200) return answer
  const output = JSON.parse(answer.body)
  return { ...answer, body: JSON.stringify({ ...output, UnprocessedItems: left }) }
}
