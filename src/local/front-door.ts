// The one HTTP endpoint: guards, routes to a service, and encodes what comes back, errors in AWS's own shapes.

import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type Listening, listen } from '../listen.ts'
import { accessKeyOf } from './function-keys.ts'
import { AwsError } from './protocol/aws-error.ts'
import type { Answer, Call, Protocol, Service } from './protocol/call.ts'
import { refusal } from './protocol/guard.ts'
import { HangUp } from './protocol/hang-up.ts'
import { readBody } from './protocol/read-body.ts'
import { protocolOf, route } from './protocol/route.ts'
import { xmlError } from './protocol/xml.ts'

export type FrontDoor = Listening & {
  /** Takes requests from now on, but those that are refused; until then each is answered 503. */
  readonly open: (
    services: ReadonlyMap<string, Service>,
    refusalOf?: (call: Call) => Answer | undefined,
  ) => void
}

/** Listens on 127.0.0.1. Throws Node's own EADDRINUSE when the port is taken. `failed` is told of bugs. */
export const startFrontDoor = async (port: number, failed: (error: unknown) => void): Promise<FrontDoor> => {
  let opened: Parameters<FrontDoor['open']> | undefined

  /** The answer, or undefined for somebody who hung up. */
  const answer = async (request: IncomingMessage): Promise<Answer | undefined> => {
    const refused = refusal(request.headers)
    if (refused) throw refused
    const body = await readBody(request)
    if (body === undefined) return undefined
    const routed = route(request.method ?? '', request.url ?? '', request.headers, body)
    const call = { ...routed, accessKey: accessKeyOf(request.headers.authorization) }
    if (!opened) throw new AwsError('ServiceUnavailable', 'The local stack is starting.', 503)
    const [services, refusalOf] = opened
    const service = services.get(call.service)
    if (!service)
      throw new AwsError('NotSupportedLocally', `The local stack has no service ${call.service}.`, 501)
    return refusalOf?.(call) ?? service(call)
  }

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const requestId = randomUUID()
    const given = await answer(request).catch((error: unknown) => {
      if (error instanceof HangUp) return void request.socket.resetAndDestroy()
      if (!(error instanceof AwsError)) failed(error)
      return errorAnswer(error, protocolOf(request.headers), requestId)
    })
    if (!given || response.destroyed) return given?.undelivered?.()
    send(response, given, requestId)
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(error => {
      failed(error)
      response.destroy()
    })
  })
  server.keepAliveTimeout = 60_000
  const listening = await listen(server, port)

  return {
    ...listening,
    open: (...given) => {
      opened = given
    },
  }
}

const send = (response: ServerResponse, answer: Answer, requestId: string): void => {
  response.writeHead(answer.status, {
    'content-type': answer.contentType,
    'content-length': Buffer.byteLength(answer.body),
    'x-amzn-requestid': requestId,
    ...answer.headers,
  })
  // as text, that head and body go out together
  response.end(answer.body)
}

const errorAnswer = (error: unknown, protocol: Protocol, requestId: string): Answer => {
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
    : { status, contentType: 'text/xml', body: xmlError(code, message, status, requestId) }
}
