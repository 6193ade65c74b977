// Stands before an endpoint, passes calls on, and lets a test spoil some of them on the way.

import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What is answered instead of passing a call on; undefined passes it on. */
export type Spoil = (body: string) => { readonly status: number; readonly body: string } | undefined

export const startProxy = async (endpoint: string, spoil: Spoil) => {
  const server = createServer(async (request, response) => {
    const body = await textOf(request)
    const spoilt = spoil(body)
    if (spoilt) return response.writeHead(spoilt.status, { 'content-type': 'text/xml' }).end(spoilt.body)
    const { host, 'content-length': length, connection, ...headers } = request.headers
    const pass = () =>
      fetch(`${endpoint}${request.url}`, {
        method: request.method ?? 'POST',
        headers: headers as Record<string, string>,
        ...(body === '' ? {} : { body }),
      })
    // after a request that it refuses the endpoint closes the connection, which the next one may have taken
    const answer = await pass().catch(pass)
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' })
    return response.end(await answer.text())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise<void>(resolve => server.close(() => resolve()).closeAllConnections()),
  }
}

const textOf = async (request: IncomingMessage): Promise<string> => {
  let text = ''
  for await (const chunk of request) text += chunk
  return text
}
