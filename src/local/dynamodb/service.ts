// DynamoDB's API: dynalite behind the one path that every write passes, where tables with a stream get their
// records. Old and new image are read on either side of the write, under a lock of the table, so that each
// writer is seen alike and records stand in the order of the writes.

import { setImmediate } from 'node:timers/promises'
import { type Keep, keepNothing } from '../data/keep.ts'
import { AwsError, unsupported } from '../protocol/aws-error.ts'
import { type Answer, type Call, jsonAnswer, jsonCall, type Service } from '../protocol/call.ts'
import { isRecord, parseBody } from '../protocol/json.ts'
import type { Engine } from './engine.ts'
import type { ExpiryWorld } from './expiry.ts'
import { endedKey, type Intent, itemAt, keptTable, type Past, tablesKey, writingKey } from './past.ts'
import { makeSettings, settingsActions } from './settings.ts'
import { type Item, isViewType, makeStream, type Stream, viewTypes } from './stream.ts'
import { type TableStream, type Touched, touchedItems } from './touched.ts'

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
const tables = ['CreateTable', 'DeleteTable', 'UpdateTable', 'TagResource', 'UntagResource']
const supported = new Set([...reads, ...writes, ...tables, ...settingsActions])

export type DynamoDb = {
  readonly service: Service
  /** The stream of a table or with an ARN, if there is one. */
  readonly stream: (tableOrArn: string) => Stream | undefined
  /** Every stream, those that ended lately included: as on AWS, they may still be read. */
  readonly streams: () => readonly TableStream[]
  /** What is needed to delete expired items. */
  readonly expiry: ExpiryWorld
}

// AWS lets them be read for a day; here only so many of them
const keptEnded = 20

const updatable = ['TableName', 'BillingMode', 'ProvisionedThroughput']

const wrongViewType = (viewType: unknown): AwsError =>
  new AwsError(
    'ValidationException',
    `1 validation error detected: Value '${viewType}' at 'streamSpecification.streamViewType' failed to satisfy constraint: Member must satisfy enum value set: [${viewTypes.join(', ')}]`,
  )

