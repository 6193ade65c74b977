// The console's server, on this machine alone: the page, what it reads and changes, and what flows to it.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { errors, PersonError } from '../errors.ts'
import { listen } from '../listen.ts'
import { type Asset, loadAssets } from './assets.ts'
import { judge, type Secrets } from './guard.ts'
import { readJson } from './read-json.ts'
import { makeRoutes, type Route } from './routes.ts'
import { sendEvents } from './send-events.ts'
import type { Source } from './source.ts'

export type ConsoleOptions = {
  readonly source: Source
  /** The folder of the bundled page. */
  readonly pageFolder: string
  /** 0 for any free port. */
  readonly port: number
  /** The option of the command line that names the port. */
  readonly option?: string | undefined
  readonly secrets: Secrets
  /** Is told of what should never happen. */
  readonly onBug: (error: unknown) => void
}

export type Console = {
  /** http://127.0.0.1:PORT/, with the key where one is needed. */
  readonly url: string
  /** Cuts off whoever looks on, and waits until what was opened for them is removed. */
  readonly stop: () => Promise<void>
}

/** Starts the console. Throws a PersonError when the port is taken or the page is not there. */
export const startConsole = async (options: ConsoleOptions): Promise<Console> => {
  const { source, secrets, onBug } = options
  const assets = await loadAssets(options.pageFolder, secrets.token)
  const routes = makeRoutes(source, onBug)
  const over = new AbortController()
  const underWay = new Set<Promise<void>>()

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', headers } = request
    // a target such as // is no address, and no browser asks for it
    const target = request.url ?? '/'
    if (!URL.canParse(target, 'http://127.0.0.1')) return fail(response, 400, `"${target}" is no path.`)
    const url = new URL(target, 'http://127.0.0.1')
    const verdict = judge({ method, url, headers, port: listening.port }, secrets)
    if (verdict.kind === 'refused') return fail(response, verdict.status, verdict.why)
    if (verdict.kind === 'enter') {
      response.writeHead(303, { ...safeHeaders, location: '/', 'set-cookie': verdict.cookie }).end()
      return
    }
    const asset = assets.get(url.pathname)
    if (asset && (method === 'GET' || method === 'HEAD')) return sendAsset(response, method, asset)
    const route = routes.byName.get(`${method} ${url.pathname}`)
    if (!route) return fail(response, 404, `The console has no ${method} ${url.pathname}.`)
    await perform(route, url, request, response)
  }

  const perform = async (
    route: Route,
    url: URL,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    const ask = {
      query: url.searchParams,
      body: await readJson(request),
      gone: AbortSignal.any([gone.signal, over.signal]),
    }
    if ('feed' in route) return sendEvents(response, safeHeaders, route.feed(ask), source.explained)
    sendJson(response, 200, await source.explained(() => route.answer(ask)))
  }

  const server = createServer((request, response) => {
    const done = serve(request, response)
      .catch((error: unknown) => {
        if (!(error instanceof PersonError)) onBug(error)
        if (response.headersSent) return void response.end()
        if (error instanceof PersonError) fail(response, 400, error.message)
        else fail(response, 500, 'This is a bug of the console; see what guac prints.')
      })
      .finally(() => underWay.delete(done))
    underWay.add(done)
  })
  const listening = await listen(server, options.port).catch((error: unknown) => {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    throw taken ? errors.portInUse(options.port, options.option) : error
  })
  const key = secrets.key === undefined ? '' : `?key=${secrets.key}`
  return {
    url: `http://127.0.0.1:${listening.port}/${key}`,
    stop: async () => {
      over.abort()
      await listening.stop()
      await Promise.all([routes.stop(), ...underWay])
    },
  }
}

/** Of every answer. https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html */
const safeHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const

const sendAsset = (response: ServerResponse, method: string, { type, content }: Asset): void => {
  response.writeHead(200, { ...safeHeaders, 'content-type': type, 'content-length': content.byteLength })
  response.end(method === 'HEAD' ? undefined : content)
}

const sendJson = (response: ServerResponse, status: number, value: unknown): void => {
  const body = JSON.stringify(value ?? null)
  response.writeHead(status, { ...safeHeaders, 'content-type': 'application/json; charset=utf-8' })
  response.end(body)
}

const fail = (response: ServerResponse, status: number, error: string): void =>
  sendJson(response, status, { error })
