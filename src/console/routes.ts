// What the console can be asked: one line a request.

import { readAbout } from './api/about.ts'
import { makeDead } from './api/dead.ts'
import { readEvents } from './api/events.ts'
import { makeFleet } from './api/fleet.ts'
import { readFlow } from './api/flow.ts'
import { readLogItems } from './api/logs.ts'
import { readModule } from './api/module.ts'
import { makePlay, type Play } from './api/play.ts'
import { readReport } from './api/report.ts'
import { askedRows, readRows } from './api/rows.ts'
import { sendEvents } from './api/send.ts'
import { hearRates } from './hear-rates.ts'
import { oneOf } from './one-of.ts'
import { shareFeed } from './share-feed.ts'
import type { Source } from './source.ts'
import { functionNames, topicNames } from './wire-flow.ts'

export type Ask = {
  readonly query: URLSearchParams
  /** The JSON that came with it. */
  readonly body: unknown
  /** Aborts when nobody waits for the answer any more. */
  readonly gone: AbortSignal
}

export type Route =
  | { readonly answer: (ask: Ask) => Promise<unknown> }
  | { readonly feed: (ask: Ask) => AsyncIterable<unknown> }

export type Routes = {
  /** By method and path. Whatever is no GET changes something, and has shown the page's token. */
  readonly byName: ReadonlyMap<string, Route>
  /** Ends what goes on without anybody who asks. */
  readonly stop: Play['stop']
}

export const makeRoutes = (source: Source, onBug: (error: unknown) => void): Routes => {
  const flow = shareFeed(over => readFlow(source, over))
  const rates = shareFeed(over => hearRates(source, over))
  const fleet = makeFleet(source, rates)
  const play = makePlay(source, onBug)
  const dead = makeDead(source)
  const byName = new Map<string, Route>([
    ['GET /api/about', { answer: () => readAbout(source) }],
    ['GET /api/flow', { feed: ({ gone }) => flow(gone) }],
    ['GET /api/fleet', { feed: ({ gone }) => fleet.feed(gone) }],
    ['POST /api/fleet/again', { answer: async () => fleet.again() }],
    ['GET /api/module', { feed: ({ query, gone }) => readModule(source, rates, of(query, 'name'), gone) }],
    [
      'GET /api/report',
      { answer: ({ query }) => readReport(source, of(query, 'module'), of(query, 'timestamp')) },
    ],
    ['GET /api/dead', { answer: () => dead.list() }],
    ['POST /api/dead/redrive', { answer: ({ body }) => dead.redrive(body) }],
    ['POST /api/dead/discard', { answer: ({ body }) => dead.discard(body) }],
    ['POST /api/send', { answer: ({ body }) => sendEvents(source, body) }],
    ['GET /api/play', { feed: ({ gone }) => play.watch(gone) }],
    ['POST /api/play', { answer: ({ body }) => play.start(body) }],
    ['POST /api/play/stop', { answer: () => play.stop() }],
    [
      'GET /api/events',
      { feed: ({ query, gone }) => readEvents(source, oneOf(query, 'topic', topicNames), gone) },
    ],
    [
      'GET /api/logs',
      { feed: ({ query, gone }) => readLogItems(source, oneOf(query, 'function', functionNames), gone) },
    ],
    ['GET /api/rows', { answer: ({ query }) => readRows(source, askedRows(query)) }],
  ])
  return { byName, stop: play.stop }
}

const of = (query: URLSearchParams, name: string): string => query.get(name) ?? ''
