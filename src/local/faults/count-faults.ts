// How many faults of each kind there were, told often enough to see that they happen and seldom enough to see what
// else does: the first of each kind, and whenever so many have come together.

import type { FaultName } from './parse-faults.ts'

export type FaultCount = {
  readonly happened: (name: FaultName) => void
  /** Each kind with its number, in the order in which they first came: `throttle 12, kill 1`; `none` if there was none. */
  readonly soFar: () => string
}

/** 10, 20, 50, 100, 200, 500 and so on. */
const isRound = (count: number): boolean => count >= 10 && /^[125]0+$/.test(String(count))

export const countFaults = (tell: (soFar: string) => void): FaultCount => {
  const counts = new Map<FaultName, number>()
  let all = 0
  const soFar = () => [...counts].map(([name, count]) => `${name} ${count}`).join(', ') || 'none'
  return {
    happened: name => {
      const count = (counts.get(name) ?? 0) + 1
      counts.set(name, count)
      all += 1
      if (count === 1 || isRound(all)) tell(soFar())
    },
    soFar,
  }
}
