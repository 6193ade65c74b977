// The execution environments of one function: an invocation takes an idle one, or starts one while there are
// fewer than the limit, or waits for its turn. Idle environments are kept warm. Reserved concurrency bounds the
// invocations under way, those that wait included: one more is throttled, and does not wait.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html

import { randomUUID } from 'node:crypto'
import { type Environment, startEnvironment } from './environment.ts'
import { notStarted, throttled } from './failures.ts'
import type { LambdaFunction, Outcome } from './function.ts'
import type { Host } from './spawn-runtime.ts'

export type Pool = {
  /** Runs one event to its outcome; never throws. Another attempt at an event has its first one's request id. */
  readonly invoke: (payload: string, requestId?: string) => Promise<Outcome>
  /** Bounds the invocations under way from now on; undefined takes the bound away. */
  readonly reserve: (concurrency: number | undefined) => void
  readonly reserved: () => number | undefined
  /** Uses another code or configuration from now on: what runs finishes as it began, what waits does not wait
   * longer, and every later event gets a fresh environment. Resolves when the last of the old ones has ended. */
  readonly renew: (lambda: LambdaFunction) => Promise<void>
  /** Ends every process, and fails what they work on, what waits, and what comes later. */
  readonly stop: () => Promise<void>
}

const stoppedOutcome = (requestId: string): Outcome => ({
  ok: false,
  requestId,
  error: { errorType: 'Sandbox.Stopped', errorMessage: 'The function is being removed.' },
})

/** `running` is told how many invocations run, whenever one begins or ends: the most that it is told of is true. */
export const makePool = (
  host: Host,
  first: LambdaFunction,
  limit: number,
  running: (count: number) => void = () => {},
): Pool => {
  let lambda = first
  const idle: Environment[] = []
  const all = new Set<Environment>()
  /** The busy ones that end with their work, and who waits for that. */
  const leaving = new Map<Environment, () => void>()
  const queue: (() => void)[] = []
  let busy = 0
  let underWay = 0
  let atWork = 0
  let reserved: number | undefined
  let stopped = false

  const take = (): Environment => {
    for (let found = idle.pop(); found; found = idle.pop()) {
      if (!found.ended()) return found
      all.delete(found)
    }
    const fresh = startEnvironment(host, lambda)
    all.add(fresh)
    return fresh
  }

  const run = async (payload: string, requestId: string): Promise<Outcome> => {
    if (stopped) return stoppedOutcome(requestId)
    let environment: Environment
    try {
      environment = take()
    } catch (error) {
      return { ok: false, requestId, error: notStarted(error) }
    }
    atWork += 1
    running(atWork)
    const outcome = await environment.invoke(payload, requestId)
    running(atWork)
    atWork -= 1
    const left = leaving.get(environment)
    leaving.delete(environment)
    if (left) void end(environment).then(left)
    else if (environment.ended()) all.delete(environment)
    else idle.push(environment)
    endSurplus()
    return outcome
  }

  const end = async (environment: Environment): Promise<void> => {
    await environment.stop()
    all.delete(environment)
  }

  const endSurplus = (): void => {
    for (let surplus = all.size - (reserved ?? all.size); surplus > 0 && idle.length > 0; surplus -= 1) {
      const environment = idle.shift()
      if (environment) void end(environment)
    }
  }

  return {
    invoke: async (payload, requestId = randomUUID()) => {
      if (reserved !== undefined && underWay >= reserved)
        return { ok: false, requestId, error: throttled, throttledAt: reserved }
      underWay += 1
      if (busy >= limit) await new Promise<void>(resolve => queue.push(resolve))
      else busy += 1
      try {
        return await run(payload, requestId)
      } finally {
        underWay -= 1
        const next = queue.shift()
        if (next) next()
        else busy -= 1
      }
    },
    reserve: concurrency => {
      reserved = concurrency
      endSurplus()
    },
    reserved: () => reserved,
    renew: async next => {
      lambda = next
      const resting = new Set(idle.splice(0))
      const gone = [...all].map(environment =>
        resting.has(environment)
          ? end(environment)
          : new Promise<void>(resolve => {
              const earlier = leaving.get(environment)
              leaving.set(environment, () => {
                earlier?.()
                resolve()
              })
            }),
      )
      await Promise.all(gone)
    },
    stop: async () => {
      stopped = true
      await Promise.all([...all].map(environment => environment.stop()))
    },
  }
}
