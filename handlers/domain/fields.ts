// Single fields of what comes in. What is wrong becomes one sentence for the person who finds the event among the
// dead letters: which field, what it holds, what it should.

import type { Exact } from './exact-json.ts'
import { digits } from './integer.ts'
import { wrongName } from './module-name.ts'

export type Fields = { readonly [key: `s${string}`]: Exact | undefined }

/** Why an event or a record can never be processed. */
export class Invalid extends Error {}

/** A value as its sender wrote it, cut to what fits a sentence. */
export const shown = (value: Exact): string => {
  if (typeof value !== 'string')
    return value && typeof value === 'object' ? 'a list or an object' : `${value}`
  const text = value[0] === 'n' ? value.slice(1) : JSON.stringify(value.slice(1))
  return text.length > 80 ? `${text.slice(0, 80)}… (${text.length} characters)` : text
}

const given = (name: string, value: Exact | undefined): Exact => {
  if (value === undefined) throw new Invalid(`${name} is missing.`)
  return value
}

/**
 * The module's name, which either event may spell in two ways: they were specified apart.
 * @throws Invalid
 */
export const moduleIn = ({ smoduleId: camel, smoduleid: lower }: Fields): string => {
  if (camel !== undefined && lower !== undefined && camel !== lower)
    throw new Invalid(
      `moduleId is ${shown(camel)} but moduleid is ${shown(lower)}; send one, or both the same.`,
    )
  const value = given('moduleId', camel === undefined ? lower : camel)
  const name = typeof value === 'string' && value[0] === 's' ? value.slice(1) : undefined
  const wrong = name === undefined ? `is ${shown(value)}; it must be a string` : wrongName(name)
  if (wrong) throw new Invalid(`moduleId ${wrong}.`)
  return name as string
}

/**
 * The digits of an integer field from 0 to `max`.
 * @throws Invalid
 */
export const integerIn = (fields: Fields, name: string, max: string): string => {
  const value = given(name, fields[`s${name}`])
  const exact = typeof value === 'string' ? digits(value.slice(1), max) : undefined
  if (exact === undefined)
    throw new Invalid(`${name} is ${shown(value)}; it must be an integer from 0 to ${max}, as digits only.`)
  return exact
}
