// The Lambda Runtime API, one server for all execution environments: each has a path of its own that nobody can
// guess. https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { listen } from '../listen.ts'

/** What an environment does with the calls of its process. */
export type RuntimeCalls = {
  readonly next: (response: ServerResponse) => void
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

/**
 * The header by which our own runtime client asks for the next invocation with the outcome of the last one: half
 * the requests, and a quarter of what a message costs here. Without it the API is AWS's.
 */
export const andNext = 'guac-and-next'

const path =
  /^\/([\w-]+)\/2018-06-01\/runtime\/(invocation\/next|init\/error|invocation\/([\w-]+)\/(response|error))$/

/** Starts the server on a free loopback port. */
export const startRuntimeApi = async (): Promise<RuntimeApi> => {
  const environments = new Map<string, RuntimeCalls>()

  const server = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
    const found = path.exec(request.url ?? '')
    const calls = environments.get(found?.[1] ?? '')
    if (!found || !calls) return void response.writeHead(404).end()
    if (found[2] === 'invocation/next') return calls.next(response)
    const body = await read(request, calls.limit).catch(() => undefined)
    if (!body) return void response.destroy()
    if (found[2] === 'init/error') calls.initError(body.payload)
    else if (found[4] === 'response') calls.response(found[3] ?? '', body.payload, body.bytes)
    else calls.error(found[3] ?? '', body.payload)
    if (body.payload !== undefined && request.headers[andNext]) return calls.next(response)
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
