// The process of one execution environment: loads the function's code as it was deployed and serves invocations
// that come by a pipe, with what a Lambda Runtime API says by HTTP: a client of that could stand here as well.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html

import { createRequire } from 'node:module'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { format } from 'node:util'
import { eachFrame, writeFrame } from './frames.ts'

type Handler = (event: unknown, context: object) => Promise<unknown>

const { env } = process
const pipe = new Socket({ fd: 3 })
let requestId: string | undefined

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

/** What a handler makes of an event: the kind of the outcome, and its body. */
const outcomeOf = async (
  handler: Handler,
  event: string,
  context: object,
): Promise<readonly [kind: string, body: string]> => {
  try {
    const result = await handler(JSON.parse(event), context)
    return ['response', JSON.stringify(result ?? null)]
  } catch (thrown) {
    console.error(env.AWS_LAMBDA_LOG_FORMAT === 'JSON' ? thrown : `Invoke Error ${described(thrown)}`)
    return ['error', described(thrown)]
  }
}

const serve = (handler: Handler): void => {
  eachFrame(pipe, Number.POSITIVE_INFINITY, async ([, id = '', deadline, invokedFunctionArn], event = '') => {
    requestId = id
    const context = {
      awsRequestId: requestId,
      functionName: env.AWS_LAMBDA_FUNCTION_NAME,
      functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
      invokedFunctionArn,
      memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
      logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
      logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
      getRemainingTimeInMillis: () => Math.max(0, Number(deadline) - Date.now()),
    }
    // a handler that waits for nothing must not wait for ever
    pipe.unref()
    const [kind, body] = await outcomeOf(handler, event, context)
    pipe.ref()
    writeFrame(pipe, [kind, id], body)
  })
  writeFrame(pipe, ['begun'])
}

// Ctrl-C reaches every process of the terminal; the stack ends this one when its invocations are done
process.on('SIGINT', () => {})
if (env.AWS_LAMBDA_LOG_FORMAT === 'JSON') logAsJson()

// without the stack there is nothing left to do
pipe.on('close', () => process.exit(1))
try {
  serve(loadHandler())
} catch (thrown) {
  writeFrame(pipe, ['init-error'], described(thrown), () => process.exit(1))
}
