// One HTTP request and its answer, over connections that are kept.

import { Agent as HttpAgent, type IncomingHttpHeaders, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'

export type Answer = {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

// A function at work on many modules at once must not open a connection for each count.
const options = { keepAlive: true, maxSockets: 32 }
const secure = { request: requestHttps, agent: new HttpsAgent(options) }
const plain = { request: requestHttp, agent: new HttpAgent(options) }

/**
 * Posts a body. Rejects when the connection fails, or after the ms that `allowed` gives at the moment there is a
 * connection to use: a request that waits for its turn is not late.
 */
export const post = (
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
  allowed: () => number,
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { request, agent } = url.protocol === 'http:' ? plain : secure
    let timer: NodeJS.Timeout | undefined
    const sent = request(url, { method: 'POST', headers, agent }, answer => {
      const chunks: Buffer[] = []
      answer
        .on('data', chunk => chunks.push(chunk))
        // A body that breaks off.
        .on('error', reject)
        .on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            // Decoded whole: a character may span two chunks.
            body: Buffer.concat(chunks).toString(),
          }),
        )
    })
    sent
      .on('socket', () => {
        const ms = Math.max(1, allowed())
        timer = setTimeout(() => sent.destroy(new Error(`no answer within ${ms} ms`)), ms)
      })
      .on('error', error => {
        // A function is frozen between invocations, and its idle connections go stale together: the next attempt
        // must not take one of them.
        if (sent.reusedSocket) for (const idle of Object.values(agent.freeSockets).flat()) idle?.destroy()
        reject(error)
      })
      .on('close', () => clearTimeout(timer))
      .end(body)
  })
