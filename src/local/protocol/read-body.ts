// The body of a request, as far as AWS takes it. What is too large is refused before it has been read; Node then
// reads on and keeps nothing, since closing the connection on a sender would take the answer with it.

import type { IncomingMessage } from 'node:http'
import { bodyLimit } from './body-limit.ts'

/** The body as text; undefined when the sender hung up. Rejects with the AwsError of a body that is too large. */
export const readBody = (request: IncomingMessage): Promise<string | undefined> =>
  new Promise((resolve, reject) => {
    const limit = bodyLimit(request.url ?? '', request.headers)
    if (Number(request.headers['content-length']) > limit.bytes) return reject(limit.error())
    let chunks: Buffer[] = []
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= limit.bytes) return void chunks.push(chunk)
      chunks = []
      reject(limit.error())
    })
    request.once('end', () => resolve(Buffer.concat(chunks).toString()))
    // after the end these change nothing any more
    request.once('error', () => resolve(undefined))
    request.once('close', () => resolve(undefined))
  })
