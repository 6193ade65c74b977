// SNS and SQS are fauxqs, called in process. It delivers to queues by itself; a subscription of a function is
// only kept there, and lambda-subscriptions.ts delivers to it.

import { buildApp } from 'fauxqs'
import type { Iam } from '../iam/iam.ts'
import { place } from '../place.ts'
import { AwsError } from '../protocol/aws-error.ts'
import { type Answer, type Call, jsonCall, queryCall, type Service } from '../protocol/call.ts'
import { isRecord, parseJson } from '../protocol/json.ts'
import { textOf } from '../protocol/xml.ts'
import { changing, type KeptStores } from './kept-stores.ts'
import { makeQueueUrls } from './queue-url.ts'
import { noteResourcePolicies, policyIn } from './resource-policies.ts'

export type Fauxqs = {
  readonly pass: Service
  /** Calls an SNS action. Returns the XML; throws the error that SNS answers. */
  readonly sns: (action: string, input: Readonly<Record<string, string | undefined>>) => Promise<string>
  /** Calls an SQS action. Returns the output; throws the error that SQS answers. */
  readonly sqs: <Output>(action: string, input: unknown) => Promise<Output>
  /** When a topic or queue was made, in ms since 1970, where it is kept. */
  readonly bornAt: (arn: string) => number | undefined
  readonly stop: () => Promise<void>
}

// fauxqs takes the region from the signature; the endpoint is one region, whatever a client signs for
const authorization = `AWS4-HMAC-SHA256 Credential=local/20250101/${place.region}/sqs/aws4_request`

// fauxqs prefixes every code; AWS those of SQS's own alone: https://github.com/inferablehq/inferable/issues/306
const prefixed = /^AWS\.SimpleQueueService\.(InvalidParameterValue|MissingParameter);/

/** Queues and topics, fresh ones in memory unless there are kept ones. Queue URLs start with the endpoint's host and
 * port. */
export const makeFauxqs = async (host: string, guard: Iam['guard'], kept?: KeptStores): Promise<Fauxqs> => {
  const app = buildApp({
    logger: false,
    defaultRegion: place.region,
    ...(kept ? { stores: kept.stores } : {}),
  })
  await app.ready()
  for (const change of kept?.policies ?? [])
    if (change.document !== '') guard(change.resource, policyIn(change))

  const urls = makeQueueUrls(host)

  const direct = async (made: Call): Promise<Answer> => {
    const call = urls.inward(made)
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
    const status = response.statusCode
    const body = urls.outward(call, response.payload)
    const requestId = call.protocol === 'query' ? textOf(body, 'RequestId') : undefined
    const queryError = response.headers['x-amzn-query-error']?.toString().replace(prefixed, '$1;')
    if (status >= 400 && !requestId && !queryError) throw stumbled(status, body)
    if (status === 200 && kept && changing.test(call.action)) await kept.save()
    return {
      status,
      contentType: String(response.headers['content-type']),
      body,
      headers: {
        ...(requestId ? { 'x-amzn-requestid': requestId } : {}),
        ...(queryError ? { 'x-amzn-query-error': queryError } : {}),
      },
      ...(call.action === 'ReceiveMessage' ? { undelivered: () => giveBack(call, body) } : {}),
    }
  }

  const pass = noteResourcePolicies(direct, guard)

  // Who hangs up in the middle of a long poll will never delete what it would have received: without this the
  // message is invisible for as long as the queue's visibility timeout.
  const giveBack = async (call: Call, body: string): Promise<void> => {
    const { QueueUrl } = JSON.parse(call.body)
    // nothing can be given back to a queue that is gone meanwhile
    for (const { ReceiptHandle } of JSON.parse(body).Messages ?? [])
      await sqs('ChangeMessageVisibility', { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }).catch(() => {})
  }

  const sqs = async <Output>(action: string, input: unknown): Promise<Output> => {
    const { status, body } = await pass(jsonCall('sqs', `AmazonSQS.${action}`, input))
    const output = body ? JSON.parse(body) : {}
    if (status >= 400)
      throw new AwsError(String(output.__type).split('#').at(-1) ?? '', output.message, status)
    return output as Output
  }

  return {
    pass,
    sqs,
    sns: async (action, input) => {
      const { status, body } = await pass(queryCall('sns', action, input))
      if (status >= 400)
        throw new AwsError(textOf(body, 'Code') ?? 'InternalError', textOf(body, 'Message') ?? body, status)
      return body
    },
    bornAt: arn => kept?.bornAt(arn),
    stop: async () => {
      await app.close()
    },
  }
}

/** The error for a call over which fauxqs stumbled instead of refusing it. */
const stumbled = (status: number, body: string): AwsError => {
  const value = parseJson(body)
  const message = isRecord(value) ? String(value.message) : body
  return new AwsError(
    'InvalidParameterValue',
    `The request is malformed: ${message}`,
    status === 413 ? 413 : 400,
  )
}
