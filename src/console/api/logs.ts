// What a function logs, live.

import { followLogs } from '../../operate/log-events.ts'
import { readLogLine } from '../../operate/log-line.ts'
import { logGroup } from '../outputs-of.ts'
import type { Source } from '../source.ts'
import type { FunctionName } from '../wire-flow.ts'
import type { LogItem } from '../wire-hops.ts'

/** How far back it begins, and how often it looks, in ms. AWS allows ten looks a second and account, at no price. */
const backMs = 900_000
const pollMs = (loopback: boolean): number => (loopback ? 500 : 5000)
const longest = 4000

/** The lines of a function's log, from a quarter of an hour ago until it is over. */
export async function* readLogItems(
  { clients, outputs, loopback, now }: Source,
  name: FunctionName,
  stopping: AbortSignal,
): AsyncGenerator<LogItem> {
  const groups = { [name]: logGroup(await outputs(), name) }
  const following = { since: now() - backMs, pollMs: pollMs(loopback), now, stopping }
  for await (const { at, id, message } of followLogs(await clients.logs(), groups, following)) {
    const { level, text, facts } = readLogLine(message)
    const cut = Object.entries(facts).map(([fact, value]) => [fact, short(value)])
    yield { id, at, level, text: short(text), facts: Object.fromEntries(cut) }
  }
}

const short = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text)
