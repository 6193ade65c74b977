// `guac send`: one event, a series, a text as it is, or a file of millions, to the topic where it belongs.

import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { SNSClient } from '@aws-sdk/client-sns'
import { onTarget, type Target } from '../deploy/target.ts'
import type { TargetOptions } from '../deploy/where.ts'
import { errors } from '../errors.ts'
import type { Io } from '../io.ts'
import type { Kind, Series } from '../send/make-series.ts'
import { nowIn } from '../send/now-in.ts'
import { openEvents } from '../send/open-events.ts'
import type { Rejected } from '../send/outbound.ts'
import { parseSeries, type SeriesOptions } from '../send/parse-series.ts'
import { parseWait } from '../send/parse-wait.ts'
import { publishAll } from '../send/publish-all.ts'
import { openRateQueue, type RateQueue } from '../send/rate-queue.ts'
import * as show from '../send/show-sent.ts'
import { eventsOf, type Source } from '../send/source.ts'
import { parseTopic, type Topic } from '../send/topic.ts'
import { waitForRates } from '../send/wait-for-rates.ts'

export type SendOptions = TargetOptions &
  SeriesOptions & {
    readonly raw?: string
    readonly file?: string
    readonly topicArn?: string
    readonly wait?: string | true
    readonly json?: boolean
  }

// of the line that shows how far it is: none for what ends at once, then ten a second
const quietMs = 500
const everyMs = 100

const topicOutputs = { recv: 'RecvMessageTopicArn', weekly: 'WeeklyDiagnosticTopicArn' } as const

/** Sends events of one kind, and waits for the rates that they bring if it is asked to. */
export const send = async (io: Io, kind: Kind, options: SendOptions): Promise<void> => {
  // what is wrong with the command line is said before anything is asked of AWS
  parseSeries(kind, options, nowIn(undefined, io.now()))
  const { raw, json } = options
  const patience = options.wait === undefined ? undefined : parseWait(options.wait)
  const given = options.topicArn === undefined ? undefined : parseTopic(options.topicArn)
  const file = options.file === undefined ? undefined : await openEvents(options.file, io.stdin, io.stopping)
  const region = options.region ?? (options.local ? undefined : given?.region)
  await onTarget(io, { ...options, ...(region && { region }) }, async target => {
    // a topic that is named needs no stack, but for the topic of the rates
    const needsStack = given === undefined || patience !== undefined
    const outputs = needsStack ? await target.outputs() : {}
    const output = (name: string): string => {
      const value = outputs[name]
      if (value === undefined) throw errors.noOutput(target.stackName, name)
      return value
    }
    const topic = given ?? parseTopic(output(topicOutputs[kind]))
    const { TimestampUnit: unit } = needsStack ? await target.parameters() : {}
    const series = () => parseSeries(kind, options, nowIn(unit, io.now()))
    const source: Source = file ? { file } : raw === undefined ? { series: series() } : { raw }
    const place = placeOf(topic, target, given === undefined)
    const sending: Sending = { io, kind, source, topic, place, json, sns: await target.clients.sns() }
    if (patience === undefined || !('series' in source)) return conclude(io, json, await sendAll(sending))

    const sqs = await target.clients.sqs()
    const name = `guac-send-${randomBytes(8).toString('hex')}`
    // before the report is sent, or its rate could come when nobody listens
    const rateTopic = output('SuccessRateTopicArn')
    const queue = await openRateQueue(sending.sns, sqs, rateTopic, {
      name,
      module: source.series.module,
      keepSeconds: 60,
      now: io.now,
    })
    try {
      await follow(sending, queue, source.series, patience)
    } finally {
      io.status('')
      await queue.remove()
    }
  })
}

type Sending = {
  readonly io: Io
  readonly kind: Kind
  readonly source: Source
  readonly topic: Topic
  readonly place: string
  readonly json: boolean | undefined
  readonly sns: SNSClient
}

/** Publishes all events, with progress and a line for each that is rejected. Throws when it ends early. */
const sendAll = async ({ io, kind, source, topic, place, json, sns }: Sending): Promise<show.Sent> => {
  const started = io.now()
  let rejected = 0
  let shownAt = started + quietMs - everyMs
  const onRejected = (event: Rejected): void => {
    rejected += 1
    if (json) io.print(show.rejectedJson(event))
    else io.tell(show.rejectedLine(source, event))
  }
  const onSent = (sent: number): void => {
    const now = io.now()
    if (now - shownAt < everyMs) return
    shownAt = now
    const share = 'file' in source ? source.file.progress() : undefined
    io.status(show.progressLine(sent, now - started, share))
  }
  const { sent, failure, resumeAt } = await publishAll({
    sns,
    topicArn: topic.arn,
    portions: eventsOf(source, kind, onRejected),
    onRejected,
    onSent,
    stopping: io.stopping,
    pause,
  })
  io.status('')
  if (resumeAt !== undefined) {
    const hint = show.resumeHint(source, kind, resumeAt)
    if (io.stopping.aborted) throw errors.sendingStopped(show.counted(sent, 'event'), hint)
    // what failed is told by whoever catches it; how to go on is known here alone
    if (sent > 0) io.tell(`Sent ${show.counted(sent, 'event')}. ${hint}`)
    throw failure
  }
  return { source, topic, place, sent, rejected, milliseconds: io.now() - started }
}

/** Sends reports, and tells their rates as they come. Throws when some do not come in time. */
const follow = async (sending: Sending, queue: RateQueue, series: Series, seconds: number): Promise<void> => {
  const { io, json } = sending
  const sent = await sendAll(sending)
  if (!json) io.print(show.sentLine(sent))
  const since = io.now()
  const rates: show.TimedRate[] = []
  const waiting = `Waiting for ${series.count === 1 ? 'its rate' : 'the rates'} …`
  io.status(waiting)
  const missing = await waitForRates({
    queue,
    series,
    seconds: sent.rejected > 0 ? 0 : seconds,
    now: io.now,
    stopping: io.stopping,
    onRate: heard => {
      const rate = { ...heard, after: io.now() - since }
      rates.push(rate)
      if (!json) io.print(show.rateLine(rate, series.count))
    },
  })
  io.status('')
  if (json) io.print(show.sentJson(sent, rates))
  refuseRejected(sent)
  if (io.stopping.aborted) throw errors.stopped()
  if (missing > 0) throw errors.noRateOfReport(show.counted(missing, 'report'), seconds)
}

/** Prints what was sent. Throws when some of it was not. */
const conclude = (io: Io, json: boolean | undefined, sent: show.Sent): void => {
  io.print(json ? show.sentJson(sent, []) : show.sentLine(sent))
  refuseRejected(sent)
}

const refuseRejected = ({ rejected }: show.Sent): void => {
  if (rejected > 0) throw errors.eventsRejected(show.counted(rejected, 'event'), rejected === 1)
}

/** Where a topic is, for a person. Its ARN says it: nobody need be asked. */
const placeOf = ({ region, account }: Topic, { stackName, endpoint }: Target, ofStack: boolean): string =>
  `${ofStack ? `of the stack ${stackName} ` : ''}${endpoint ? `at ${endpoint}` : `in ${region} of account ${account}`}`
