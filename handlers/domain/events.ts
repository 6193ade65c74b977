// The two events that come in.

import { type Exact, parseExact } from './exact-json.ts'
import { type Fields, Invalid, integerIn, moduleIn, shown } from './fields.ts'
import { maxUint32, maxUint64 } from './integer.ts'

/** A message that a module's gateway received. */
export type Received = { readonly module: string; readonly timestamp: bigint; readonly txAttempts?: number }

/** A module's weekly diagnostic: how many messages it had tried to send by `timestamp`. */
export type Diagnostic = { readonly module: string; readonly timestamp: bigint; readonly attempts: number }

const fieldsOf = (text: string): Fields => {
  let value: Exact
  try {
    value = parseExact(text)
  } catch (error) {
    throw new Invalid(`The message is not JSON: ${(error as Error).message}`)
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new Invalid(`The message is ${shown(value)}; it must be a JSON object.`)
  return value
}

const timestampIn = (fields: Fields) => BigInt(integerIn(fields, 'timestamp', maxUint64))

/**
 * The received message that a JSON text holds.
 * @throws Invalid with the reason
 */
export const decodeReceived = (text: string): Received => {
  const fields = fieldsOf(text)
  const event = { module: moduleIn(fields), timestamp: timestampIn(fields) }
  return fields.stx_attempts === undefined
    ? event
    : { ...event, txAttempts: Number(integerIn(fields, 'tx_attempts', maxUint32)) }
}

/**
 * The weekly diagnostic that fields hold.
 * @throws Invalid with the reason
 */
export const diagnosticIn = (fields: Fields): Diagnostic => ({
  module: moduleIn(fields),
  timestamp: timestampIn(fields),
  attempts: Number(integerIn(fields, 'attempts', maxUint32)),
})

/**
 * The weekly diagnostic that a JSON text holds.
 * @throws Invalid with the reason
 */
export const decodeDiagnostic = (text: string): Diagnostic => diagnosticIn(fieldsOf(text))
