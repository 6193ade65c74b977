// What flows through the pipeline, look by look. The figures are CloudWatch's: by the second on this machine, by the
// minute on AWS, where each look is paid for. A look is the whole of the last minutes, so none depends on another.

import { PersonError } from '../../errors.ts'
import { readDepth } from '../../operate/dead-letter-queue.ts'
import { pause } from '../../pause.ts'
import { functionName, tableName, topicName } from '../outputs-of.ts'
import type { Source } from '../source.ts'
import {
  type Figures,
  type Flow,
  type FunctionSeries,
  functionNames,
  type Pace,
  type Part,
  type Series,
  tableNames,
  topicNames,
} from '../wire-flow.ts'
import { dollarsPerFigure, readSeries, type Wanted } from './series.ts'

type Outputs = Readonly<Record<string, string>>

/** Two minutes by the second here; on AWS an hour by the minute, which CloudWatch has some two minutes later. */
const pace = (loopback: boolean) =>
  loopback ? { every: 1, period: 1, late: 0, values: 120 } : { every: 60, period: 60, late: 120, values: 60 }

/** A look now and then, until it is over. */
export async function* readFlow(source: Source, over: AbortSignal): AsyncGenerator<Flow> {
  const { every } = pace(source.loopback)
  const outputs = await source.outputs()
  while (!over.aborted) {
    yield await look(source, outputs)
    await pause(every * 1000, over)
  }
}

const look = async (source: Source, outputs: Outputs): Promise<Flow> => {
  const { clients, loopback, now } = source
  const { values, ...rest } = pace(loopback)
  const wanted = wantedOf(outputs)
  // whole seconds or minutes that have ended
  const end = Math.floor(now() / 1000 / rest.period - rest.late / rest.period) * rest.period * 1000
  const [figures, deadLetters] = await Promise.all([
    part(source, async () =>
      asFigures(await readSeries(await clients.cloudwatch(), wanted, { end, period: rest.period, values })),
    ),
    part(source, async () => readDepth(await clients.sqs(), outputs.DeadLetterQueueUrl ?? '')),
  ])
  return { at: end, pace: { ...rest, dollarsAnHour: cost(rest, wanted, loopback) }, figures, deadLetters }
}

const cost = (
  { every }: Omit<Pace, 'dollarsAnHour'>,
  wanted: readonly Wanted[],
  loopback: boolean,
): number => (loopback ? 0 : (3600 / every) * wanted.length * dollarsPerFigure)

/** One part of a look. What a person could mend stops only itself; a bug stops all. */
const part = async <Value>({ explained }: Source, read: () => Promise<Value>): Promise<Part<Value>> => {
  try {
    return { value: await explained(read) }
  } catch (error) {
    if (error instanceof PersonError) return { why: error.message }
    throw error
  }
}

const functionMetrics = {
  invocations: ['Invocations', 'Sum'],
  errors: ['Errors', 'Sum'],
  throttles: ['Throttles', 'Sum'],
  duration: ['Duration', 'Average'],
  running: ['ConcurrentExecutions', 'Maximum'],
} as const satisfies Record<keyof FunctionSeries, readonly [string, Wanted['stat']]>
const metricKeys = Object.keys(functionMetrics) as (keyof FunctionSeries)[]

/** Every figure of a look, in the order in which `asFigures` takes them. */
const wantedOf = (outputs: Outputs): readonly Wanted[] => [
  ...topicNames.map(
    (name): Wanted => ({
      namespace: 'AWS/SNS',
      metric: 'NumberOfMessagesPublished',
      of: topicName(outputs, name),
      stat: 'Sum',
    }),
  ),
  ...functionNames.flatMap(name =>
    metricKeys.map((key): Wanted => {
      const [metric, stat] = functionMetrics[key]
      return { namespace: 'AWS/Lambda', metric, of: functionName(outputs, name), stat }
    }),
  ),
  ...tableNames.map(
    (name): Wanted => ({
      namespace: 'AWS/DynamoDB',
      metric: 'ConsumedWriteCapacityUnits',
      of: tableName(outputs, name),
      stat: 'Sum',
    }),
  ),
  {
    namespace: 'AWS/Lambda',
    metric: 'IteratorAge',
    of: functionName(outputs, 'success-rate'),
    stat: 'Maximum',
  },
]

const asFigures = (found: readonly Series[]): Figures => {
  const left = [...found]
  const next = (): Series => left.shift() ?? []
  return {
    topics: fromNames(topicNames, next),
    functions: fromNames(functionNames, () => fromNames(metricKeys, next)),
    tables: fromNames(tableNames, next),
    streamAge: next(),
  }
}

const fromNames = <Name extends string, Value>(names: readonly Name[], of: (name: Name) => Value) =>
  Object.fromEntries(names.map(name => [name, of(name)])) as Record<Name, Value>
