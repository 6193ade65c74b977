// The execution environments of one function: an invocation takes an idle one, or starts one while there are
// fewer than the limit, or waits for its turn. Idle environments are kept warm.

import { type Environment, type Host, startEnvironment } from './environment.ts'
import type { LambdaFunction, Outcome } from './function.ts'

export type Pool = {
  readonly invoke: (payload: string) => Promise<Outcome>
  readonly stop: () => Promise<void>
}

export const makePool = (host: Host, lambda: LambdaFunction, limit: number): Pool => {
  const idle: Environment[] = []
  const all = new Set<Environment>()
  const queue: (() => void)[] = []
  let busy = 0

  const take = (): Environment => {
    for (let found = idle.pop(); found; found = idle.pop()) {
      if (!found.ended()) return found
      all.delete(found)
    }
    const fresh = startEnvironment(host, lambda)
    all.add(fresh)
    return fresh
  }

  const invoke = async (payload: string): Promise<Outcome> => {
    if (busy >= limit) await new Promise<void>(resolve => queue.push(resolve))
    else busy += 1
    const environment = take()
    const outcome = await environment.invoke(payload)
    if (environment.ended()) all.delete(environment)
    else idle.push(environment)
    const next = queue.shift()
    if (next) next()
    else busy -= 1
    return outcome
  }

  return {
    invoke,
    stop: async () => {
      await Promise.all([...all].map(environment => environment.stop()))
    },
  }
}
