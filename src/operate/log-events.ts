// The events of several log groups, merged by time.

import {
  type CloudWatchLogsClient,
  type FilteredLogEvent,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { pause } from '../pause.ts'

/** An event and the name by which its group was asked for. */
export type LogEvent = {
  readonly name: string
  readonly at: number
  readonly id: string
  readonly message: string
}

export type Groups = Readonly<Record<string, string>>

/**
 * The events of groups since a moment, in ms since 1970, oldest first; with a filter pattern only those that it lets
 * through. Holds one page of each group at a time.
 */
export async function* readLogs(
  client: CloudWatchLogsClient,
  groups: Groups,
  since: number,
  pattern?: string,
): AsyncGenerator<LogEvent> {
  const sources = Object.entries(groups).map(([name, group]) => eventsOf(client, name, group, since, pattern))
  const heads = await Promise.all(sources.map(source => source.next()))
  for (;;) {
    let first: number | undefined
    heads.forEach(({ done, value }, i) => {
      const best = first === undefined ? undefined : heads[first]?.value
      if (!done && (!best || value.at < best.at)) first = i
    })
    const source = first === undefined ? undefined : sources[first]
    if (first === undefined || !source) return
    yield heads[first]?.value as LogEvent
    heads[first] = await source.next()
  }
}

async function* eventsOf(
  client: CloudWatchLogsClient,
  name: string,
  logGroupName: string,
  startTime: number,
  filterPattern: string | undefined,
): AsyncGenerator<LogEvent, undefined> {
  let nextToken: string | undefined
  do {
    const page = await client.send(
      new FilterLogEventsCommand({ logGroupName, startTime, filterPattern, nextToken }),
    )
    // streams are interleaved, but only within a page
    const events = [...(page.events ?? [])].sort((a, b) => (a.timestamp ?? 0) - (b.timestamp ?? 0))
    for (const event of events) yield asEvent(name, event)
    nextToken = page.nextToken
  } while (nextToken)
  return undefined
}

const asEvent = (
  name: string,
  { timestamp = 0, eventId = '', message = '' }: FilteredLogEvent,
): LogEvent => ({
  name,
  at: timestamp,
  id: eventId,
  message,
})

export type Following = {
  readonly since: number
  /** Time between two looks, in ms. */
  readonly pollMs: number
  readonly now: () => number
  readonly stopping: AbortSignal
}

/** Events are there some seconds after they happened, and not in their order. ms. */
const lateness = 15_000

/** The events since a moment, and those that come, each once, until it is to stop. */
export async function* followLogs(
  client: CloudWatchLogsClient,
  groups: Groups,
  { since, pollMs, now, stopping }: Following,
): AsyncGenerator<LogEvent> {
  const seen = new Map<string, number>()
  let from = since
  while (!stopping.aborted) {
    const begun = now()
    for await (const event of readLogs(client, groups, from)) {
      if (stopping.aborted) return
      if (seen.has(event.id)) continue
      seen.set(event.id, event.at)
      yield event
    }
    from = Math.max(from, begun - lateness)
    for (const [id, at] of seen) if (at < from) seen.delete(id)
    await pause(pollMs, stopping)
  }
}
