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
      // a browser that reads slowly is not sent more than it takes
      for await (const item of feed)
        if (!response.write(`data: ${JSON.stringify(item)}\n\n`) && !response.closed) await taken(response)
    })
  } catch (error) {
    if (!(error instanceof PersonError)) throw error
    response.write(`event: failure\ndata: ${JSON.stringify({ error: error.message })}\n\n`)
  } finally {
    clearInterval(beat)
    response.end()
  }
}

/** Until the browser has taken what was written, or has gone. */
const taken = (response: ServerResponse): Promise<void> =>
  new Promise(resolve => {
    const done = (): void => {
      response.off('drain', done)
      response.off('close', done)
      resolve()
    }
    response.on('drain', done)
    response.on('close', done)
  })
