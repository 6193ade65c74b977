// The steps of a recount, as calls to DynamoDB and Lambda.

import { type DynamoDBClient, paginateQuery, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { LambdaClient } from '@aws-sdk/client-lambda'
import { errors } from '../errors.ts'
import { invoke } from './invoke.ts'
import type { Report } from './rates-by-definition.ts'
import type { RecountTables } from './recount-module.ts'
import { countTexts, parseCount } from './window-count.ts'

export type RecountMeans = {
  readonly dynamodb: DynamoDBClient
  readonly lambda: LambdaClient
  /** Names of the tables and of the function that computes rates. */
  readonly messages: string
  readonly reports: string
  readonly windows: string
  readonly rates: string
  readonly now: () => number
}

type Row = Readonly<Record<string, { readonly N?: string; readonly S?: string }>>

const lastTimestamp = 2n ** 64n - 1n
const mostAttempts = 2 ** 32 - 1
/** The row of a module that holds no window, but what is kept of its epoch. */
const head = '-1'

export const recountTables = (means: RecountMeans, module: string): RecountTables => {
  const { dynamodb, messages, reports, windows, now } = means
  const rows = async function* (
    TableName: string,
    upTo: bigint,
    ProjectionExpression?: string,
  ): AsyncGenerator<Row> {
    const pages = paginateQuery(
      { client: dynamodb },
      {
        TableName,
        ConsistentRead: true,
        KeyConditionExpression: 'moduleId = :m AND #t BETWEEN :from AND :to',
        ProjectionExpression,
        ExpressionAttributeNames: { '#t': 'timestamp' },
        ExpressionAttributeValues: { ':m': { S: module }, ':from': { N: '0' }, ':to': { N: `${upTo}` } },
      },
    )
    for await (const { Items = [] } of pages) yield* Items as Row[]
  }
  const update = async (timestamp: string, input: object): Promise<boolean> => {
    const Key = { moduleId: { S: module }, timestamp: { N: timestamp } }
    try {
      await dynamodb.send(new UpdateItemCommand({ TableName: windows, Key, ...input }))
      return true
    } catch (error) {
      if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false
      throw error
    }
  }
  return {
    now,
    reports: async () => {
      const found: Report[] = []
      for await (const { timestamp, attempts } of rows(reports, lastTimestamp))
        if (isTimestamp(timestamp?.N) && isAttempts(attempts?.N))
          found.push({ timestamp: BigInt(timestamp?.N ?? 0), attempts: Number(attempts?.N) })
      return found
    },
    windows: async () => {
      const found = new Map()
      for await (const { timestamp, previous, received, readings, whole_until, published } of rows(
        windows,
        lastTimestamp,
      ))
        found.set(BigInt(timestamp?.N ?? 0), {
          previous: previous?.N === undefined ? undefined : BigInt(previous.N),
          count: parseCount(received?.N, readings?.S),
          until: whole_until?.N === undefined ? undefined : Number(whole_until.N),
          published: published?.S,
        })
      return found
    },
    async *messages(upTo) {
      for await (const { timestamp, tx_attempts: tx } of rows(messages, upTo, '#t, tx_attempts'))
        yield { timestamp: BigInt(timestamp?.N ?? 0), ...(tx?.N !== undefined && { tx: Number(tx.N) }) }
    },
    // As the function reopens it for a late message. The function lets no count fall, so that it may be wrong by more,
    // what is counted takes its place; it is not believed before the function has counted, too.
    reopen: (timestamp, count, by) => {
      const { received, readings } = countTexts(count)
      return update(`${timestamp}`, {
        UpdateExpression: 'ADD reopened :one SET received = :n, readings = :r',
        ConditionExpression: 'attribute_not_exists(whole_until) OR whole_until > :by',
        ExpressionAttributeValues: {
          ':one': { N: '1' },
          ':n': { N: received },
          ':r': readings === undefined ? { NULL: true } : { S: readings },
          ':by': { N: `${by}` },
        },
      })
    },
    drop: () =>
      update(head, {
        UpdateExpression: 'ADD version :one REMOVE upto',
        ExpressionAttributeValues: { ':one': { N: '1' } },
      }),
    compute: async wanted => {
      const { failure } = await invoke(means.lambda, means.rates, {
        Records: wanted.map(report => recordOf(module, report)),
      })
      if (failure !== undefined) throw errors.notRecounted(module, failure)
    },
  }
}

/** A report as if the stream told that it is new. */
const recordOf = (module: string, { timestamp, attempts }: Report): object => {
  const Keys = { moduleId: { S: module }, timestamp: { N: `${timestamp}` } }
  return {
    eventName: 'INSERT',
    dynamodb: {
      SequenceNumber: `${timestamp}`,
      Keys,
      NewImage: { ...Keys, attempts: { N: `${attempts}` } },
    },
  }
}

// A row that others have written, and that is no report, has no say.
const isTimestamp = (text: string | undefined): boolean => /^\d+$/.test(text ?? '')
const isAttempts = (text: string | undefined): boolean =>
  /^\d+$/.test(text ?? '') && Number(text) <= mostAttempts
