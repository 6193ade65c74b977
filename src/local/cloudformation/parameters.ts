// A template's parameters with the values that a caller gave. Pure.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html

import { createContext, runInContext } from 'node:vm'
import type { ParameterDefinition, Template, Value } from '../../cfn/template.ts'
import { AwsError } from '../protocol/aws-error.ts'

/** Every parameter's value. Throws a ValidationError that names what is missing, unknown or not allowed. */
export const resolveParameters = (
  template: Template,
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, Value>> => {
  const definitions = template.Parameters ?? {}
  const valueFor = (name: string) => (Object.hasOwn(given, name) ? given[name] : undefined)
  const unknown = Object.keys(given).filter(name => !Object.hasOwn(definitions, name))
  if (unknown.length > 0) throw invalid(`Parameters: [${unknown.join(', ')}] do not exist in the template`)
  const missing = Object.entries(definitions)
    .filter(([name, definition]) => valueFor(name) === undefined && definition.Default === undefined)
    .map(([name]) => name)
  if (missing.length > 0) throw invalid(`Parameters: [${missing.join(', ')}] must have values`)
  return Object.fromEntries(
    Object.entries(definitions).map(([name, definition]) => [
      name,
      allowed(name, definition, valueFor(name) ?? String(definition.Default)),
    ]),
  )
}

const allowed = (name: string, definition: ParameterDefinition, value: string): Value => {
  const { Type, AllowedPattern, AllowedValues, MinLength, MaxLength, MinValue, MaxValue } = definition
  const refuse = (rule: string): AwsError =>
    invalid(`Parameter ${name} failed to satisfy constraint: ${definition.ConstraintDescription ?? rule}`)
  const isList = Type === 'CommaDelimitedList' || Type === 'List<Number>'
  const items = isList ? value.split(',').map(item => item.trim()) : [value]
  // of a list, each item must match:
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
  if (AllowedPattern !== undefined && !items.every(item => matches(name, AllowedPattern, item)))
    throw refuse(`Member must satisfy regular expression pattern: ${AllowedPattern}`)
  if (AllowedValues && !items.every(item => AllowedValues.map(String).includes(item)))
    throw refuse(`Member must satisfy enum value set: [${AllowedValues.join(', ')}]`)
  if (Type === 'Number' || Type === 'List<Number>')
    for (const item of items) {
      const number = Number(item)
      if (item.trim() === '' || Number.isNaN(number)) throw refuse('Member must be a number')
      if (number < (MinValue ?? -Infinity) || number > (MaxValue ?? Infinity))
        throw refuse(`Member must be between ${MinValue ?? 'any'} and ${MaxValue ?? 'any'}`)
    }
  if (isList) return items
  if (Type === 'Number') return value
  if (Type !== 'String')
    throw invalid(`The local stack does not support parameters of type ${Type} (${name})`)
  if (value.length < (MinLength ?? 0) || value.length > (MaxLength ?? Infinity))
    throw refuse(`Member must have length between ${MinLength ?? 0} and ${MaxLength ?? 'any'}`)
  return value
}

// a pattern such as (a+)+ can need longer for 40 characters than anybody waits
const patience = 1000
const context = createContext({})

const matches = (name: string, pattern: string, value: string): boolean => {
  try {
    Object.assign(context, { pattern: `^(?:${pattern})$`, value })
    return runInContext('new RegExp(pattern).test(value)', context, { timeout: patience })
  } catch (error) {
    const slow = (error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
    throw invalid(
      `Template format error: AllowedPattern of the parameter ${name} ${slow ? 'takes longer than a second on its value' : 'is no regular expression'}.`,
    )
  }
}

const invalid = (message: string): AwsError => new AwsError('ValidationError', message)
