// What a person fills in, as the text of an event, and what the service will say to it: by the handlers' own rules.

import { decodeDiagnostic, decodeReceived } from '../../../../handlers/domain/events.ts'
import { Invalid } from '../../../../handlers/domain/fields.ts'
import type { Kind } from '../../wire-send.ts'

export type Draft = {
  readonly module: string
  readonly timestamp: string
  /** Of a weekly diagnostic. */
  readonly attempts: string
  /** Of a received message, if it carries them. */
  readonly txAttempts: string
}

/** The fields of each event, by their names in it. */
const fields = {
  recv: { module: 'moduleId', timestamp: 'timestamp', txAttempts: 'tx_attempts' },
  weekly: { module: 'moduleid', timestamp: 'timestamp', attempts: 'attempts' },
} as const satisfies Record<Kind, Partial<Record<keyof Draft, string>>>

// What is no integer goes as a text, so that the rules say of it what they say. By hand, since JSON.stringify knows
// no integer beyond 2^53.
const literal = (name: keyof Draft, text: string): string =>
  name !== 'module' && /^(0|[1-9]\d*)$/.test(text) ? text : JSON.stringify(text)

/** The event that a draft stands for. What is empty is left out. */
export const textOf = (kind: Kind, draft: Draft): string => {
  const parts = namesOf(kind)
    .filter(([name]) => draft[name] !== '')
    .map(([name, key]) => `"${key}": ${literal(name, draft[name])}`)
  return `{${parts.join(', ')}}`
}

const namesOf = (kind: Kind) => Object.entries(fields[kind]) as [keyof Draft, string][]

/** Why the service would refuse a text as an event, or undefined. */
export const faultOf = (kind: Kind, text: string): string | undefined => {
  try {
    if (kind === 'recv') decodeReceived(text)
    else decodeDiagnostic(text)
    return undefined
  } catch (error) {
    if (error instanceof Invalid) return error.message
    throw error
  }
}

const sound: Draft = { module: 'm', timestamp: '0', attempts: '0', txAttempts: '' }

/** What is wrong with each field by itself: the rules name only the first of an event. */
export const faultsOf = (kind: Kind, draft: Draft): Partial<Record<keyof Draft, string>> => {
  const faults: Partial<Record<keyof Draft, string>> = {}
  for (const [name] of namesOf(kind)) {
    const fault = faultOf(kind, textOf(kind, { ...sound, [name]: draft[name] }))
    if (fault !== undefined) faults[name] = fault
  }
  return faults
}

const perMs: Readonly<Record<string, bigint>> = { ms: 1n, us: 1000n, ns: 1_000_000n }

/** A time in ms since 1970 as a timestamp in a stack's unit. */
export const timestampAt = (ms: number, unit: string): string => {
  const scale = perMs[unit]
  return `${scale === undefined ? Math.floor(ms / 1000) : BigInt(ms) * scale}`
}
