// The Lambda Runtime API, one server for all execution environments: each has a path of its own that nobody can
// guess. AWS's runtime clients speak it; our own does the same over a pipe, at a fraction of the cost.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html

import { createServer, type IncomingMessage } from 'node:http'
import { listen } from '../../listen.ts'

/** What a process gets to work on. */
export type Invocation = {
  readonly requestId: string
  readonly payload: string
  /** ms since 1970. */
  readonly deadlineMs: number
  readonly functionArn: string
}

/** What an environment does with the calls of its process, whichever way they come. */
export type RuntimeCalls = {
  /** The process is free, and takes the next invocation by this. */
  readonly next: (take: (invocation: Invocation) => void) => void
  /** The payload is undefined when it has more bytes than the limit. */
  readonly response: (requestId: string, payload: string | undefined, bytes: number) => void
  readonly error: (requestId: string, payload: string | undefined) => void
  readonly initError: (payload: string | undefined) => void
  /** In bytes. */
  readonly limit: number
}

export type RuntimeApi = {
  /** The value of AWS_LAMBDA_RUNTIME_API for an environment. */
  readonly address: (id: string) => string
  readonly attach: (id: string, calls: RuntimeCalls) => void
  readonly detach: (id: string) => void
  readonly stop: () => Promise<void>
}

const path =
  /^\/([\w-]+)\/2018-06-01\/runtime\/(invocation\/next|init\/error|invocation\/([\w-]+)\/(response|error))$/

/** Starts the server on a free loopback port. */
export const startRuntimeApi = async (): Promise<RuntimeApi> => {
  const environments = new Map<string, RuntimeCalls>()

  const server = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
    const found = path.exec(request.url ?? '')
    const calls = environments.get(found?.[1] ?? '')
    if (!found || !calls) return void response.writeHead(404).end()
    if (found[2] === 'invocation/next')
      return calls.next(({ requestId, payload, deadlineMs, functionArn }) => {
        response.writeHead(200, {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(payload),
          'lambda-runtime-aws-request-id': requestId,
          'lambda-runtime-deadline-ms': deadlineMs,
          'lambda-runtime-invoked-function-arn': functionArn,
        })
        response.end(payload)
      })
    const body = await read(request, calls.limit).catch(() => undefined)
    if (!body) return void response.destroy()
    if (found[2] === 'init/error') calls.initError(body.payload)
    else if (found[4] === 'response') calls.response(found[3] ?? '', body.payload, body.bytes)
    else calls.error(found[3] ?? '', body.payload)
    return void response.writeHead(body.payload === undefined ? 413 : 202, { 'content-length': 0 }).end()
  })
  // an idle environment waits for its next invocation for as long as the stack runs
  server.requestTimeout = 0
  const { port, stop } = await listen(server, 0)

  return {
    address: id => `127.0.0.1:${port}/${id}`,
    attach: (id, calls) => void environments.set(id, calls),
    detach: id => void environments.delete(id),
    stop,
  }
}

type Body = { readonly payload: string | undefined; readonly bytes: number }

/** Reads to the end, but keeps no more than the limit. */
const read = async (request: IncomingMessage, limit: number): Promise<Body> => {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes <= limit) chunks.push(chunk)
    else chunks.length = 0
  }
  return { payload: bytes <= limit ? Buffer.concat(chunks).toString() : undefined, bytes }
}
