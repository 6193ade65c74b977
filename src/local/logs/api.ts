// CloudWatch Logs' API, as far as it reads. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/

import { arn } from '../place.ts'
import { unsupported } from '../protocol/aws-error.ts'
import { jsonAnswer, type Service } from '../protocol/call.ts'
import { type JsonRecord, parseBody } from '../protocol/json.ts'
import { groupName, invalid, paged, text } from './input.ts'
import { filterLogEvents, getLogEvents } from './read-events.ts'
import type { LogGroup, LogStream, Logs } from './store.ts'

const shownGroup = ({ name, createdAt, retentionDays, bytes }: LogGroup) => ({
  logGroupName: name,
  creationTime: createdAt,
  ...(retentionDays === undefined ? {} : { retentionInDays: retentionDays }),
  metricFilterCount: 0,
  arn: arn('logs', `log-group:${name}:*`),
  logGroupArn: arn('logs', `log-group:${name}`),
  storedBytes: bytes,
  logGroupClass: 'STANDARD',
})

const shownStream = (group: LogGroup, { name, createdAt, firstAt, lastAt }: LogStream) => ({
  logStreamName: name,
  creationTime: createdAt,
  firstEventTimestamp: firstAt,
  lastEventTimestamp: lastAt,
  lastIngestionTime: lastAt,
  arn: arn('logs', `log-group:${group.name}:log-stream:${name}`),
  // of streams AWS has said nothing else since 2019
  storedBytes: 0,
})

const describeGroups = (logs: Logs, input: JsonRecord) => {
  const prefix = text(input, 'logGroupNamePrefix') ?? ''
  const pattern = text(input, 'logGroupNamePattern') ?? ''
  if (prefix && pattern) throw invalid('logGroupNamePrefix and logGroupNamePattern exclude each other.')
  const named = ({ name }: LogGroup) => name.startsWith(prefix) && name.includes(pattern)
  const { page, ...next } = paged(logs.groups().filter(named), input, 50)
  return { logGroups: page.map(shownGroup), ...next }
}

const describeStreams = (logs: Logs, input: JsonRecord) => {
  const group = logs.find(groupName(input))
  const prefix = text(input, 'logStreamNamePrefix') ?? ''
  const order = text(input, 'orderBy') ?? 'LogStreamName'
  if (order !== 'LogStreamName' && order !== 'LastEventTime')
    throw invalid('orderBy must be LogStreamName or LastEventTime.')
  if (prefix && order === 'LastEventTime')
    throw invalid('Cannot order by LastEventTime with a logStreamNamePrefix.')
  const found = [...group.streams.values()].filter(({ name }) => name.startsWith(prefix))
  found.sort((one, other) => (one.name < other.name ? -1 : 1))
  if (order === 'LastEventTime') found.sort((one, other) => one.lastAt - other.lastAt)
  if (input.descending === true) found.reverse()
  const { page, ...next } = paged(found, input, 50)
  return { logStreams: page.map(stream => shownStream(group, stream)), ...next }
}

const actions: Readonly<Record<string, (logs: Logs, input: JsonRecord) => unknown>> = {
  DescribeLogGroups: describeGroups,
  DescribeLogStreams: describeStreams,
  GetLogEvents: (logs, input) => getLogEvents(logs.find(groupName(input)), input),
  FilterLogEvents: (logs, input) => filterLogEvents(logs.find(groupName(input)), input),
}

export const logsApi =
  (logs: Logs): Service =>
  async ({ action, body, contentType }) => {
    const perform = Object.hasOwn(actions, action) ? actions[action] : undefined
    if (!perform) throw unsupported(`CloudWatch Logs ${action}`)
    return jsonAnswer(perform(logs, parseBody(body)), contentType)
  }
