// Decisions by chance that a seed repeats. Each kind of fault draws from a sequence of its own: another kind more
// or less, or another rate of it, changes nothing in what happens by this one.

import { createHash } from 'node:crypto'
import type { FaultName, FaultPlan } from './parse-faults.ts'

export type Chance = {
  /** Whether it happens this time. The same seed answers the same to the same sequence of questions. */
  readonly hits: (name: FaultName) => boolean
  /** From 0 up to, not including, 1. */
  readonly draw: (name: FaultName) => number
  /** The time of the fault in ms. */
  readonly ms: (name: FaultName) => number
}

/** `happened` is told of each that happens. */
export const makeChance = (
  { seed, faults }: FaultPlan,
  happened: (name: FaultName) => void = () => {},
): Chance => {
  const sequences = new Map<FaultName, () => number>()

  const draw = (name: FaultName): number => {
    let next = sequences.get(name)
    if (!next) {
      next = mulberry32(createHash('sha256').update(`${seed} ${name}`).digest().readUInt32LE())
      sequences.set(name, next)
    }
    return next()
  }

  return {
    // what never happens draws nothing, and costs nothing
    hits: name => {
      const rate = faults[name]?.rate ?? 0
      if (rate === 0 || draw(name) >= rate) return false
      happened(name)
      return true
    },
    draw,
    ms: name => faults[name]?.ms ?? 0,
  }
}

/** Tommy Ettinger's generator in 32 bits, in the public domain:
 * https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
const mulberry32 = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
