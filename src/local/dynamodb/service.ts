// DynamoDB's API: dynalite behind the one path that every write passes, where tables with a stream get their
// records. Old and new image are read on either side of the write, under a lock of the table, so that each
// writer is seen alike and records stand in the order of the writes.

import { AwsError, unsupported } from '../protocol/aws-error.ts'
import { type Answer, type Call, jsonAnswer, type Service } from '../protocol/call.ts'
import type { Engine } from './engine.ts'
import { type Item, makeStream, type Stream, type ViewType } from './stream.ts'

const reads = [
  'BatchGetItem',
  'DescribeTable',
  'GetItem',
  'ListTables',
  'ListTagsOfResource',
  'Query',
  'Scan',
]
const writes = ['BatchWriteItem', 'DeleteItem', 'PutItem', 'UpdateItem']
const tables = ['CreateTable', 'DeleteTable', 'TagResource', 'UntagResource']
const supported = new Set([...reads, ...writes, ...tables])

type Table = { readonly keys: readonly string[]; readonly stream?: Stream }
type KeySchema = readonly { readonly AttributeName: string }[]

export type DynamoDb = {
  readonly service: Service
  /** The stream of a table or with an ARN, if there is one. */
  readonly stream: (tableOrArn: string) => Stream | undefined
}

export const makeDynamoDb = (engine: Engine, now: () => number): DynamoDb => {
  const known = new Map<string, Table>()
  const locks = new Map<string, Promise<unknown>>()

  const service = async (call: Call): Promise<Answer> => {
    if (!supported.has(call.action)) throw unsupported(`DynamoDB ${call.action}`)
    if (writes.includes(call.action)) return write(call)
    const answer = await engine.pass(call)
    if (answer.status !== 200) return answer
    const output = JSON.parse(answer.body)
    if (call.action === 'CreateTable') remember(JSON.parse(call.body))
    if (call.action === 'DeleteTable') known.delete(JSON.parse(call.body).TableName)
    const description = output.TableDescription ?? output.Table
    return description ? jsonAnswer(withStream(output, description), call.contentType) : answer
  }

  const remember = (input: {
    TableName: string
    KeySchema: KeySchema
    StreamSpecification?: { StreamEnabled?: boolean; StreamViewType: ViewType }
  }): void => {
    const { StreamEnabled = false, StreamViewType } = input.StreamSpecification ?? {}
    known.set(input.TableName, {
      keys: input.KeySchema.map(key => key.AttributeName),
      ...(StreamEnabled && StreamViewType
        ? { stream: makeStream(input.TableName, StreamViewType, now) }
        : {}),
    })
  }

  const withStream = (output: object, description: { TableName: string }): object => {
    const stream = known.get(description.TableName)?.stream
    if (stream)
      Object.assign(description, {
        StreamSpecification: { StreamEnabled: true, StreamViewType: stream.viewType },
        LatestStreamLabel: stream.label,
        LatestStreamArn: stream.arn,
      })
    return output
  }

  const write = async (call: Call): Promise<Answer> => {
    const touched = touchedItems(call, known)
    const streamed = touched.filter(item => item.table.stream)
    if (streamed.length === 0) return engine.pass(call)
    return locked([...new Set(streamed.map(item => item.name))].sort(), async () => {
      // a key that cannot be read cannot be written either: then the write below is refused with DynamoDB's words
      const before = await Promise.all(streamed.map(image)).catch(() => undefined)
      const answer = await engine.pass(call)
      if (answer.status !== 200) return answer
      if (!before) throw new Error(`${call.action} succeeded on an item that could not be read`)
      for (const [index, item] of streamed.entries())
        item.table.stream?.append({ keys: item.key, before: before[index], after: await image(item) })
      return answer
    })
  }

  const image = async ({ name, key }: Touched): Promise<Item | undefined> => {
    const found = await engine.call<{ Item?: Item }>('GetItem', {
      TableName: name,
      Key: key,
      ConsistentRead: true,
    })
    return found.Item
  }

  const locked = async <T>(names: readonly string[], work: () => Promise<T>): Promise<T> => {
    const earlier = names.map(name => locks.get(name))
    const result = Promise.allSettled(earlier).then(work)
    for (const name of names) locks.set(name, result)
    return result
  }

  return {
    service,
    stream: wanted =>
      known.get(wanted)?.stream ?? [...known.values()].find(table => table.stream?.arn === wanted)?.stream,
  }
}

type Touched = { readonly name: string; readonly table: Table; readonly key: Item }

/** The items that a write names. A call that is malformed names none: dynalite will refuse it. */
const touchedItems = (call: Call, known: ReadonlyMap<string, Table>): readonly Touched[] => {
  let input: Record<string, never>
  try {
    input = JSON.parse(call.body)
  } catch {
    throw new AwsError('SerializationException', 'The body is not JSON.')
  }
  const touch = (name: string, source: Item | undefined): Touched[] => {
    const table = known.get(name)
    if (!table || !source) return []
    return [{ name, table, key: Object.fromEntries(table.keys.map(key => [key, source[key]])) }]
  }
  if (call.action !== 'BatchWriteItem') return touch(input.TableName ?? '', input.Item ?? input.Key)
  const requests = Object.entries((input.RequestItems ?? {}) as Record<string, readonly WriteRequest[]>)
  return requests.flatMap(([name, list]) =>
    list.flatMap(request => touch(name, request.PutRequest?.Item ?? request.DeleteRequest?.Key)),
  )
}

type WriteRequest = { readonly PutRequest?: { Item: Item }; readonly DeleteRequest?: { Key: Item } }
