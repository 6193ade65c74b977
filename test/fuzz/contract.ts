// Which events are valid, written anew from the contract: an oracle for the decoders.

import { type Json, readJson } from './json-reader.ts'

/** The values of a valid event, by name. */
export type Accepted = { module: string; timestamp: bigint; attempts?: number; txAttempts?: number }

const bytesOf = (name: string): number => {
  let bytes = 0
  for (const character of name) {
    const code = character.codePointAt(0) as number
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}

const isName = (value: Json | undefined): value is string => {
  if (typeof value !== 'string' || value === '' || bytesOf(value) > 2048) return false
  for (const character of value) {
    const code = character.codePointAt(0) as number
    const control = code < 0x20 || (code >= 0x7f && code <= 0x9f)
    const lone = code >= 0xd800 && code <= 0xdfff
    // SNS and SQS take no text with these two: https://www.w3.org/TR/REC-xml/#charsets
    if (control || lone || code === 0xfffe || code === 0xffff) return false
  }
  return true
}

const same = (a: Json, b: Json): boolean => typeof a === 'string' && a === b

/** An integer from 0 to a limit, written as digits, as a literal or a string. */
const integer = (value: Json | undefined, limit: bigint): bigint | undefined => {
  const text =
    typeof value === 'string'
      ? value
      : value !== null && typeof value === 'object' && 'literal' in value
        ? value.literal
        : ''
  if (text === '') return undefined
  for (const character of text) if (character < '0' || character > '9') return undefined
  const number = BigInt(text)
  return number <= limit ? number : undefined
}

const uint32 = 2n ** 32n - 1n
const uint64 = 2n ** 64n - 1n

/** What a text says as an event of a kind, or undefined if it is invalid. */
export const accepted = (kind: 'received' | 'diagnostic', text: string): Accepted | undefined => {
  const event = readJson(text)
  if (!(event instanceof Map)) return undefined
  const spellings = ['moduleId', 'moduleid'].filter(name => event.has(name))
  const [module, again] = spellings.map(name => event.get(name) as Json)
  if (!isName(module) || (again !== undefined && !same(module, again))) return undefined
  const timestamp = integer(event.get('timestamp'), uint64)
  if (timestamp === undefined) return undefined
  if (kind === 'diagnostic') {
    const attempts = integer(event.get('attempts'), uint32)
    return attempts === undefined ? undefined : { module, timestamp, attempts: Number(attempts) }
  }
  if (!event.has('tx_attempts')) return { module, timestamp }
  const txAttempts = integer(event.get('tx_attempts'), uint32)
  return txAttempts === undefined ? undefined : { module, timestamp, txAttempts: Number(txAttempts) }
}
