// What services measure of themselves, as far as it is measured here.
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
// https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch-Logs-Monitoring-CloudWatch-Metrics.html

import type { Consumed } from '../dynamodb/consumed.ts'
import type { Outcome } from '../lambda/function.ts'
import type { Service } from '../protocol/call.ts'
import type { Metrics } from './metrics.ts'

/** The namespaces of which there are figures. */
export const measuredNamespaces: readonly string[] = ['AWS/DynamoDB', 'AWS/Lambda', 'AWS/Logs', 'AWS/SNS']

/** Takes how each invocation ended. One that was throttled is none: neither an invocation nor an error. */
export const measureInvocations =
  ({ add }: Metrics) =>
  (FunctionName: string, outcome: Outcome): void => {
    const of = (name: string) => ({ namespace: 'AWS/Lambda', name, dimensions: { FunctionName } })
    if (!outcome.ok && outcome.throttledAt !== undefined) add(of('Throttles'), 1)
    else {
      add(of('Invocations'), 1)
      add(of('Errors'), outcome.ok ? 0 : 1)
      if (outcome.ms !== undefined) add(of('Duration'), outcome.ms)
    }
  }

/** Takes what each call consumed of a table. */
export const measureConsumed =
  ({ add }: Metrics) =>
  ({ table, kind, units }: Consumed): void => {
    const name = kind === 'read' ? 'ConsumedReadCapacityUnits' : 'ConsumedWriteCapacityUnits'
    add({ namespace: 'AWS/DynamoDB', name, dimensions: { TableName: table } }, units)
  }

/** Takes the bytes of each line that was written to a log group. */
export const measureLogs =
  ({ add }: Metrics) =>
  (LogGroupName: string, bytes: number): void =>
    add({ namespace: 'AWS/Logs', name: 'IncomingBytes', dimensions: { LogGroupName } }, bytes)

/**
 * Takes how many invocations run at a time, to be looked at by its maximum. AWS has it once a minute; here it is
 * measured as often as it changes, and a span in which it does not has no datapoint.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-concurrency.html
 */
export const measureRunning =
  ({ add }: Metrics) =>
  (FunctionName: string, count: number): void =>
    add({ namespace: 'AWS/Lambda', name: 'ConcurrentExecutions', dimensions: { FunctionName } }, count)

/** Takes how old, in ms, the last record of a batch was when a function got it. */
export const measureAge =
  ({ add }: Metrics) =>
  (FunctionName: string, ms: number): void =>
    add({ namespace: 'AWS/Lambda', name: 'IteratorAge', dimensions: { FunctionName } }, ms)

/** SNS's API, with each message counted that SNS took. */
export const measurePublished =
  (sns: Service, { add }: Metrics): Service =>
  async call => {
    const answer = await sns(call)
    if (answer.status !== 200 || !call.action.startsWith('Publish')) return answer
    const arn = new URLSearchParams(/(?:^|&)(TopicArn=[^&]*)/.exec(call.body)?.[1]).get('TopicArn') ?? ''
    const dimensions = { TopicName: arn.slice(arn.lastIndexOf(':') + 1) }
    // one for each message that was taken, of a batch as well
    const taken = answer.body.split('<MessageId>').length - 1
    for (let i = 0; i < taken; i += 1)
      add({ namespace: 'AWS/SNS', name: 'NumberOfMessagesPublished', dimensions }, 1)
    return answer
  }
