// The four shapes of what lies in the dead-letter queue: what each says, and what must be handed over again.
// The README's table of shapes is the contract.

import type { Message } from '@aws-sdk/client-sqs'

export type Hop = 'recv_message' | 'weekly_diagnostic' | 'success_rate'

/** What it takes to have a letter's event handled after all. */
export type Remedy =
  /** Invoking a function with an event. */
  | { readonly kind: 'invoke'; readonly hop: Hop; readonly event: unknown }
  /** Reading records from the stream again, while it still holds them, and invoking with these. */
  | { readonly kind: 'stream'; readonly batch: StreamBatch }
  /** Nothing that guac could do. */
  | { readonly kind: 'none'; readonly why: string }

export type StreamBatch = {
  readonly streamArn: string
  readonly shardId: string
  readonly first: string
  readonly last: string
}

export type DeadLetter = {
  readonly id: string
  readonly receipt: string
  /** When it came to the queue, in ms since 1970. */
  readonly at: number
  readonly from: 'handler' | 'SNS' | 'Lambda' | 'stream' | 'unknown'
  readonly hop: Hop | undefined
  readonly reason: string
  /** The event's own text where there is one, as it was published. */
  readonly event: string | undefined
  readonly remedy: Remedy
  /** The whole letter, as it lies in the queue. */
  readonly body: string
}

/** Reads a letter; `hopOf` names the hop that a topic or a function stands for, by its ARN. */
export const readLetter = (message: Message, hopOf: (arn: string) => Hop | undefined): DeadLetter => {
  const { MessageId = '', ReceiptHandle = '', Body = '', Attributes = {} } = message
  const common = {
    id: MessageId,
    receipt: ReceiptHandle,
    at: Number(Attributes.SentTimestamp ?? 0),
    body: Body,
  }
  const content = parse(Body)
  for (const read of [readHandler, readStream, readLambda, readSns]) {
    const found = read(content, hopOf)
    if (found) return { ...common, ...found }
  }
  return {
    ...common,
    from: 'unknown',
    hop: undefined,
    reason: 'It has none of the shapes that the service writes.',
    event: undefined,
    remedy: nothing('guac does not know its shape'),
  }
}

type Content = Readonly<Record<string, unknown>>
type Read = (
  content: Content,
  hopOf: (arn: string) => Hop | undefined,
) => Pick<DeadLetter, 'from' | 'hop' | 'reason' | 'event' | 'remedy'> | undefined

/** From a handler: an event or a record that it can never process. */
const readHandler: Read = ({ reason, hop, record, cut }) => {
  if (typeof reason !== 'string' || !isHop(hop)) return undefined
  const remedy: Remedy =
    record === undefined
      ? nothing('it was cut, since it exceeds what a queue takes')
      : { kind: 'invoke', hop, event: { Records: [record] } }
  return { from: 'handler', hop, reason, event: textIn(record) ?? textOf(record ?? cut), remedy }
}

/** From the stream mapping: the place in the stream, no data. */
const readStream: Read = ({ DDBStreamBatchInfo: info, requestContext, responseContext }) => {
  if (!isObject(info)) return undefined
  const batch = {
    streamArn: String(info.streamArn),
    shardId: String(info.shardId),
    first: String(info.startSequenceNumber),
    last: String(info.endSequenceNumber),
  }
  const reports = `${info.batchSize} ${info.batchSize === 1 ? 'report' : 'reports'}`
  return {
    from: 'stream',
    hop: 'success_rate',
    reason: `${reports} not computed: ${conditionOf(requestContext, responseContext)}`,
    event: undefined,
    remedy: { kind: 'stream', batch },
  }
}

/** From Lambda: an asynchronous event whose retries failed. */
const readLambda: Read = ({ requestPayload, requestContext, responsePayload, responseContext }, hopOf) => {
  if (requestPayload === undefined || !isObject(requestContext)) return undefined
  // without the qualifier: the event is for the function as it is now
  const hop = hopOf(String(requestContext.functionArn).replace(/(:function:[^:]+):.*/, '$1'))
  const error = isObject(responsePayload) ? responsePayload.errorMessage : undefined
  const [record] =
    isObject(requestPayload) && Array.isArray(requestPayload.Records) ? requestPayload.Records : []
  return {
    from: 'Lambda',
    hop,
    reason: error === undefined ? conditionOf(requestContext, responseContext) : String(error),
    event: textIn(record) ?? textOf(requestPayload),
    remedy: hop
      ? { kind: 'invoke', hop, event: requestPayload }
      : nothing(`${requestContext.functionArn} is no function of this stack`),
  }
}

/** From SNS: a notification that it could not hand over. */
const readSns: Read = (content, hopOf) => {
  const { Type, TopicArn, Message } = content
  if (Type !== 'Notification' || typeof Message !== 'string') return undefined
  const hop = hopOf(String(TopicArn))
  const Records = [{ EventSource: 'aws:sns', EventVersion: '1.0', Sns: content }]
  return {
    from: 'SNS',
    hop,
    reason: 'SNS could not hand it over to the function.',
    event: Message,
    remedy: hop
      ? { kind: 'invoke', hop, event: { Records } }
      : nothing(`${TopicArn} is no topic of this stack`),
  }
}

const nothing = (why: string): Remedy => ({ kind: 'none', why })

const conditionOf = (request: unknown, response: unknown): string => {
  const condition = isObject(request) ? String(request.condition) : 'for an unknown reason'
  const error = isObject(response) ? response.functionError : undefined
  return error === undefined ? condition : `${condition} (${error})`
}

const hops: readonly unknown[] = ['recv_message', 'weekly_diagnostic', 'success_rate'] satisfies Hop[]
const isHop = (value: unknown): value is Hop => hops.includes(value)
const isObject = (value: unknown): value is Content => typeof value === 'object' && value !== null

/** The event's text in a record of SNS. */
const textIn = (record: unknown): string | undefined => {
  const sns = isObject(record) ? record.Sns : undefined
  return isObject(sns) && typeof sns.Message === 'string' ? sns.Message : undefined
}
const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

const parse = (body: string): Content => {
  try {
    const value: unknown = JSON.parse(body)
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}
