// The conditions of a policy's statement, as far as the local stack knows what they ask for. Any other is refused by
// name: passed over, an Allow would allow too much, and a Deny deny too much. Pure.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html

import { isRecord } from '../protocol/json.ts'
import { covers } from './wildcard.ts'

/** What is known of a request beside who, what and where; the names are in lower case. */
export type Context = Readonly<Record<string, string | undefined>>

export type Condition = {
  readonly operator: string
  /** In lower case, as IAM compares them. */
  readonly key: string
  /** One of them must fit; of a negated operator, none may. */
  readonly values: readonly string[]
}

type Compare = (wanted: string, given: string) => boolean
const equal: Compare = (wanted, given) => wanted === given
const equalIgnoringCase: Compare = (wanted, given) => wanted.toLowerCase() === given.toLowerCase()

/** Each with how it compares, and whether it is the negation. ArnEquals behaves as ArnLike. */
const operators: Readonly<Record<string, readonly [Compare, boolean]>> = {
  StringEquals: [equal, false],
  StringNotEquals: [equal, true],
  StringEqualsIgnoreCase: [equalIgnoringCase, false],
  StringNotEqualsIgnoreCase: [equalIgnoringCase, true],
  StringLike: [covers, false],
  StringNotLike: [covers, true],
  ArnEquals: [covers, false],
  ArnNotEquals: [covers, true],
  ArnLike: [covers, false],
  ArnNotLike: [covers, true],
  Bool: [equalIgnoringCase, false],
}

/** What `Context` may hold. */
const keys = new Set([
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalisawsservice',
  'aws:principalservicename',
  'aws:requestedregion',
  'aws:resourceaccount',
  'aws:securetransport',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceowner',
])

const baseOf = (operator: string): string => operator.replace(/IfExists$/, '')

/** The conditions in a statement's Condition. Throws an error that names what is not known. */
export const parseConditions = (given: unknown): readonly Condition[] => {
  if (given === undefined) return []
  if (!isRecord(given)) throw new Error('A Condition must be a mapping.')
  return Object.entries(given).flatMap(([operator, tests]) => {
    if (operator !== 'Null' && !Object.hasOwn(operators, baseOf(operator)))
      throw new Error(`The local stack does not support the policy condition ${operator}.`)
    if (!isRecord(tests)) throw new Error(`The Condition ${operator} must be a mapping.`)
    return Object.entries(tests).map(([key, values]) => {
      if (!keys.has(key.toLowerCase()))
        throw new Error(`The local stack does not support the policy condition ${operator} on ${key}.`)
      return { operator, key: key.toLowerCase(), values: [values].flat().map(String) }
    })
  })
}

/** Whether a condition holds. A key that the request has not fits no value, so that a negation then holds. */
export const holds = ({ operator, key, values }: Condition, context: Context): boolean => {
  const given = context[key]
  if (operator === 'Null') return values.includes(String(given === undefined))
  const [compare, negated] = operators[baseOf(operator)] ?? [equal, false]
  if (given === undefined) return negated || operator.endsWith('IfExists')
  return values.some(wanted => compare(wanted, given)) !== negated
}
