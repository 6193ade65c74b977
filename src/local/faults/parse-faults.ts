// What `--fault` says: which things go wrong, and how often. One syntax for people and tests:
//   throttle=0.05,reset-after=0.01,delay=0.1:200ms,kill=0.01
// A name, its rate from 0 to 1, and for some a time.

import { errors } from '../../errors.ts'

/** What each fault does, and its time in ms where it has one. The help and the errors list them from here. */
export const faultKinds = {
  throttle: { what: 'a call of a function is throttled' },
  error: { what: 'a call of a function is answered with HTTP 500, and has no effect' },
  'reset-before': { what: 'the connection of a call breaks before the call has its effect' },
  'reset-after': { what: 'the connection of a call breaks when the call has had its effect' },
  delay: { what: 'a call of a function waits that long', ms: 100 },
  unprocessed: { what: 'a BatchWriteItem leaves some of its items unprocessed' },
  duplicate: { what: 'a notification, or a batch of a stream, comes twice' },
  reorder: { what: 'a notification comes up to so late, after those that follow it', ms: 100 },
  kill: { what: 'the process of a function is killed up to so long after it got an event', ms: 10 },
} as const satisfies Record<string, { readonly what: string; readonly ms?: number }>

export type FaultName = keyof typeof faultKinds

/** How often something goes wrong, from 0 to 1, and how long it takes, in ms. */
export type Fault = { readonly rate: number; readonly ms: number }

export type FaultPlan = {
  readonly seed: number
  readonly faults: Readonly<Partial<Record<FaultName, Fault>>>
}

/** The seed of whoever names none. */
export const defaultSeed = 1

const isFaultName = (name: string): name is FaultName => Object.hasOwn(faultKinds, name)

/** The plan that the texts of `--fault` and `--fault-seed` stand for. Throws a PersonError that lists the names. */
export const parseFaults = (text: string, seed?: string): FaultPlan => {
  const faults: Partial<Record<FaultName, Fault>> = {}
  for (const part of text.split(',')) {
    const [, name = '', rate = '', ms] = /^\s*([^=]*)=([^:]*)(?::(\d{1,6})ms)?\s*$/.exec(part) ?? []
    if (!isFaultName(name) || faults[name]) throw refused(part)
    const kind: { readonly what: string; readonly ms?: number } = faultKinds[name]
    if (!/^\d*\.?\d+$/.test(rate) || Number(rate) > 1) throw refused(part)
    if (ms !== undefined && kind.ms === undefined) throw refused(part)
    faults[name] = { rate: Number(rate), ms: Number(ms ?? kind.ms ?? 0) }
  }
  return { seed: seed === undefined ? defaultSeed : parseSeed(seed), faults }
}

const parseSeed = (seed: string): number => {
  if (/^\d{1,10}$/.test(seed) && Number(seed) < 2 ** 32) return Number(seed)
  throw errors.badFaultSeed(seed)
}

const refused = (part: string) =>
  errors.badFault(
    part.trim(),
    Object.entries(faultKinds).map(
      ([name, kind]) => `${name}=RATE${'ms' in kind ? `[:${kind.ms}ms]` : ''}  ${kind.what}`,
    ),
  )
