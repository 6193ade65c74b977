// Publishing any number of events: several batches under way at once, so that the way to the region and back does
// not set the pace, and never more of them, so that memory stays the same for millions.

import {
  type BatchResultErrorEntry,
  PublishBatchCommand,
  type SNSClient,
  SNSServiceException,
} from '@aws-sdk/client-sns'
import type { Outbound, Portion, Rejected } from './outbound.ts'
import { toBatches } from './to-batches.ts'

export type Publishing = {
  readonly sns: Pick<SNSClient, 'send'>
  readonly topicArn: string
  readonly portions: AsyncIterable<Portion> | Iterable<Portion>
  /** Hears of each event that SNS did not take. */
  readonly onRejected: (rejected: Rejected) => void
  /** Hears how many events SNS has taken, after each batch. */
  readonly onSent: (sent: number) => void
  /** No further batch begins once it aborts; those under way end. */
  readonly stopping: AbortSignal
  readonly pause: (milliseconds: number) => Promise<unknown>
}

export type Published = {
  readonly sent: number
  /** What ended it before its time: an error, or the signal's reason. */
  readonly failure?: unknown
  /** If it ended before its time: all events before this line were sent or rejected. */
  readonly resumeAt?: number
}

const atOnce = 16
const tries = 6
const firstPause = 100 // ms, doubled with each further try

/** Publishes all events, in no order. Ends early when the topic cannot be published to, or when it is to stop. */
export const publishAll = async (publishing: Publishing): Promise<Published> => {
  const { portions, onSent, stopping } = publishing
  const batches = batchesOf(portions)
  const underWay = new Set<number>()
  let reached = 0
  let sent = 0
  const failures: unknown[] = []
  const work = async (): Promise<void> => {
    while (failures.length === 0 && !stopping.aborted) {
      const { value: batch, done } = await batches.next()
      if (done) return
      const line = batch[0]?.line ?? 0
      reached = batch.at(-1)?.line ?? reached
      underWay.add(line)
      // not `sent += await …`, which would forget what the others have sent meanwhile
      const taken = await publishBatch(publishing, batch)
      sent += taken
      underWay.delete(line)
      onSent(sent)
    }
  }
  const guarded = () => work().catch(error => void failures.push(error))
  await Promise.all(Array.from({ length: atOnce }, guarded))
  if (failures.length === 0 && !stopping.aborted) return { sent }
  return {
    sent,
    // a source that ends because it is to stop throws, which is no failure of its own
    failure: stopping.aborted ? stopping.reason : failures[0],
    resumeAt: underWay.size > 0 ? Math.min(...underWay) : reached + 1,
  }
}

async function* batchesOf(portions: Publishing['portions']): AsyncGenerator<Portion> {
  for await (const portion of portions) yield* toBatches(portion)
}

/** Publishes one batch, and again what of it SNS could not take for now. Returns how many events it took. */
const publishBatch = async (publishing: Publishing, batch: Portion): Promise<number> => {
  const { onRejected, pause } = publishing
  let left = batch
  let taken = 0
  for (let attempt = 1; left.length > 0; attempt += 1) {
    if (attempt > 1) await pause(firstPause * 2 ** (attempt - 2))
    const failed = await publishOnce(publishing, left)
    taken += left.length - failed.length
    const again: Outbound[] = []
    for (const { Id, SenderFault, Code, Message } of failed) {
      const event = left[Number(Id)]
      if (!event) continue
      // whose fault it is says whether another try can help
      if (!SenderFault && attempt < tries) again.push(event)
      else onRejected({ ...event, reason: `SNS answers ${Code}: ${Message}` })
    }
    left = again
  }
  return taken
}

/** Publishes events as one batch. Returns why SNS did not take some of them. */
const publishOnce = async (
  publishing: Publishing,
  events: Portion,
): Promise<readonly BatchResultErrorEntry[]> => {
  const PublishBatchRequestEntries = events.map(({ text }, index) => ({ Id: `${index}`, Message: text }))
  try {
    const command = new PublishBatchCommand({ TopicArn: publishing.topicArn, PublishBatchRequestEntries })
    return (await publishing.sns.send(command)).Failed ?? []
  } catch (error) {
    if (!isAboutEvents(error)) throw error
    if (events.length === 1) return [{ Id: '0', SenderFault: true, Code: error.name, Message: error.message }]
    // refused whole for one event that SNS cannot read: the others shall not go with it
    const failed: BatchResultErrorEntry[] = []
    for (const [index, event] of events.entries())
      for (const alone of await publishOnce(publishing, [event])) failed.push({ ...alone, Id: `${index}` })
    return failed
  }
}

const aboutEvents = [
  'BatchRequestTooLongException',
  'InvalidParameterException',
  'InvalidParameterValueException',
  'ValidationException',
]

// InvalidParameter may also be about the topic's name, which no other event will change
const isAboutEvents = (error: unknown): error is SNSServiceException =>
  error instanceof SNSServiceException && aboutEvents.includes(error.name) && !/topic/i.test(error.message)
