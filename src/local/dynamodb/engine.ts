// DynamoDB is dynalite, called in process: its request listener gets a request that never was on a wire.

import dynalite from 'dynalite'
import inject from 'light-my-request'
import { type Answer, type Call, jsonCall, type Service } from '../protocol/call.ts'

export type Engine = {
  /** Passes a call on as it came. */
  readonly pass: Service
  /** Makes a call of our own. Returns the parsed output; throws an error with DynamoDB's words when it fails. */
  readonly call: <Output>(action: string, input: unknown) => Promise<Output>
}

// dynalite looks for these and checks no signature
const credentials = {
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20250101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
  'x-amz-date': '20250101T000000Z',
}

/** A fresh database in memory. Tables are ready at once. */
export const makeEngine = (): Engine => {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 })
  const [listener] = server.listeners('request')
  if (!listener) throw new Error('dynalite has no request listener')

  const pass = async (call: Call): Promise<Answer> => {
    const response = await inject(listener as Parameters<typeof inject>[0], {
      method: 'POST',
      url: '/',
      headers: { ...credentials, 'content-type': call.contentType, 'x-amz-target': call.target ?? '' },
      payload: call.body,
    })
    const { 'content-type': contentType, 'x-amz-crc32': crc } = response.headers
    return {
      status: response.statusCode,
      contentType: String(contentType),
      body: response.payload,
      headers: { 'x-amz-crc32': String(crc) },
    }
  }

  const call = async <Output>(action: string, input: unknown): Promise<Output> => {
    const answer = await pass(jsonCall('dynamodb', `DynamoDB_20120810.${action}`, input))
    const output = JSON.parse(answer.body)
    if (answer.status !== 200) throw new Error(`${output.__type}: ${output.message ?? output.Message}`)
    return output as Output
  }

  return { pass, call }
}
