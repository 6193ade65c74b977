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
  /** 1 for Publish, up to 10 for PublishBatch. */
  readonly batch: number
  /** The timestamp of the first: the same messages again if it is the same again. */
  readonly first: number
}

/** Publishes from a process of its own, by eight connections. Resolves when each message was answered for. */
export const publishAll = async ({ endpoint, topicArn, count, batch, first }: Load): Promise<void> => {
  const numbers = [count, 8, batch, first].map(String)
  await output(process.execPath, 'test/bench/publish.js', endpoint, topicArn, ...numbers)
}
