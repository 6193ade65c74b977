// The process of one execution environment: loads the function's code as it was deployed and serves invocations
// from a Lambda Runtime API. https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
// It is bundled by itself and knows nothing of the rest: AWS's own runtime client could stand here.

import http from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { format } from 'node:util'

type Handler = (event: unknown, context: object) => Promise<unknown>
type Reply = {
  readonly status: number | undefined
  readonly headers: http.IncomingHttpHeaders
  readonly body: string
}

const { env } = process
const api = `http://${env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`
const agent = new http.Agent({ keepAlive: true, maxSockets: 2 })
let requestId: string | undefined

const request = (method: 'GET' | 'POST', path: string, body?: string, headers = {}): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const sent = http.request(`${api}${path}`, { method, agent, headers }, response => {
      const chunks: Buffer[] = []
      response.on('data', chunk => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({
          status: response.statusCode,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })

const described = (thrown: unknown): string =>
  JSON.stringify(
    thrown instanceof Error
      ? { errorType: thrown.name, errorMessage: thrown.message, trace: (thrown.stack ?? '').split('\n') }
      : { errorType: typeof thrown, errorMessage: String(thrown), trace: [] },
  )

const loadHandler = (): Handler => {
  const [file = '', name = ''] = (env._HANDLER ?? '').split('.')
  const path = join(env.LAMBDA_TASK_ROOT ?? '', `${file}.js`)
  const handler: unknown = createRequire(path)(path)[name]
  if (typeof handler === 'function') return handler as Handler
  const missing = new Error(`${env._HANDLER} is undefined or not exported`)
  missing.name = 'Runtime.HandlerNotFound'
  throw missing
}

const levels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']
const methods = {
  trace: 'TRACE',
  debug: 'DEBUG',
  info: 'INFO',
  log: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
} as const

/** One value in the JSON log format: an error spelt out, and what JSON cannot hold as text. */
const loggable = (values: readonly unknown[]): unknown => {
  const [value] = values
  if (values.length !== 1) return format(...values)
  if (value instanceof Error)
    return { errorType: value.name, errorMessage: value.message, stackTrace: (value.stack ?? '').split('\n') }
  try {
    JSON.stringify(value)
    return value
  } catch {
    return format(value)
  }
}

/** The JSON log format of Lambda's LoggingConfig for console.*: one object a line.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html */
const logAsJson = (): void => {
  const lowest = levels.indexOf(env.AWS_LAMBDA_LOG_LEVEL ?? 'INFO')
  for (const method of Object.keys(methods) as (keyof typeof methods)[]) {
    const level = methods[method]
    console[method] = (...values: unknown[]) => {
      if (levels.indexOf(level) < lowest) return
      const line = { timestamp: new Date().toISOString(), level, requestId, message: loggable(values) }
      process.stdout.write(`${JSON.stringify(line)}\n`)
    }
  }
}

const serve = async (handler: Handler): Promise<never> => {
  let reply: Reply | undefined
  for (;;) {
    // the answer to the last outcome is the next invocation, where the API knows `guac-and-next`
    const { headers, body } = reply?.status === 200 ? reply : await request('GET', '/invocation/next')
    requestId = String(headers['lambda-runtime-aws-request-id'])
    const deadline = Number(headers['lambda-runtime-deadline-ms'])
    const context = {
      awsRequestId: requestId,
      functionName: env.AWS_LAMBDA_FUNCTION_NAME,
      functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
      invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
      memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
      logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
      logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
      getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    }
    const path = `/invocation/${requestId}`
    let answer: readonly [string, string]
    try {
      const result = await handler(JSON.parse(body), context)
      answer = [`${path}/response`, JSON.stringify(result ?? null)]
    } catch (thrown) {
      console.error(env.AWS_LAMBDA_LOG_FORMAT === 'JSON' ? thrown : `Invoke Error ${described(thrown)}`)
      answer = [`${path}/error`, described(thrown)]
    }
    reply = await request('POST', ...answer, { 'guac-and-next': '1' })
  }
}

// Ctrl-C reaches every process of the terminal; the stack ends this one when its invocations are done
process.on('SIGINT', () => {})
if (env.AWS_LAMBDA_LOG_FORMAT === 'JSON') logAsJson()

const run = async (): Promise<void> => {
  let handler: Handler
  try {
    handler = loadHandler()
  } catch (thrown) {
    await request('POST', '/init/error', described(thrown))
    process.exit(1)
  }
  await serve(handler)
}

// the Runtime API is gone, and with it the stack: nothing is left to do
run().catch(() => process.exit(1))
