// Metrics as lines of the log, which CloudWatch reads: no call, and none of its time or failures in the way.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html

import type { World } from './world.ts'

/**
 * What is counted: events that can never be processed, late messages, those too late to be counted in any rate,
 * published rates that were clamped to 100 and those that are an upper bound. What is measured, in percent: published
 * rates, and low ones.
 */
export type Metric = 'Invalid' | 'Late' | 'TooLate' | 'Clamped' | 'UpperBound' | 'SuccessRate' | 'LowRate'

/** A count, or the values of a measurement. */
type Figure = number | readonly number[]

const some = (figure: Figure): boolean => (typeof figure === 'number' ? figure > 0 : figure.length > 0)

/**
 * Writes counts and measurements; nothing of what is 0 or none. Of a measurement's values those are kept that the
 * format allows, the first hundred. The function's name, which carries the stack's prefix, tells stacks apart.
 */
export const count = (
  { print, now, env }: Pick<World<unknown>, 'print' | 'now' | 'env'>,
  figures: Readonly<Partial<Record<Metric, Figure>>>,
): void => {
  const told = Object.entries(figures).filter(([, figure]) => some(figure))
  if (told.length === 0) return
  const unit = (figure: Figure) => (typeof figure === 'number' ? 'Count' : 'Percent')
  const Metrics = told.map(([Name, figure]) => ({ Name, Unit: unit(figure) }))
  const directive = { Namespace: 'bookish-guacamole', Dimensions: [['FunctionName']], Metrics }
  print(
    JSON.stringify({
      _aws: { Timestamp: now(), CloudWatchMetrics: [directive] },
      FunctionName: env.AWS_LAMBDA_FUNCTION_NAME,
      ...Object.fromEntries(told.map(([name, f]) => [name, typeof f === 'number' ? f : f.slice(0, 100)])),
    }),
  )
}
