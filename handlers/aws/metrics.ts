// Metrics as lines of the log, which CloudWatch reads: no call, and none of its time or failures in the way.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html

import type { World } from './world.ts'

/**
 * What is counted: events that can never be processed, messages that reopened a window, published rates that were
 * clamped to 100 and those that are an upper bound.
 */
export type Metric = 'Invalid' | 'Late' | 'Clamped' | 'UpperBound'

/** Counts; nothing is written of what is 0. The function's name, which carries the stack's prefix, tells stacks apart. */
export const count = (
  { print, now, env }: Pick<World<unknown>, 'print' | 'now' | 'env'>,
  counts: Readonly<Partial<Record<Metric, number>>>,
): void => {
  const some = Object.entries(counts).filter(([, number]) => number > 0)
  if (some.length === 0) return
  const Metrics = some.map(([Name]) => ({ Name, Unit: 'Count' }))
  const directive = { Namespace: 'bookish-guacamole', Dimensions: [['FunctionName']], Metrics }
  print(
    JSON.stringify({
      _aws: { Timestamp: now(), CloudWatchMetrics: [directive] },
      FunctionName: env.AWS_LAMBDA_FUNCTION_NAME,
      ...Object.fromEntries(some),
    }),
  )
}
