// Chance that a seed repeats. Each module draws from a sequence of its own, so that a fleet of more modules begins with
// the same ones.

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

export type Chance = {
  /** From 0 up to, not including, 1. */
  readonly draw: () => number
  readonly hits: (share: number) => boolean
  /** A whole number from 0 up to, not including, the bound. */
  readonly below: (bound: number) => number
  /** Puts a list into any order. */
  readonly shuffle: <T>(list: T[]) => void
}

/** The chance of one module of a seed. */
export const chanceOf = (seed: number, module: number): Chance => {
  const generator = xoroshiro128plus(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(module + 1, 0x85ebca6b))
  // neighbouring seeds begin alike
  for (let i = 0; i < 16; i++) generator.next()
  const draw = (): number => uniformFloat64(generator)
  const below = (bound: number): number => Math.floor(draw() * bound)
  return {
    draw,
    // what never happens draws nothing: another plan without it plays the same
    hits: share => share > 0 && draw() < share,
    below,
    shuffle: list => {
      for (let i = list.length - 1; i > 0; i--) {
        const j = below(i + 1)
        ;[list[i], list[j]] = [list[j] as never, list[i] as never]
      }
    },
  }
}
