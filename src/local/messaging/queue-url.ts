// fauxqs names a host in its queue URLs that no resolver need know (sqs.us-east-1.localhost). Outside they start
// with the endpoint, so that a client may call them; whatever host a caller writes, the queue's name decides.

import { place } from '../place.ts'
import type { Call } from '../protocol/call.ts'
import { isRecord, parseJson } from '../protocol/json.ts'

const answering = new Set(['CreateQueue', 'GetQueueUrl', 'ListQueues'])

/** How queue URLs are written on either side; `host` is that of the endpoint, with its port. */
export const makeQueueUrls = (host: string) => {
  const port = host.slice(host.lastIndexOf(':'))
  const outside = `http://${host}/${place.account}/`
  const inside = `http://sqs.${place.region}.localhost${port}/${place.account}/`
  return {
    /** The call as fauxqs must get it. */
    inward: (call: Call): Call => {
      const input = call.protocol === 'json' ? parseJson(call.body) : undefined
      if (!isRecord(input) || typeof input.QueueUrl !== 'string') return call
      const name = input.QueueUrl.slice(input.QueueUrl.lastIndexOf('/') + 1)
      return { ...call, body: JSON.stringify({ ...input, QueueUrl: inside + name }) }
    },
    /** What fauxqs answered, as the caller must see it. */
    outward: (call: Call, body: string): string =>
      answering.has(call.action) ? body.replaceAll(inside, outside) : body,
  }
}
