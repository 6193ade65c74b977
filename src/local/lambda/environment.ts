// One execution environment: a process that serves one invocation at a time. It ends by crashing, by running
// into the function's timeout, or by being stopped; whatever it was working on then fails, and is not lost.

import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { createInterface } from 'node:readline'
import type { FunctionError, LambdaFunction, LogLine, Outcome } from './function.ts'
import type { RuntimeApi } from './runtime-api.ts'

export type Environment = {
  /** Runs one event. Only when the one before has ended. */
  readonly invoke: (payload: string) => Promise<Outcome>
  /** Whether the process has ended, or is about to. */
  readonly ended: () => boolean
  readonly stop: () => Promise<void>
}

export type Host = {
  readonly runtimeApi: RuntimeApi
  /** The endpoint that the function's calls go to. */
  readonly endpoint: string
  readonly region: string
  /** The path of the bundled runtime-client. */
  readonly runtimeClient: string
  readonly log: (line: LogLine) => void
}

type Work = {
  readonly requestId: string
  readonly payload: string
  readonly settle: (outcome: Outcome) => void
  timer?: NodeJS.Timeout
}

// Lambda gives initialisation ten seconds: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
const initialisationMs = 10_000

export const startEnvironment = (host: Host, lambda: LambdaFunction): Environment => {
  const id = randomUUID()
  let work: Work | undefined
  let waiting: ServerResponse | undefined
  let initialised = false
  let ending = false
  let initError: FunctionError | undefined

  const finish = (outcome: (requestId: string) => Outcome): void => {
    const done = work
    work = undefined
    clearTimeout(done?.timer)
    done?.settle(outcome(done.requestId))
  }
  const fail = (error: FunctionError): void => finish(requestId => ({ ok: false, requestId, error }))

  const end = (error: FunctionError): void => {
    ending = true
    child.kill('SIGKILL')
    fail(error)
  }

  // both sides must be there: the process that asks for work, and the work
  const hand = (): void => {
    if (!waiting || !work) return
    const { requestId, payload } = work
    const ms = lambda.timeoutSeconds * 1000
    clearTimeout(work.timer)
    work.timer = setTimeout(
      () =>
        end({
          errorType: 'Sandbox.Timedout',
          errorMessage: `RequestId: ${requestId} Error: Task timed out after ${lambda.timeoutSeconds.toFixed(2)} seconds`,
        }),
      ms,
    )
    waiting.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(payload),
      'lambda-runtime-aws-request-id': requestId,
      'lambda-runtime-deadline-ms': Date.now() + ms,
      'lambda-runtime-invoked-function-arn': lambda.arn,
    })
    waiting.end(payload)
    waiting = undefined
  }

  host.runtimeApi.attach(id, {
    next: response => {
      initialised = true
      waiting = response
      hand()
    },
    response: (requestId, payload) => {
      if (work?.requestId === requestId) finish(() => ({ ok: true, requestId, payload }))
    },
    error: (requestId, payload) => {
      if (work?.requestId === requestId) fail(parseError(payload))
    },
    initError: payload => {
      initError = parseError(payload)
    },
  })

  const child = spawnRuntime(host, lambda, id)
  const exited = new Promise<void>(resolve => {
    child.once('error', error => {
      initError = { errorType: 'Runtime.ExitError', errorMessage: error.message }
      resolve()
    })
    child.once('close', (code, signal) => {
      const status = signal ? `signal: ${signal.slice(3).toLowerCase()}` : `exit status ${code}`
      ending = true
      fail(
        initError ?? {
          errorType: 'Runtime.ExitError',
          errorMessage: `RequestId: ${work?.requestId} Error: Runtime exited with error: ${status}`,
        },
      )
      resolve()
    })
  }).then(() => {
    ending = true
    host.runtimeApi.detach(id)
    fail(initError ?? { errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited' })
  })

  return {
    invoke: payload =>
      new Promise(settle => {
        work = { requestId: randomUUID(), payload, settle }
        if (ending)
          return fail(initError ?? { errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited' })
        if (!initialised)
          work.timer = setTimeout(
            () => end({ errorType: 'Sandbox.Timedout', errorMessage: 'Init timed out after 10.00 seconds' }),
            initialisationMs,
          )
        hand()
      }),
    ended: () => ending,
    stop: () => {
      ending = true
      child.kill('SIGKILL')
      return exited
    },
  }
}

const spawnRuntime = (host: Host, lambda: LambdaFunction, id: string): ChildProcess => {
  const child = spawn(process.execPath, [`--max-old-space-size=${lambda.memoryMb}`, host.runtimeClient], {
    cwd: lambda.codeFolder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...lambda.environment,
      // Lambda's own: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
      _HANDLER: lambda.handler,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_SESSION_TOKEN: 'local',
      AWS_REGION: host.region,
      AWS_DEFAULT_REGION: host.region,
      AWS_ENDPOINT_URL: host.endpoint,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(lambda.memoryMb),
      AWS_LAMBDA_FUNCTION_NAME: lambda.name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_LOG_FORMAT: lambda.jsonLogs ? 'JSON' : 'Text',
      AWS_LAMBDA_LOG_GROUP_NAME: lambda.logGroup,
      AWS_LAMBDA_LOG_STREAM_NAME: id,
      AWS_LAMBDA_RUNTIME_API: host.runtimeApi.address(id),
      LAMBDA_TASK_ROOT: lambda.codeFolder,
      TZ: ':UTC',
    },
  })
  for (const output of [child.stdout, child.stderr])
    if (output)
      createInterface({ input: output, crlfDelay: Number.POSITIVE_INFINITY }).on('line', text =>
        host.log({ function: lambda.name, group: lambda.logGroup, text }),
      )
  return child
}

const parseError = (payload: string): FunctionError => {
  try {
    return JSON.parse(payload)
  } catch {
    return { errorType: 'Unhandled', errorMessage: payload }
  }
}
