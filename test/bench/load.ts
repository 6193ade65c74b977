// Received messages by the thousand, until each is a row; and single calls to an endpoint, as cheap as a client's
// can be, so that what is measured is the stack.

import { Agent, request } from 'node:http'
import { output } from './measure.ts'

const agent = new Agent({ keepAlive: true })

/** The body of the answer. `service` is the one that the request claims to be signed for; none for no signature. */
export const call = (
  url: string,
  service: string | undefined,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<string> =>
  new Promise((resolve, reject) => {
    const scope = `bench/20250101/us-east-1/${service}/aws4_request`
    const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, Signature=0`
    const signed = service ? { ...headers, authorization } : headers
    const sent = request(url, { method: 'POST', agent, headers: signed }, answer => {
      let text = ''
      answer.setEncoding('utf8').on('data', chunk => {
        text += chunk
      })
      answer.on('end', () => {
        if (!service || (answer.statusCode ?? 0) < 300) resolve(text)
        else reject(new Error(`${service}: HTTP ${answer.statusCode}: ${text}`))
      })
    })
    sent.on('error', reject).end(body)
  })

export const form = { 'content-type': 'application/x-www-form-urlencoded' }
export const json = (target: string) => ({
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': target,
})

/** How many rows a table has. */
export const rows = async (endpoint: string, TableName: string): Promise<number> => {
  let count = 0
  let ExclusiveStartKey: unknown
  do {
    const input = JSON.stringify({ TableName, Select: 'COUNT', ExclusiveStartKey })
    const page = JSON.parse(await call(endpoint, 'dynamodb', json('DynamoDB_20120810.Scan'), input))
    count += page.Count
    ExclusiveStartKey = page.LastEvaluatedKey
  } while (ExclusiveStartKey)
  return count
}

export type Load = {
  readonly endpoint: string
  readonly topicArn: string
  readonly count: number
  /** Publishers at once, each with a connection of its own. */
  readonly publishers?: number
  /** 1 for Publish, up to 10 for PublishBatch. */
  readonly batch: number
  /** The timestamp of the first: the same messages again if it is the same again. */
  readonly first: number
}

/** When the first request was sent, in ms since 1970, and how many failed. */
export type Sent = { readonly began: number; readonly failed: number }

/** Publishes from a process of its own. Resolves when each request was answered, or has failed. */
export const publish = async (load: Load): Promise<Sent> => {
  const { endpoint, topicArn, count, publishers = 8, batch, first } = load
  const numbers = [count, publishers, batch, first].map(String)
  return JSON.parse(await output(process.execPath, 'test/bench/publish.js', endpoint, topicArn, ...numbers))
}

/** Publishes all. Throws when a request fails. */
export const publishAll = async (load: Load): Promise<Sent> => {
  const sent = await publish(load)
  if (sent.failed > 0) throw new Error(`${sent.failed} requests to publish failed`)
  return sent
}

/** Whether the last message of a load is a row: the cheapest that can be asked while others are under way. */
export const isLastStored = async ({ endpoint, count, first }: Load, TableName: string): Promise<boolean> => {
  // as publish.js makes them
  const Key = {
    moduleId: { S: `bench-${(count - 1) % 100}` },
    timestamp: { N: `${4e9 + first + count - 1}` },
  }
  const input = JSON.stringify({ TableName, Key, ConsistentRead: true })
  return 'Item' in JSON.parse(await call(endpoint, 'dynamodb', json('DynamoDB_20120810.GetItem'), input))
}
