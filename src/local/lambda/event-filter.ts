// Which records of a stream a mapping hands over: patterns over the record as the function would see it. Pure.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html

import { isRecord, parseJson } from '../protocol/json.ts'

type Test = (value: unknown) => boolean

const operators: Readonly<Record<string, (given: unknown) => Test>> = {
  prefix: given => value => typeof value === 'string' && value.startsWith(String(given)),
  suffix: given => value => typeof value === 'string' && value.endsWith(String(given)),
  'equals-ignore-case': given => value =>
    typeof value === 'string' && value.toLowerCase() === String(given).toLowerCase(),
  exists: given => value => (value !== undefined) === given,
  'anything-but': given => {
    const tests = [given].flat().map(testOf)
    return value => value !== undefined && !tests.some(test => test(value))
  },
  numeric: given => {
    const bounds = pairs([given].flat())
    // DynamoDB's numbers are text in a record: like AWS, this looks at JSON's numbers only
    return value => typeof value === 'number' && bounds.every(bound => bound(value))
  },
}

const comparisons: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '=': (left, right) => left === right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
}

const pairs = ([name, bound, ...rest]: readonly unknown[]): readonly ((value: number) => boolean)[] => {
  const compare = comparisons[String(name)]
  if (!compare || typeof bound !== 'number')
    throw new Error(`The numeric filter must hold comparisons and numbers, and has ${name} ${bound}.`)
  const here = (value: number) => compare(value, bound)
  return rest.length > 0 ? [here, ...pairs(rest)] : [here]
}

/** What one element of a leaf asks: a value, or an operator. */
const testOf = (element: unknown): Test => {
  if (!isRecord(element)) return value => value === element
  const tests = Object.entries(element).map(([name, given]) => {
    const operator = Object.hasOwn(operators, name) ? operators[name] : undefined
    if (!operator) throw new Error(`The local stack does not support the filter operator ${name}.`)
    return operator(given)
  })
  return value => tests.every(test => test(value))
}

/** A pattern: every field must match, by one of the elements of its list. */
const patternOf = (pattern: unknown): Test => {
  if (Array.isArray(pattern)) {
    const tests = pattern.map(testOf)
    return value =>
      // of a list in the record, one item that matches is enough
      tests.some(test => (Array.isArray(value) ? value.some(item => test(item)) : test(value)))
  }
  if (!isRecord(pattern))
    throw new Error(`A filter must hold lists of values, and has ${JSON.stringify(pattern)}.`)
  const fields = Object.entries(pattern).map(([name, inner]): Test => {
    if (name.startsWith('$')) throw new Error(`The local stack does not support the filter operator ${name}.`)
    const test = patternOf(inner)
    return value => test(isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined)
  })
  return value => fields.every(test => test(value))
}

/** Whether one of the patterns, each JSON text, matches; every record, when there is none. Throws an error that
 * names an operator which is not here, or says what is no pattern. */
export const parseFilters = (patterns: readonly string[]): Test => {
  const tests = patterns.map(pattern => {
    const value = parseJson(pattern)
    if (!isRecord(value)) throw new Error(`The filter pattern ${pattern} is not a JSON object.`)
    return patternOf(value)
  })
  return value => tests.length === 0 || tests.some(test => test(value))
}