/** DynamoDB on an engine whose tables are new, or as `loadPast` found them. */
export const makeDynamoDb = (
  engine: Engine,
  now: () => number,
  keep: Keep = keepNothing,
  past?: Past,
): DynamoDb => {
  const known = new Map(past?.tables)
  const settings = makeSettings(past?.settings)
  const ended = [...(past?.ended ?? [])]
  const locks = new Map<string, Promise<unknown>>()

  const service = async (call: Call): Promise<Answer> => {
    if (!supported.has(call.action)) throw unsupported(`DynamoDB ${call.action}`)
    const input = parseBody(call.body)
    if (input.TableName !== undefined && typeof input.TableName !== 'string')
      throw new AwsError('SerializationException', 'TableName must be a string.')
    if (writes.includes(call.action)) return write(call, input)
    if (call.action === 'CreateTable') return createTable(call, input)
    if (call.action === 'DeleteTable')
      // a write that is under way must still find its table, to read what it wrote
      return locked([String(input.TableName)], () => deleteTable(call, String(input.TableName)))
    if (call.action === 'UpdateTable')
      return locked([String(input.TableName)], () => updateTable(call, input))
    if (settingsActions.includes(call.action)) return tableSettings(call, input)
    const answer = await engine.pass(call)
    return call.action === 'DescribeTable' ? withStream(answer) : answer
  }

  const createTable = async (call: Call, input: Item): Promise<Answer> => {
    const stream = isRecord(input.StreamSpecification) ? input.StreamSpecification : {}
    const viewType = stream.StreamEnabled === true ? stream.StreamViewType : undefined
    if (stream.StreamEnabled === true && !isViewType(viewType)) throw wrongViewType(viewType)
    const answer = await engine.pass(call)
    if (answer.status !== 200) return answer
    const name = String(input.TableName)
    const schema = input.KeySchema as readonly { readonly AttributeName: string }[]
    known.set(name, {
      keys: schema.map(key => key.AttributeName),
      stream: isViewType(viewType) ? makeStream(name, viewType, now, keep) : undefined,
    })
    while ((await statusOf(name)) === 'CREATING') await setImmediate()
    await save(name)
    return withStream(answer)
  }

  /** dynalite changes throughput and billing, and drops what it does not know in silence; streams are kept here. */
  const updateTable = async (call: Call, { StreamSpecification, ...rest }: Item): Promise<Answer> => {
    const name = String(rest.TableName)
    const others = Object.keys(rest).filter(key => !updatable.includes(key))
    if (others.length > 0) throw unsupported(`UpdateTable with ${others.join(', ')}`)
    const { Table } = await engine.call<{ Table: object }>('DescribeTable', { TableName: name })
    const table = known.get(name)
    const wanted = isRecord(StreamSpecification) ? StreamSpecification : undefined
    const viewType = wanted?.StreamEnabled === true ? wanted.StreamViewType : undefined
    if (wanted && table?.stream && viewType !== undefined)
      throw new AwsError('ValidationException', `Table already has an enabled stream: TableName: ${name}`)
    if (wanted?.StreamEnabled === true && !isViewType(viewType)) throw wrongViewType(viewType)
    const onlyStream = wanted !== undefined && Object.keys(rest).length === 1
    const body = JSON.stringify(rest)
    const answer = onlyStream
      ? jsonAnswer({ TableDescription: Table }, call.contentType)
      : await engine.pass({ ...call, body })
    if (answer.status !== 200) return answer
    if (wanted) endStream(name)
    if (wanted && table)
      known.set(name, {
        ...table,
        stream: isViewType(viewType) ? makeStream(name, viewType, now, keep) : undefined,
      })
    while ((await statusOf(name)) === 'UPDATING') await setImmediate()
    await save(name)
    return withStream(answer)
  }

  const deleteTable = async (call: Call, name: string): Promise<Answer> => {
    const answer = await engine.pass(call)
    if (answer.status !== 200) return answer
    const described = withStream(answer)
    endStream(name)
    settings.forget(name)
    known.delete(name)
    // dynalite forgets a table a moment after it answered; who makes it anew at once would be refused
    while ((await statusOf(name)) === 'DELETING') await setImmediate()
    await save(name)
    return described
  }

  const tableSettings = async (call: Call, input: Item): Promise<Answer> => {
    const name = String(input.TableName)
    if ((await statusOf(name)) === undefined)
      throw call.action.endsWith('Backups')
        ? new AwsError('TableNotFoundException', `Table not found: ${name}`)
        : new AwsError('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`)
    const output = settings.answer(call.action, name, input)
    if (call.action.startsWith('Update')) await save(name)
    return jsonAnswer(output, call.contentType)
  }

  /** Keeps what is known of a table and of the streams that ended. */
  const save = async (name: string): Promise<void> => {
    const table = known.get(name)
    void keep.put(
      endedKey,
      ended.map(each => keptTable(each)),
    )
    if (!table) return keep.remove(tablesKey + name)
    return keep.put(tablesKey + name, keptTable({ table: name, ...table }, settings.of(name)))
  }

  const endStream = (name: string): void => {
    const table = known.get(name)
    if (table?.stream) ended.push({ table: name, keys: table.keys, stream: table.stream, open: false })
    for (const { stream } of ended.splice(0, Math.max(0, ended.length - keptEnded))) stream.forget()
  }

  const statusOf = (name: string): Promise<string | undefined> =>
    engine.call<{ Table: { TableStatus: string } }>('DescribeTable', { TableName: name }).then(
      ({ Table }) => Table.TableStatus,
      () => undefined,
    )

  const withStream = (answer: Answer): Answer => {
    if (answer.status !== 200) return answer
    const output = JSON.parse(answer.body)
    const description = output.TableDescription ?? output.Table
    const stream = known.get(description.TableName)?.stream
    if (!stream) return answer
    Object.assign(description, {
      StreamSpecification: { StreamEnabled: true, StreamViewType: stream.viewType },
      LatestStreamLabel: stream.label,
      LatestStreamArn: stream.arn,
    })
    return jsonAnswer(output, answer.contentType)
  }

  /** `expired`: by DynamoDB itself, whose records say so. */
  const write = async (call: Call, input: Item, expired = false): Promise<Answer> => {
    const streamed = touchedItems(call.action, input, known).filter(item => item.table.stream)
    // nobody pays for what DynamoDB deletes itself
    const pass = expired ? engine.passFree : engine.pass
    if (streamed.length === 0) return pass(call)
    return locked([...new Set(streamed.map(item => item.name))].sort(), async () => {
      // a key that cannot be read cannot be written either: then the write below is refused with DynamoDB's words
      const before = await Promise.all(streamed.map(readItem)).catch(() => undefined)
      // whatever a killed process has written, the next one can tell
      const intent = writingKey + streamed[0]?.name
      if (before)
        await keep.put(
          intent,
          streamed.map(({ name, key }, index): Intent => ({ name, key, before: before[index], expired })),
        )
      const answer = await pass(call)
      if (answer.status === 200) {
        if (!before) throw new Error(`${call.action} succeeded on an item that could not be read`)
        for (const [index, item] of streamed.entries())
          item.table.stream?.append({
            keys: item.key,
            before: before[index],
            after: await readItem(item),
            expired,
          })
      }
      await keep.remove(intent)
      return answer
    })
  }

  const readItem = ({ name, key }: Touched): Promise<Item | undefined> => itemAt(engine, name, key)

  const locked = async <T>(names: readonly string[], work: () => Promise<T>): Promise<T> => {
    const earlier = names.map(name => locks.get(name))
    const result = Promise.allSettled(earlier).then(work)
    for (const name of names) locks.set(name, result)
    return result
  }

  const expiry: ExpiryWorld = {
    now,
    tables: () =>
      [...known].flatMap(([name, { keys }]) => {
        const attribute = settings.expiresBy(name)
        return attribute === undefined ? [] : [{ name, keys, attribute }]
      }),
    scan: input => engine.call('Scan', input),
    remove: async input => {
      const call = jsonCall('dynamodb', 'DynamoDB_20120810.DeleteItem', input)
      const { status, body } = await write(call, parseBody(call.body), true)
      if (status === 200) return
      const { __type, message } = parseBody(body)
      throw new AwsError(String(__type).split('#').at(-1) ?? '', String(message), status)
    },
  }

  return {
    service,
    expiry,
    streams: () => [
      ...ended,
      ...[...known].flatMap(([name, { keys, stream }]) =>
        stream ? [{ table: name, keys, stream, open: true }] : [],
      ),
    ],
    stream: wanted =>
      known.get(wanted)?.stream ?? [...known.values()].find(table => table.stream?.arn === wanted)?.stream,
  }
}
