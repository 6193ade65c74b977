// A fleet played against a deployed service, week by week: messages, then, once all are stored, the reports.

import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { SNSClient } from '@aws-sdk/client-sns'
import type { SQSClient } from '@aws-sdk/client-sqs'
import { errors } from '../errors.ts'
import { countStored } from '../operate/count-stored.ts'
import type { Portion } from '../send/outbound.ts'
import { publishAll } from '../send/publish-all.ts'
import { openRateQueue } from '../send/rate-queue.ts'
import type { Played } from '../simulate/describe-outcome.ts'
import { messageText, reportText } from '../simulate/event-text.ts'
import { type Fleet, makeFleet } from '../simulate/fleet.ts'
import { judgeFleet, makeKeeper } from '../simulate/judge.ts'
import { type Message, type Plan, type Report, timestampIn, weekEnd } from '../simulate/plan.ts'
import { arrivedBy } from '../simulate/truth.ts'
import { hearRates } from './hear-rates.ts'
import { inPortions } from './in-portions.ts'
import { inTime } from './in-time.ts'
import { meterReads } from './meter-reads.ts'
import { rest, type Waiting, waitForAll, waitForQuiet, waitUntil } from './wait.ts'

export type Stage = {
  readonly sns: SNSClient
  readonly sqs: SQSClient
  readonly dynamodb: DynamoDBClient
  /** Outputs of the stack by their keys. */
  readonly output: (name: string) => string
  /** How long each week takes, in ms; 0 for as fast as possible. */
  readonly weekMs: number
  /** How long no rate must have come before the play is over, in ms. */
  readonly quietMs: number
  readonly waiting: Waiting
  /** Hears how far the fleet's own time has come: what share of a week has passed. */
  readonly onTime?: (week: number, share: number) => void
  /** Hears, now and then, how far it is, and what it does. */
  readonly onProgress: (week: number, messages: number, took: number, doing: Doing) => void
}

export type Doing = 'sending' | 'waiting until all are stored' | 'waiting for the rates'

/** Plays a plan to its end. Throws a PersonError when messages are not stored in time, or when it is to stop. */
export const playFleet = async (stage: Stage, plan: Plan): Promise<Played> => {
  const { sns, sqs, dynamodb, output, waiting, weekMs, quietMs } = stage
  const ownReads = meterReads(dynamodb)
  const { now, stopping, patience } = waiting
  const fleet = makeFleet(plan)
  const keeper = makeKeeper()
  const queue = await openRateQueue(sns, sqs, output('SuccessRateTopicArn'), {
    name: `guac-simulate-${randomBytes(8).toString('hex')}`,
    keepSeconds: 3600,
    now,
  })
  const over = new AbortController()
  const hearing = hearRates(queue, keeper, AbortSignal.any([stopping, over.signal]))
  // awaited at the end; until then what nobody has heard is missing
  hearing.catch(() => {})
  const started = now()
  let messages = 0
  let reports = 0
  let requests = 0

  const tell = (week: number, doing: Doing) => stage.onProgress(week, messages, now() - started, doing)

  const publish = async (topicArn: string, portions: AsyncIterable<Portion>, week: number): Promise<void> => {
    const { failure } = await publishAll({
      sns,
      topicArn,
      portions,
      onRejected: ({ text, reason }) => {
        throw errors.notPublished(text, reason)
      },
      onSent: () => {
        requests += 1
        tell(week, 'sending')
      },
      stopping,
      pause,
    })
    if (stopping.aborted) throw errors.stopped()
    if (failure !== undefined) throw failure
  }

  const playMessages = async (week: number, begun: number): Promise<void> => {
    const touched = new Map<string, ModuleWeek>()
    const texts = function* () {
      const arriving = fleet.messages(week)
      // as fast as possible a module's come together, and no week need be held in memory
      for (const { message, share } of weekMs > 0 ? inTime(plan, arriving, week) : atOnce(arriving)) {
        stage.onTime?.(week, share)
        touched.set(`${message.week} ${message.module}`, message)
        messages += 1
        yield { text: messageText(message), share }
      }
    }
    const left = (share: number): number => begun + share * weekMs - now()
    const pace = { left, wait: (ms: number) => rest(ms, stopping) }
    await publish(output('RecvMessageTopicArn'), inPortions(texts(), pace), week)
    const isStored = (of: ModuleWeek) => isInTable(dynamodb, output('MessageRecvTableName'), fleet, of, week)
    tell(week, 'waiting until all are stored')
    const lacking = await waitForAll(waiting, new Set(touched.values()), isStored)
    if (lacking > 0) throw errors.notStored(lacking, patience)
  }

  const playReports = async (week: number): Promise<void> => {
    const due = new Set<Report>()
    const texts = function* () {
      for (const report of fleet.reports(week)) {
        reports += 1
        due.add(report)
        stage.onTime?.(week, 1)
        yield { text: reportText(report), share: 1 }
      }
    }
    await publish(output('WeeklyDiagnosticTopicArn'), inPortions(texts(), noWait), week)
    tell(week, 'waiting for the rates')
    // What comes later must not be counted by a report that is computed late. One that never comes is judged so.
    await waitForAll(waiting, due, async report => keeper.of(report) !== undefined)
  }

  try {
    for (let week = 0; week < plan.weeks; week++) {
      // by one clock from the beginning, or what each week takes longer would add up
      const begun = started + week * weekMs
      await playMessages(week, begun)
      await waitUntil(begun + weekMs, waiting)
      await playReports(week)
    }
    // what a report out of order has changed is published again
    await waitForQuiet(keeper.heard, quietMs, stopping)
  } finally {
    over.abort()
    await hearing
    await queue.remove()
  }
  const outcome = judgeFleet(fleet, keeper, week => timestampIn(plan.unit, weekEnd(plan, week)))
  return { plan, messages, reports, requests, ownReads: ownReads(), took: now() - started, outcome }
}

const noWait = { left: () => 0, wait: async () => {} }

function* atOnce(messages: Iterable<Message>) {
  for (const message of messages) yield { message, share: 0 }
}

type ModuleWeek = { readonly module: string; readonly week: number }

/** Whether all that has arrived of a module's week by now is in the table. */
const isInTable = async (
  dynamodb: DynamoDBClient,
  table: string,
  { plan, weeksOf }: Fleet,
  { module, week }: ModuleWeek,
  now: number,
): Promise<boolean> => {
  const end = (of: number): bigint => timestampIn(plan.unit, weekEnd(plan, of))
  const stored = await countStored(dynamodb, table, { module, after: end(week - 1), upTo: end(week) })
  return stored >= arrivedBy(weeksOf(module), week, now)
}
