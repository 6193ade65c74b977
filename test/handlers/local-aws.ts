// An AWS endpoint on this machine for the handlers' tests: DynamoDB is dynalite; what is published or sent is
// kept for the test to read.

import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import dynalite from 'dynalite'
import type { World } from '../../handlers/aws/world.ts'

export const listen = (server: Server): Promise<string> =>
  new Promise(resolve =>
    server.listen(0, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    ),
  )

/** A world whose AWS is at `endpoint`. It does not wait between attempts. */
export const worldAt = <Env>(endpoint: string, env: Env) => {
  const lines: string[] = []
  const world: World<Env> = {
    env: {
      ...env,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_ENDPOINT_URL: endpoint,
    },
    now: Date.now,
    random: Math.random,
    wait: () => Promise.resolve(),
    print: line => void lines.push(line),
  }
  return { world, lines }
}

export const bodyOf = async (incoming: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** The only one of a list. */
export const only = <Value>(list: readonly Value[]): Value => {
  if (list.length !== 1) throw new Error(`${list.length} instead of one`)
  return list[0] as Value
}

type Attributes = Record<string, { DataType: string; StringValue: string }>
export type Sent = { MessageBody: string; MessageAttributes: Attributes; QueueUrl: string }
export type Published = { topic: string; message: string; attributes: Record<string, string> }

const publishedIn = (form: URLSearchParams): Published => {
  const attributes: Record<string, string> = {}
  for (let i = 1; form.has(`MessageAttributes.entry.${i}.Name`); i++) {
    const entry = `MessageAttributes.entry.${i}`
    attributes[`${form.get(`${entry}.Name`)}`] =
      `${form.get(`${entry}.Value.DataType`)} ${form.get(`${entry}.Value.StringValue`)}`
  }
  return { topic: `${form.get('TopicArn')}`, message: `${form.get('Message')}`, attributes }
}

/** Starts the endpoint. `refuse` may answer a request in its stead (true: it did), by its operation. */
export const startAws = async () => {
  const db = dynalite({ createTableMs: 0 })
  const dbUrl = await listen(db)
  const sent: Sent[] = []
  const published: Published[] = []
  const operations: string[] = []
  const capacity: { operation: string; table: string; units: number; rows: number }[] = []
  const hooks: {
    refuse?: ((operation: string, body: string, response: ServerResponse) => boolean) | undefined
  } = {}

  /** Passes a call on, asking for what it costs. */
  const forward = (operation: string, incoming: IncomingMessage, response: ServerResponse, body: string) => {
    const input = JSON.stringify({ ...JSON.parse(body), ReturnConsumedCapacity: 'TOTAL' })
    const headers = { ...incoming.headers, 'content-length': `${Buffer.byteLength(input)}` }
    request(dbUrl, { method: 'POST', headers }, async answer => {
      const text = await bodyOf(answer)
      const { ConsumedCapacity, ScannedCount = 0 } = JSON.parse(text)
      if (ConsumedCapacity)
        capacity.push({
          operation,
          table: ConsumedCapacity.TableName,
          units: ConsumedCapacity.CapacityUnits,
          rows: ScannedCount,
        })
      response.writeHead(answer.statusCode ?? 0, answer.headers).end(text)
    }).end(input)
  }

  const server = createServer(async (incoming, response) => {
    const body = await bodyOf(incoming)
    const target = `${incoming.headers['x-amz-target'] ?? 'SNS.Publish'}`
    const operation = `${target.split('.')[1]}`
    operations.push(operation)
    if (hooks.refuse?.(operation, body, response)) return
    if (target.startsWith('DynamoDB')) return forward(operation, incoming, response, body)
    if (target.startsWith('AmazonSQS')) sent.push(JSON.parse(body))
    else published.push(publishedIn(new URLSearchParams(body)))
    response.end(target.startsWith('AmazonSQS') ? '{"MessageId":"1"}' : '<PublishResponse/>')
  })
  const url = await listen(server)
  const env = {
    MESSAGE_TABLE: 'message_recv',
    REPORT_TABLE: 'weekly_diagnostic',
    WINDOW_TABLE: 'received_window',
    TIMESTAMP_UNIT: 's' as const,
    RETENTION: '0',
    FIRST_REPORT: 'contract' as const,
    LOW_RATE_THRESHOLD: '',
    RATE_TOPIC_ARN: 'arn:aws:sns:eu-central-1:000000000000:success_rate',
    DEAD_LETTER_QUEUE_URL: `${url}/000000000000/dead`,
  }
  const { world, lines } = worldAt(url, env)

  /** Calls DynamoDB as a test's own client, past the handlers. */
  const dynamo = async (operation: string, input: object): Promise<Record<string, unknown>> => {
    const answer = await fetch(dbUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        // dynalite wants a signature, but checks none.
        authorization:
          'AWS4-HMAC-SHA256 Credential=a/20250101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=b',
        'x-amz-date': '20250101T000000Z',
      },
      body: JSON.stringify(input),
    })
    const result = (await answer.json()) as Record<string, unknown>
    if (!answer.ok) throw new Error(JSON.stringify(result))
    return result
  }

  for (const TableName of [env.MESSAGE_TABLE, env.REPORT_TABLE, env.WINDOW_TABLE])
    await dynamo('CreateTable', {
      TableName,
      KeySchema: [
        { AttributeName: 'moduleId', KeyType: 'HASH' },
        { AttributeName: 'timestamp', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'moduleId', AttributeType: 'S' },
        { AttributeName: 'timestamp', AttributeType: 'N' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
    })

  const rows = async (TableName: string) => {
    const { Items } = (await dynamo('Scan', { TableName })) as {
      Items: Record<string, Record<string, string>>[]
    }
    return Items.map(item => JSON.stringify(Object.entries(item).toSorted())).toSorted()
  }

  const close = () => {
    server.closeAllConnections()
    server.close()
    db.close()
  }
  return { world, lines, sent, published, operations, capacity, hooks, dynamo, rows, close }
}
