// What the local stack takes of memory: it runs in the benchmark's own process, its functions in theirs.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { output } from './measure.ts'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/** Bytes of this process that are still in use, after a collection. */
export const live = (): number => {
  // the second takes what the first one's finalizers left
  collect()
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** Resident bytes of the stack's functions. */
export const functionsResident = async (): Promise<number> => {
  const lines = (await output('ps', '-A', '-o', 'ppid=,rss=,args=')).split('\n')
  return lines
    .map(line => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter(found => Number(found?.[1]) === process.pid && found?.[3]?.includes('runtime-client'))
    .reduce((sum, found) => sum + Number(found?.[2]) * 1000, 0)
}

export type Sample = { readonly resident: number; readonly heap: number }

/** Samples this process's resident bytes and its heap in use, uncollected, until it is asked for them. */
export const watchMemory = (everyMs: number): (() => readonly Sample[]) => {
  const samples: Sample[] = []
  const take = (): void => {
    const { rss, heapUsed } = process.memoryUsage()
    samples.push({ resident: rss, heap: heapUsed })
  }
  take()
  const timer = setInterval(take, everyMs)
  return () => {
    clearInterval(timer)
    take()
    return samples
  }
}

const eighths = '▁▂▃▄▅▆▇█'

/** Values as so many bars at most, from nothing to the greatest: each the greatest of those it stands for. */
export const sparkline = (values: readonly number[], width = 40): string => {
  const most = Math.max(...values)
  const bars = Math.min(width, values.length)
  return Array.from({ length: bars }, (_, bar) => {
    const slice = values.slice((bar * values.length) / bars, ((bar + 1) * values.length) / bars)
    return eighths[Math.min(7, Math.floor((8 * Math.max(...slice)) / most))]
  }).join('')
}
