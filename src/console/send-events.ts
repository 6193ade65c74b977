// Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html

import type { ServerResponse } from 'node:http'
import { PersonError } from '../errors.ts'

type Explained = <Result>(work: () => Promise<Result>) => Promise<Result>

/** A comment now and then, so that a browser that has gone is noticed. ms */
const beatEveryMs = 15_000

/** Sends what a feed gives, each as JSON, until it ends or the browser has gone. A failure is an event of its own. */
export const sendEvents = async (
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
  feed: AsyncIterable<unknown>,
  explained: Explained,
): Promise<void> => {
  response.writeHead(200, { ...headers, 'content-type': 'text/event-stream; charset=utf-8' })
  response.write(': begun\n\n')
  const beat = setInterval(() => response.write(': still here\n\n'), beatEveryMs)
  try {
    await explained(async () => {
      for await (const item of feed) response.write(`data: ${JSON.stringify(item)}\n\n`)
    })
  } catch (error) {
    if (!(error instanceof PersonError)) throw error
    response.write(`event: failure\ndata: ${JSON.stringify({ error: error.message })}\n\n`)
  } finally {
    clearInterval(beat)
    response.end()
  }
}
