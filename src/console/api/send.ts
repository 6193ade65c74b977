// Sending one event, or a series of received messages, as guac send does. The rules are those that the handlers
// apply, by their own code; a stack may be deployed with older or newer ones, so a person may send in spite of them.

import { PublishBatchCommand, PublishCommand, type SNSClient } from '@aws-sdk/client-sns'
import { decodeDiagnostic, decodeReceived } from '../../../handlers/domain/events.ts'
import { Invalid } from '../../../handlers/domain/fields.ts'
import { errors } from '../../errors.ts'
import { eventAt } from '../../send/make-series.ts'
import type { Source } from '../source.ts'
import type { Kind, SendAsk, Sent } from '../wire-send.ts'
import { readReport } from './report.ts'

type Decoded = {
  readonly module: string
  readonly timestamp: bigint
  readonly attempts?: number
  readonly txAttempts?: number
}

/** The most events of one series. */
const most = 100

/** Sends what a page asks for. Throws a PersonError for an event that the service would refuse. */
export const sendEvents = async (source: Source, body: unknown): Promise<Sent> => {
  const { kind, text, count, anyway } = asSendAsk(body)
  const event = decode(kind, text, anyway)
  const texts = count === 1 || !event ? [text] : textsOf(kind, event, count)
  const outputs = await source.outputs()
  const topic = kind === 'recv' ? 'RecvMessageTopicArn' : 'WeeklyDiagnosticTopicArn'
  const TopicArn = outputs[topic]
  if (TopicArn === undefined) throw errors.noOutput(source.stackName, topic)
  const before =
    kind === 'weekly' && event ? await readReport(source, event.module, `${event.timestamp}`) : undefined
  const messageIds = await publish(await source.clients.sns(), TopicArn, texts)
  return {
    at: source.now(),
    messageIds,
    ...(event && {
      event: { module: event.module, timestamp: `${event.timestamp}`, attempts: event.attempts },
    }),
    before,
  }
}

const asSendAsk = (body: unknown): SendAsk => {
  const of = (name: keyof SendAsk): unknown =>
    typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined
  const [kind, text, count, anyway] = [of('kind'), of('text'), of('count'), of('anyway')]
  if (kind !== 'recv' && kind !== 'weekly') throw errors.badRequest('kind is neither recv nor weekly')
  if (typeof text !== 'string') throw errors.badRequest('text is no text')
  const upTo = kind === 'recv' ? most : 1
  if (!Number.isInteger(count) || Number(count) < 1 || Number(count) > upTo)
    throw errors.badFigure('The number of messages', String(count), 1, upTo)
  return { kind, text, count: Number(count), anyway: anyway === true }
}

/** What the service will read; undefined for what it refuses, where that is to be sent anyway. */
const decode = (kind: Kind, text: string, anyway: boolean): Decoded | undefined => {
  try {
    return kind === 'recv' ? decodeReceived(text) : decodeDiagnostic(text)
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    if (anyway) return undefined
    throw errors.eventInvalid(error.message)
  }
}

const textsOf = (kind: Kind, event: Decoded, count: number): readonly string[] => {
  const { module, timestamp: last } = event
  const txAttempts = event.txAttempts === undefined ? undefined : BigInt(event.txAttempts)
  for (const end of [last, txAttempts])
    if (end !== undefined && end - BigInt(count) + 1n < 0n) throw errors.seriesBelowZero(count, end)
  return Array.from({ length: count }, (_, i) => eventAt({ kind, module, last, count, txAttempts }, i))
}

/** Publishes texts, by tens where they are several. Returns their message ids. */
const publish = async (
  sns: SNSClient,
  TopicArn: string,
  texts: readonly string[],
): Promise<readonly string[]> => {
  const [only, ...others] = texts
  if (others.length === 0) {
    const { MessageId = '' } = await sns.send(new PublishCommand({ TopicArn, Message: only }))
    return [MessageId]
  }
  const ids: string[] = []
  for (let from = 0; from < texts.length; from += 10) {
    const { Successful = [], Failed: [failed] = [] } = await sns.send(
      new PublishBatchCommand({
        TopicArn,
        PublishBatchRequestEntries: texts
          .slice(from, from + 10)
          .map((Message, index) => ({ Id: `${index}`, Message })),
      }),
    )
    ids.push(...Successful.map(({ MessageId = '' }) => MessageId))
    if (failed) throw errors.seriesCutShort(ids.length, texts.length, `${failed.Code}: ${failed.Message}`)
  }
  return ids
}
