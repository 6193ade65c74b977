// The parameters of CloudWatch Logs' calls, checked. Pure.

import { AwsError } from '../protocol/aws-error.ts'
import type { JsonRecord } from '../protocol/json.ts'

export const invalid = (message: string): AwsError => new AwsError('InvalidParameterException', message)

export const text = (input: JsonRecord, name: string): string | undefined => {
  const value = input[name]
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') return value
  throw invalid(`${name} must be a string.`)
}

export const required = (input: JsonRecord, name: string): string => {
  const value = text(input, name)
  if (value !== undefined) return value
  throw invalid(
    `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
  )
}

/** A whole number within bounds, or the one for when it is absent. */
export const number = (
  input: JsonRecord,
  name: string,
  otherwise: number,
  [least, most]: readonly [number, number] = [0, Number.MAX_SAFE_INTEGER],
): number => {
  const value = input[name] ?? otherwise
  if (Number.isInteger(value) && Number(value) >= least && Number(value) <= most) return Number(value)
  throw invalid(`${name} must be a whole number from ${least} to ${most}, and is ${value}.`)
}

/** A group by its name, or by its name or ARN as an identifier. */
export const groupName = (input: JsonRecord): string => {
  const identifier = text(input, 'logGroupIdentifier')
  return identifier === undefined
    ? required(input, 'logGroupName')
    : identifier.replace(/^arn:.*:log-group:/, '').replace(/:\*$/, '')
}

/** A page of a list: the token is how many precede it. */
export const paged = <T>(all: readonly T[], input: JsonRecord, most: number) => {
  const from = Number(text(input, 'nextToken') ?? 0)
  if (!Number.isInteger(from) || from < 0) throw invalid('The specified nextToken is invalid.')
  const to = from + number(input, 'limit', most, [1, most])
  return { page: all.slice(from, to), ...(to < all.length ? { nextToken: String(to) } : {}) }
}
