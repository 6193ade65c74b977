// Reading a group's lines: one stream back and forth, or all of them filtered. Pure, over what is kept.

import { AwsError } from '../protocol/aws-error.ts'
import type { JsonRecord } from '../protocol/json.ts'
import { parseFilter } from './filter-pattern.ts'
import { invalid, number, required, text } from './input.ts'
import type { LogEvent, LogGroup } from './store.ts'

const mostEvents = 10_000

/** Whether an event is of the time that is asked for: from startTime on, before endTime. */
const inTime = (input: JsonRecord): ((event: LogEvent) => boolean) => {
  const start = number(input, 'startTime', 0)
  const end = number(input, 'endTime', Number.MAX_SAFE_INTEGER)
  return ({ timestamp }) => timestamp >= start && timestamp < end
}

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html */
export const getLogEvents = (group: LogGroup, input: JsonRecord) => {
  const stream = required(input, 'logStreamName')
  if (!group.streams.has(stream))
    throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.')
  const limit = number(input, 'limit', mostEvents, [1, mostEvents])
  const timely = inTime(input)
  const all = group.events.filter(event => event.stream === stream && timely(event))
  const token = text(input, 'nextToken') ?? (input.startFromHead === true ? 'f/0' : `b/${group.end}`)
  const [, way, digits] = /^([fb])\/(\d+)$/.exec(token) ?? []
  if (!way) throw invalid('The specified nextToken is invalid.')
  const from = Number(digits)
  const page =
    way === 'f'
      ? all.filter(({ position }) => position >= from).slice(0, limit)
      : all.filter(({ position }) => position < from).slice(-limit)
  const [first, last] = [page[0], page.at(-1)]
  return {
    events: page.map(({ timestamp, message }) => ({ timestamp, message, ingestionTime: timestamp })),
    // at an end, the token that was passed in comes back
    nextForwardToken: `f/${last ? last.position + 1 : from}`,
    nextBackwardToken: `b/${first ? first.position : from}`,
  }
}

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
export const filterLogEvents = (group: LogGroup, input: JsonRecord) => {
  const { logStreamNames: names } = input
  const prefix = text(input, 'logStreamNamePrefix')
  if (names !== undefined && prefix !== undefined)
    throw invalid('logStreamNamePrefix and logStreamNames exclude each other.')
  if (names !== undefined && !Array.isArray(names)) throw invalid('logStreamNames must be a list.')
  const limit = number(input, 'limit', mostEvents, [1, mostEvents])
  const from = Number(text(input, 'nextToken') ?? 0)
  if (!Number.isInteger(from)) throw invalid('The specified nextToken is invalid.')
  const timely = inTime(input)
  const matches = parseFilter(text(input, 'filterPattern') ?? '')
  const found = group.events
    .filter(({ position, stream }) => position >= from && (names?.includes(stream) ?? true))
    .filter(({ stream }) => stream.startsWith(prefix ?? ''))
    .filter(event => timely(event) && matches(event.message))
  const page = found.slice(0, limit)
  const next = found[limit]
  return {
    events: page.map(({ stream, timestamp, message, position }) => ({
      logStreamName: stream,
      timestamp,
      message,
      ingestionTime: timestamp,
      eventId: `${timestamp}${String(position).padStart(20, '0')}`,
    })),
    searchedLogStreams: [],
    ...(next ? { nextToken: String(next.position) } : {}),
  }
}
