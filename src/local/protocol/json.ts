// JSON that somebody else wrote.

import { AwsError } from './aws-error.ts'

export type JsonRecord = Readonly<Record<string, unknown>>

export const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The body of a JSON call. Throws SerializationException, as AWS's JSON services do, when it is no object. */
export const parseBody = (body: string): JsonRecord => {
  const value = parseJson(body)
  if (isRecord(value)) return value
  throw new AwsError('SerializationException', 'The body is not a JSON object.')
}

/** The value, or undefined for what is not JSON. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
