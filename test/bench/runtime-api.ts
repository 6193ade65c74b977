// The Lambda Runtime API for one process at a time, at an address without a path: AWS's runtime client takes no other.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html

import { createServer } from 'node:http'
import { listen } from '../../src/listen.ts'
import type { RuntimeApi, RuntimeCalls } from '../../src/local/lambda/runtime-api.ts'

/** Starts the server on a free loopback port. */
export const startRuntimeApi = async (): Promise<RuntimeApi> => {
  let calls: RuntimeCalls | undefined
  const server = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
    if (request.url?.endsWith('/invocation/next'))
      return calls?.next(({ requestId, payload, deadlineMs, functionArn }) =>
        response
          .writeHead(200, {
            'content-type': 'application/json',
            'lambda-runtime-aws-request-id': requestId,
            'lambda-runtime-deadline-ms': deadlineMs,
            'lambda-runtime-invoked-function-arn': functionArn,
          })
          .end(payload),
      )
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += chunk
    const [, id = '', kind] = /invocation\/([\w-]+)\/(\w+)$/.exec(request.url ?? '') ?? []
    if (kind === 'response') calls?.response(id, body, body.length)
    else if (kind === 'error') calls?.error(id, body)
    else calls?.initError(body)
    return response.writeHead(202).end()
  })
  const { port, stop } = await listen(server, 0)
  return {
    address: () => `127.0.0.1:${port}`,
    attach: (_, own) => {
      calls = own
    },
    detach: () => {
      calls = undefined
    },
    stop,
  }
}
