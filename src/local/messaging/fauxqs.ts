// SNS and SQS are fauxqs, called in process. It delivers to queues by itself; a subscription of a function is
// only kept there, and lambda-subscriptions.ts delivers to it.

import { buildApp } from 'fauxqs'
import { place } from '../place.ts'
import { AwsError } from '../protocol/aws-error.ts'
import { type Answer, type Call, jsonCall, queryCall, type Service } from '../protocol/call.ts'
import { textOf } from '../protocol/xml.ts'

export type Fauxqs = {
  readonly pass: Service
  /** Calls an SNS action. Returns the XML; throws the error that SNS answers. */
  readonly sns: (action: string, input: Readonly<Record<string, string | undefined>>) => Promise<string>
  /** Calls an SQS action. Returns the output; throws the error that SQS answers. */
  readonly sqs: <Output>(action: string, input: unknown) => Promise<Output>
  readonly stop: () => Promise<void>
}

// fauxqs takes the region from the signature; the endpoint is one region, whatever a client signs for
const authorization = `AWS4-HMAC-SHA256 Credential=local/20250101/${place.region}/sqs/aws4_request`

/** Fresh queues and topics in memory. Queue URLs start with the endpoint's host and port. */
export const makeFauxqs = async (host: string): Promise<Fauxqs> => {
  const app = buildApp({ logger: false, defaultRegion: place.region })
  await app.ready()

  const pass = async (call: Call): Promise<Answer> => {
    const response = await app.inject({
      method: 'POST',
      url: '/',
      headers: {
        host,
        authorization,
        // JSON 1.0 is the only one that fauxqs knows, and SQS takes either
        'content-type': call.protocol === 'json' ? 'application/x-amz-json-1.0' : call.contentType,
        ...(call.target ? { 'x-amz-target': call.target } : {}),
      },
      payload: call.body,
    })
    const queryError = response.headers['x-amzn-query-error']
    return {
      status: response.statusCode,
      contentType: String(response.headers['content-type']),
      body: response.payload,
      ...(queryError ? { headers: { 'x-amzn-query-error': String(queryError) } } : {}),
    }
  }

  return {
    pass,
    sns: async (action, input) => {
      const { status, body } = await pass(queryCall('sns', action, input))
      if (status >= 400)
        throw new AwsError(textOf(body, 'Code') ?? 'InternalError', textOf(body, 'Message') ?? body, status)
      return body
    },
    sqs: async <Output>(action: string, input: unknown): Promise<Output> => {
      const { status, body } = await pass(jsonCall('sqs', `AmazonSQS.${action}`, input))
      const output = body ? JSON.parse(body) : {}
      if (status >= 400) throw new AwsError(output.__type, output.message, status)
      return output as Output
    },
    stop: async () => {
      await app.close()
    },
  }
}
