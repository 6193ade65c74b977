// The Lambda Runtime API, one server for all execution environments: each has a path of its own that nobody can
// guess. https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What an environment does with the calls of its process. */
export type RuntimeCalls = {
  readonly next: (response: ServerResponse) => void
  readonly response: (requestId: string, payload: string) => void
  readonly error: (requestId: string, payload: string) => void
  readonly initError: (payload: string) => void
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
    if (found[2] === 'invocation/next') return calls.next(response)
    const payload = await read(request).catch(() => undefined)
    if (payload === undefined) return void response.destroy()
    if (found[2] === 'init/error') calls.initError(payload)
    else if (found[4] === 'response') calls.response(found[3] ?? '', payload)
    else calls.error(found[3] ?? '', payload)
    return void response.writeHead(202, { 'content-length': 0 }).end()
  })
  // an idle environment waits for its next invocation for as long as the stack runs
  server.requestTimeout = 0
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo

  return {
    address: id => `127.0.0.1:${port}/${id}`,
    attach: (id, calls) => void environments.set(id, calls),
    detach: id => void environments.delete(id),
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const read = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}
