// One execution environment: a process that serves one invocation at a time. It ends by crashing, by running
// into the function's timeout, or by being stopped; whatever it was working on then fails, and is not lost.

import { randomUUID } from 'node:crypto'
import type { Duplex } from 'node:stream'
import { exited, initTimedOut, notStarted, reported, responseLimit, timedOut, tooLarge } from './failures.ts'
import type { FunctionError, LambdaFunction, Outcome } from './function.ts'
import { keepTail } from './log-tail.ts'
import type { Invocation, RuntimeCalls } from './runtime-api.ts'
import { serveRuntimePipe } from './runtime-pipe.ts'
import { type Host, logStreamName, spawnRuntime } from './spawn-runtime.ts'

export type Environment = {
  /** Runs one event. Only when the one before has ended. */
  readonly invoke: (payload: string, requestId: string) => Promise<Outcome>
  /** Whether the process has ended, or is about to. */
  readonly ended: () => boolean
  readonly stop: () => Promise<void>
}

type Work = {
  readonly requestId: string
  readonly payload: string
  readonly settle: (outcome: Outcome) => void
  readonly printed: string[]
  timer?: NodeJS.Timeout
  /** When the process took it, in ms of the monotonic clock. */
  takenAt?: number
}

// Lambda gives initialisation ten seconds: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
const initialisationMs = 10_000
// what a process leaves behind may hold its output open; its last lines come within this
const lastLinesMs = 500

/** Starts the process. Throws what spawn throws; what goes wrong later is the outcome of an invocation. */
export const startEnvironment = (host: Host, lambda: LambdaFunction): Environment => {
  const id = randomUUID()
  const stream = logStreamName(lambda, id, new Date())
  // a line that comes after its invocation's end is still of that invocation
  let printed: string[] = []
  const print = (text: string): void => {
    keepTail(printed, text)
    host.log({ function: lambda.name, group: lambda.logGroup, stream, text })
  }
  const child = spawnRuntime(host, lambda, id, stream, print)
  let work: Work | undefined
  let waiting: ((invocation: Invocation) => void) | undefined
  let initialised = false
  let ending = false
  /** Why every invocation fails from now on. */
  let broken: ((requestId: string) => FunctionError) | undefined

  const finish = (outcome: (requestId: string) => Outcome): void => {
    const done = work
    work = undefined
    clearTimeout(done?.timer)
    if (!done) return
    const { requestId, printed, takenAt } = done
    const ran = takenAt === undefined ? {} : { ms: performance.now() - takenAt }
    done.settle({ ...outcome(requestId), printed, ...ran })
  }
  const fail = (error: (requestId: string) => FunctionError): void =>
    finish(requestId => ({ ok: false, requestId, error: error(requestId) }))

  /** The platform's word, where the handler can say nothing any more. */
  const give = (error: (requestId: string) => FunctionError): void => {
    if (work) print(error(work.requestId).errorMessage)
    fail(error)
  }

  const end = (error: (requestId: string) => FunctionError): void => {
    ending = true
    child.kill('SIGKILL')
    give(error)
  }

  // both sides must be there: the process that asks for work, and the work
  const hand = (): void => {
    if (!waiting || !work) return
    const { requestId, payload } = work
    const ms = lambda.timeoutSeconds * 1000
    clearTimeout(work.timer)
    work.timer = setTimeout(() => end(id => timedOut(id, lambda.timeoutSeconds)), ms)
    const take = waiting
    waiting = undefined
    work.takenAt = performance.now()
    take({ requestId, payload, deadlineMs: Date.now() + ms, functionArn: lambda.arn })
    const killAfter = host.killAfter?.()
    if (killAfter !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfter).unref()
  }

  const calls: RuntimeCalls = {
    next: take => {
      initialised = true
      waiting = take
      hand()
    },
    response: (requestId, payload, bytes) => {
      if (work?.requestId !== requestId) return
      if (payload === undefined) give(() => tooLarge(bytes))
      else finish(() => ({ ok: true, requestId, payload }))
    },
    error: (requestId, payload) => {
      if (work?.requestId === requestId) fail(() => reported(payload ?? ''))
    },
    initError: payload => {
      broken = () => reported(payload ?? '')
    },
    limit: responseLimit,
  }
  host.runtimeApi.attach(id, calls)
  serveRuntimePipe(child.stdio[3] as Duplex, calls)

  const gone = new Promise<void>(resolve => {
    const over = (error: (requestId: string) => FunctionError): void => {
      ending = true
      broken ??= error
      host.runtimeApi.detach(id)
      give(broken)
      resolve()
    }
    child.once('error', error => over(() => notStarted(error)))
    child.once('exit', (code, signal) => {
      ending = true
      const cut = setTimeout(() => {
        for (const output of child.stdio) output?.destroy()
      }, lastLinesMs)
      child.once('close', () => {
        clearTimeout(cut)
        over(requestId => exited(requestId, code, signal))
      })
    })
  })

  return {
    invoke: (payload, requestId) =>
      new Promise(settle => {
        // what a fresh process printed while it loaded belongs to its first invocation
        if (initialised) printed = []
        work = { requestId, payload, settle, printed }
        if (broken) return give(broken)
        if (!initialised) work.timer = setTimeout(() => end(initTimedOut), initialisationMs)
        hand()
      }),
    ended: () => ending,
    stop: () => {
      ending = true
      child.kill('SIGKILL')
      return gone
    },
  }
}
