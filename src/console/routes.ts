// What the console can be asked: one line a request.

import { readAbout } from './api/about.ts'
import { readFlow } from './api/flow.ts'
import { shareFeed } from './share-feed.ts'
import type { Source } from './source.ts'

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

/** The routes by method and path. Whatever is no GET changes something, and has shown the page's token. */
export const makeRoutes = (source: Source): ReadonlyMap<string, Route> => {
  const flow = shareFeed(over => readFlow(source, over))
  return new Map<string, Route>([
    ['GET /api/about', { answer: () => readAbout(source) }],
    ['GET /api/flow', { feed: ({ gone }) => flow(gone) }],
  ])
}
