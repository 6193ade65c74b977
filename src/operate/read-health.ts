// Reads how the service is. What may not be read stays unknown, and the rest is shown.

import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import type { LambdaClient } from '@aws-sdk/client-lambda'
import type { SQSClient } from '@aws-sdk/client-sqs'
import { countLetters, releaseLetters, takeLetters } from './dead-letter-queue.ts'
import { type Figure, readFigures } from './figures.ts'
import type { Health, Unknown } from './health.ts'
import { lastErrors } from './last-errors.ts'

type Outputs = Readonly<Record<string, string>>

export type Sources = {
  readonly cloudwatch: CloudWatchClient
  readonly lambda: LambdaClient
  readonly logs: CloudWatchLogsClient
  readonly sqs: SQSClient
  readonly outputs: Outputs
  /** The names of the stack's alarms. */
  readonly alarms: () => Promise<readonly string[]>
  readonly now: number
  /** Whether everything is on this machine, where one empty answer of a queue is enough. */
  readonly loopback: boolean
  /** Why something stays unknown; undefined throws the error on. */
  readonly excuse: (error: unknown) => Excuse | undefined
}

export type Excuse = Omit<Unknown, 'what'>

const functions = { recv: 'Recv', weekly: 'Weekly', 'success-rate': 'SuccessRate' } as const
const perFunction = ['Invocations', 'Errors', 'Throttles'] as const
const topics = ['RecvMessageTopicArn', 'WeeklyDiagnosticTopicArn', 'SuccessRateTopicArn'] as const
const hourMs = 3_600_000

/** Everything but the stack itself. */
export const readHealth = async (sources: Sources): Promise<Omit<Health, 'stack'>> => {
  const { outputs, logs, now } = sources
  const unknown: Unknown[] = []
  const attempt = async <Result>(what: string, read: () => Promise<Result>): Promise<Result | undefined> => {
    try {
      return await read()
    } catch (error) {
      const excuse = sources.excuse(error)
      if (excuse === undefined) throw error
      unknown.push({ what, ...excuse })
      return undefined
    }
  }
  const groups = Object.fromEntries(
    Object.entries(functions).map(([name, logical]) => [name, outputs[`${logical}LogGroupName`] ?? '']),
  )
  const [states, figures, errors, deadLetters, mapping, alarms] = await Promise.all([
    attempt('the states of the functions', () => readStates(sources)),
    attempt('figures', () => readAll(sources)),
    attempt('errors in the logs', () => lastErrors(logs, groups, now - hourMs)),
    attempt('dead letters', () => readLetters(sources)),
    attempt('the stream mapping', () => readMapping(sources)),
    attempt('alarms', () => readAlarms(sources)),
  ])
  return {
    functions: Object.keys(functions).map((name, i) => ({
      name,
      state: states?.[i],
      lastHour: figures && callsOf(figures, i, 'lastHour'),
      lastDay: figures && callsOf(figures, i, 'lastDay'),
    })),
    errors,
    deadLetters,
    stream: mapping && { ...mapping, ageMs: figures?.at(-1)?.lastHour },
    flow: figures && {
      messages: flowOf(figures, 0),
      reports: flowOf(figures, 1),
      rates: flowOf(figures, 2),
    },
    alarms,
    unknown,
  }
}

const readStates = async ({ lambda, outputs }: Sources): Promise<readonly string[]> => {
  const { GetFunctionConfigurationCommand } = await import('@aws-sdk/client-lambda')
  return Promise.all(
    Object.values(functions).map(async logical => {
      const FunctionName = outputs[`${logical}FunctionName`] ?? ''
      const { State = '' } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))
      return State
    }),
  )
}

/** Of the functions in their order, then of the topics, then the age of the stream. */
const readAll = ({ cloudwatch, outputs, now }: Sources): Promise<readonly Figure[]> =>
  readFigures(
    cloudwatch,
    [
      ...Object.values(functions).flatMap(logical =>
        perFunction.map(metric => ({ metric, of: outputs[`${logical}FunctionName`] ?? '' })),
      ),
      ...topics.map(topic => ({
        metric: 'NumberOfMessagesPublished',
        of: outputs[topic]?.split(':').at(-1) ?? '',
      })),
      { metric: 'IteratorAge', of: outputs.SuccessRateFunctionName ?? '' },
    ],
    now,
  )

const callsOf = (figures: readonly Figure[], i: number, span: keyof Figure) => {
  const [invocations = 0, errors = 0, throttles = 0] = perFunction.map(
    (_, j) => figures[i * perFunction.length + j]?.[span],
  )
  return { invocations, errors, throttles }
}

const flowOf = (figures: readonly Figure[], i: number) => {
  const { lastHour = 0, lastDay = 0 } = figures[Object.keys(functions).length * perFunction.length + i] ?? {}
  return { lastHour, lastDay }
}

/** What is looked at to find the oldest. */
const sample = 100

const readLetters = async ({ sqs, outputs, now, loopback }: Sources): Promise<Health['deadLetters']> => {
  const queue = outputs.DeadLetterQueueUrl ?? ''
  const count = await countLetters(sqs, queue)
  if (count === 0) return { count, oldestMs: undefined }
  const { messages } = await takeLetters(sqs, queue, { before: now, limit: sample, certain: loopback })
  await releaseLetters(sqs, queue, messages)
  const sent = messages.map(({ Attributes }) => Number(Attributes?.SentTimestamp ?? now))
  return { count, oldestMs: sent.length === 0 ? undefined : now - Math.min(...sent) }
}

const readMapping = async ({ lambda, outputs }: Sources) => {
  const { GetEventSourceMappingCommand } = await import('@aws-sdk/client-lambda')
  const { State = '', LastProcessingResult = '' } = await lambda.send(
    new GetEventSourceMappingCommand({ UUID: outputs.SuccessRateMappingId ?? '' }),
  )
  return { state: State, lastResult: LastProcessingResult }
}

const readAlarms = async ({ cloudwatch, alarms }: Sources): Promise<Health['alarms']> => {
  const names = await alarms()
  if (names.length === 0) return []
  const { DescribeAlarmsCommand } = await import('@aws-sdk/client-cloudwatch')
  const { MetricAlarms = [] } = await cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNames: [...names], MaxRecords: 100 }),
  )
  return MetricAlarms.map(({ AlarmName = '', StateValue = '', StateReason = '' }) => ({
    name: AlarmName,
    state: StateValue,
    reason: StateReason,
  }))
}
