// What flows through the pipeline, look by look. The figures are CloudWatch's: by the second on this machine, by the
// minute on AWS, where a look at them is paid for ($0.01 a thousand figures).

import { paginateGetMetricData } from '@aws-sdk/client-cloudwatch'
import { countLetters } from '../../operate/dead-letter-queue.ts'
import { pause } from '../../pause.ts'
import type { Source } from '../source.ts'
import { type Flow, functionNames, topicNames } from '../wire.ts'

type Outputs = Readonly<Record<string, string>>

const outputOf = {
  recv_message: 'RecvMessageTopicArn',
  weekly_diagnostic: 'WeeklyDiagnosticTopicArn',
  success_rate: 'SuccessRateTopicArn',
  recv: 'RecvFunctionName',
  weekly: 'WeeklyFunctionName',
  'success-rate': 'SuccessRateFunctionName',
} as const

/** How often, over how long, and how late: CloudWatch has a minute on AWS only some time after it has ended. */
const pace = (loopback: boolean) =>
  loopback
    ? { everyMs: 1000, seconds: 2, lateMs: 0, period: 1 }
    : { everyMs: 30_000, seconds: 60, lateMs: 120_000, period: 60 }

/** A look now and then, until it is over. */
export async function* readFlow(source: Source, over: AbortSignal): AsyncGenerator<Flow> {
  const { everyMs } = pace(source.loopback)
  const outputs = await source.outputs()
  while (!over.aborted) {
    yield await look(source, outputs)
    await pause(everyMs, over)
  }
}

const look = async ({ clients, loopback, now }: Source, outputs: Outputs): Promise<Flow> => {
  const { seconds, lateMs, period } = pace(loopback)
  // whole seconds or minutes that have ended
  const end = Math.floor((now() - lateMs) / (period * 1000)) * period * 1000
  const [found, deadLetters] = await Promise.all([
    readSums(await clients.cloudwatch(), queriesOf(outputs), end - seconds * 1000, end, period),
    countLetters(await clients.sqs(), outputs.DeadLetterQueueUrl ?? ''),
  ])
  const rate = (id: string): number => (found.get(id) ?? 0) / seconds
  return {
    at: end,
    seconds,
    topics: fromNames(topicNames, name => rate(name)),
    functions: fromNames(functionNames, name => ({
      invocations: rate(`${name} Invocations`),
      errors: found.get(`${name} Errors`) ?? 0,
    })),
    deadLetters,
  }
}

const fromNames = <Name extends string, Value>(names: readonly Name[], of: (name: Name) => Value) =>
  Object.fromEntries(names.map(name => [name, of(name)])) as Record<Name, Value>

type Query = {
  readonly id: string
  readonly namespace: string
  readonly metric: string
  readonly dimension: string
  readonly of: string
}

const queriesOf = (outputs: Outputs): readonly Query[] => [
  ...topicNames.map(name => ({
    id: name,
    namespace: 'AWS/SNS',
    metric: 'NumberOfMessagesPublished',
    dimension: 'TopicName',
    of: outputs[outputOf[name]]?.split(':').at(-1) ?? '',
  })),
  ...functionNames.flatMap(name =>
    ['Invocations', 'Errors'].map(metric => ({
      id: `${name} ${metric}`,
      namespace: 'AWS/Lambda',
      metric,
      dimension: 'FunctionName',
      of: outputs[outputOf[name]] ?? '',
    })),
  ),
]

type CloudWatch = Awaited<ReturnType<Source['clients']['cloudwatch']>>

/** The sums over a span by the ids of their queries; nothing for a figure without a datapoint. */
const readSums = async (
  client: CloudWatch,
  queries: readonly Query[],
  from: number,
  to: number,
  Period: number,
): Promise<ReadonlyMap<string, number>> => {
  const found = new Map<string, number>()
  const pages = paginateGetMetricData(
    { client },
    {
      StartTime: new Date(from),
      EndTime: new Date(to),
      MetricDataQueries: queries.map(({ namespace, metric, dimension, of }, i) => ({
        Id: `m${i}`,
        MetricStat: {
          Metric: { Namespace: namespace, MetricName: metric, Dimensions: [{ Name: dimension, Value: of }] },
          Period,
          Stat: 'Sum',
        },
      })),
    },
  )
  for await (const { MetricDataResults = [] } of pages)
    for (const { Id = '', Values = [] } of MetricDataResults) {
      const id = queries[Number(Id.slice(1))]?.id
      if (id !== undefined && Values.length > 0)
        found.set(
          id,
          Values.reduce((all, each) => all + each, found.get(id) ?? 0),
        )
    }
  return found
}
