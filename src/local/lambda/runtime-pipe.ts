// The calls of a Runtime API over the pipe that our own runtime client has as its third descriptor. The client says
// once that it has begun; after that each outcome is also the call for the next invocation.

import type { Duplex } from 'node:stream'
import { eachFrame, writeFrame } from './frames.ts'
import type { RuntimeCalls } from './runtime-api.ts'

/** Serves the process at the other end of the pipe. */
export const serveRuntimePipe = (pipe: Duplex, calls: RuntimeCalls): void => {
  const next = () =>
    calls.next(({ requestId, payload, deadlineMs, functionArn }) =>
      writeFrame(pipe, ['invocation', requestId, deadlineMs, functionArn], payload),
    )
  eachFrame(pipe, calls.limit, ([kind, requestId = ''], body, bytes) => {
    if (kind === 'init-error') return calls.initError(body)
    if (kind === 'response') calls.response(requestId, body, bytes)
    if (kind === 'error') calls.error(requestId, body)
    next()
  })
}
