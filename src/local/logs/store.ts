// Log groups and what was written to them: lines in memory, the oldest of a group going first.

import { AwsError } from '../protocol/aws-error.ts'

export type LogEvent = {
  /** How many events of the group precede it, those that are gone included. */
  readonly position: number
  readonly stream: string
  /** ms since 1970. */
  readonly timestamp: number
  readonly message: string
}

export type LogStream = {
  readonly name: string
  readonly createdAt: number
  readonly firstAt: number
  lastAt: number
  /** How many of its events are kept. */
  kept: number
}

export type LogGroup = {
  readonly name: string
  /** ms since 1970. */
  readonly createdAt: number
  /** Absent: for ever, or until too many others have followed. */
  readonly retentionDays: number | undefined
  readonly events: readonly LogEvent[]
  readonly streams: ReadonlyMap<string, LogStream>
  /** The position of the next event. */
  readonly end: number
  /** Of the events that are kept. */
  readonly bytes: number
}

export type Logs = {
  /** Throws ResourceAlreadyExistsException when the name is taken. */
  readonly create: (name: string, retentionDays: number | undefined) => void
  readonly retain: (name: string, retentionDays: number | undefined) => void
  /** Its lines go with it. Throws ResourceNotFoundException when it is absent. */
  readonly remove: (name: string) => void
  /** Whether there is such a group, and such a stream in it. */
  readonly has: (group: string, stream: string) => { readonly hasGroup: boolean; readonly hasStream: boolean }
  /** Adds a line, and makes the group and the stream when they are not there. */
  readonly write: (line: { readonly group: string; readonly stream: string; readonly text: string }) => void
  readonly groups: () => readonly LogGroup[]
  /** Throws ResourceNotFoundException when it is absent. */
  readonly find: (name: string) => LogGroup
}

/** Of each group so much is kept; what is read there is mostly what happened a moment ago. */
export const keptEvents = 10_000
export const keptBytes = 8 * 1024 * 1024

type Kept = { -readonly [Key in keyof LogGroup]: LogGroup[Key] } & {
  readonly events: LogEvent[]
  readonly streams: Map<string, LogStream>
}

const dayMs = 86_400_000

/** `written` hears the bytes of each line. */
export const makeLogs = (
  now: () => number,
  written: (group: string, bytes: number) => void = () => {},
): Logs => {
  const groups = new Map<string, Kept>()

  const find = (name: string): Kept => {
    const group = groups.get(name)
    if (!group) throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.')
    trim(group, now())
    return group
  }

  const add = (name: string, retentionDays: number | undefined): Kept => {
    const createdAt = now()
    const group = { name, createdAt, retentionDays, events: [], streams: new Map(), end: 0, bytes: 0 }
    groups.set(name, group)
    return group
  }

  return {
    create: (name, retentionDays) => {
      if (groups.has(name))
        throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists')
      add(name, retentionDays)
    },
    retain: (name, retentionDays) => {
      find(name).retentionDays = retentionDays
    },
    remove: name => {
      find(name)
      groups.delete(name)
    },
    has: (group, stream) => ({
      hasGroup: groups.has(group),
      hasStream: groups.get(group)?.streams.has(stream) ?? false,
    }),
    write: ({ group: name, stream, text: message }) => {
      const timestamp = now()
      const group = groups.get(name) ?? add(name, undefined)
      group.events.push({ position: group.end, stream, timestamp, message })
      group.end += 1
      const bytes = Buffer.byteLength(message)
      group.bytes += bytes
      written(name, bytes)
      const known = group.streams.get(stream)
      if (known) Object.assign(known, { lastAt: timestamp, kept: known.kept + 1 })
      else
        group.streams.set(stream, {
          name: stream,
          createdAt: timestamp,
          firstAt: timestamp,
          lastAt: timestamp,
          kept: 1,
        })
      // in blocks, since cutting the head of a list moves all the rest
      if (group.events.length > keptEvents + 1000 || group.bytes > 2 * keptBytes) trim(group, timestamp)
    },
    groups: () => [...groups.keys()].sort().map(find),
    find,
  }
}

/** Forgets what is too much or too old, and the streams of which nothing is left. */
const trim = (group: Kept, now: number): void => {
  const { events, streams, retentionDays } = group
  const oldest = retentionDays === undefined ? 0 : now - retentionDays * dayMs
  let going = 0
  for (const { timestamp, message, stream: name } of events) {
    const tooMany = events.length - going > keptEvents || group.bytes > keptBytes
    if (!tooMany && timestamp >= oldest) break
    going += 1
    group.bytes -= Buffer.byteLength(message)
    const stream = streams.get(name)
    if (stream) stream.kept -= 1
    if (stream?.kept === 0) streams.delete(name)
  }
  events.splice(0, going)
}
