import type { IncomingMessage } from 'node:http'
import { errors } from '../errors.ts'

/** Far above any event. */
const most = 1_000_000

/** The JSON that a request carries; undefined for none. Throws a PersonError for what is no JSON, or too long. */
export const readJson = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    length += chunk.length
    // the rest is read and dropped: to break off would cut off the answer, too
    if (length <= most) chunks.push(chunk)
  }
  if (length > most) throw errors.badRequest(`it is longer than ${most} bytes`)
  if (length === 0) return undefined
  try {
    return JSON.parse(Buffer.concat(chunks).toString())
  } catch {
    throw errors.badRequest('it is no JSON')
  }
}
