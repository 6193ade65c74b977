// The one HTTP endpoint: guards, routes to a service, and encodes what comes back, errors in AWS's own shapes.

import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AwsError } from './protocol/aws-error.ts'
import type { Answer, Protocol, Service } from './protocol/call.ts'
import { refusal } from './protocol/guard.ts'
import { route } from './protocol/route.ts'
import { xmlError } from './protocol/xml.ts'

export type FrontDoor = {
  readonly port: number
  /** Takes requests from now on; until then each is answered 503. */
  readonly open: (services: ReadonlyMap<string, Service>) => void
  readonly stop: () => Promise<void>
}

// DynamoDB's limit, the largest of those services:
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
const bodyLimit = 16 * 1024 * 1024

/** Listens on 127.0.0.1. Throws Node's own EADDRINUSE when the port is taken. `failed` is told of bugs. */
export const startFrontDoor = async (port: number, failed: (error: unknown) => void): Promise<FrontDoor> => {
  let services: ReadonlyMap<string, Service> | undefined

  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const refused = refusal(request.headers)
    if (refused) throw refused
    const body = await read(request)
    const call = route(request.method ?? '', request.url ?? '', request.headers, body)
    if (!services) throw new AwsError('ServiceUnavailable', 'The local stack is starting.', 503)
    const service = services.get(call.service)
    if (!service)
      throw new AwsError('NotSupportedLocally', `The local stack has no service ${call.service}.`, 501)
    return service(call)
  }

  const server = createServer(async (request, response) => {
    try {
      send(response, await answer(request))
    } catch (error) {
      if (!(error instanceof AwsError)) failed(error)
      send(response, errorAnswer(error, protocolOf(request)))
    }
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })

  return {
    port: (server.address() as AddressInfo).port,
    open: opened => {
      services = opened
    },
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const read = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > bodyLimit)
      throw new AwsError('RequestEntityTooLarge', `The body is longer than ${bodyLimit} bytes.`, 413)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

const send = (response: ServerResponse, answer: Answer): void => {
  const body = Buffer.from(answer.body)
  response.writeHead(answer.status, {
    'content-type': answer.contentType,
    'content-length': body.length,
    'x-amzn-requestid': randomUUID(),
    // what was not read of a refused body must not be taken for the next request
    ...(answer.status === 413 ? { connection: 'close' } : {}),
    ...answer.headers,
  })
  response.end(body)
}

const protocolOf = (request: IncomingMessage): Protocol =>
  request.headers['x-amz-target'] === undefined ? 'query' : 'json'

const errorAnswer = (error: unknown, protocol: Protocol): Answer => {
  const { code, message, status } =
    error instanceof AwsError
      ? error
      : { code: 'InternalFailure', message: 'The local stack failed; see its output.', status: 500 }
  return protocol === 'json'
    ? {
        status,
        contentType: 'application/x-amz-json-1.0',
        body: JSON.stringify({ __type: code, message }),
        headers: { 'x-amzn-errortype': code },
      }
    : { status, contentType: 'text/xml', body: xmlError(code, message, status, randomUUID()) }
}
