// All three tables are keyed by module and timestamp.

type Number = { readonly N: string }

export const number = (value: bigint | number): Number => ({ N: `${value}` })

export const keyOf = (module: string, timestamp: bigint) => ({
  moduleId: { S: module },
  timestamp: number(timestamp),
})

/** The parts of an update that need no names. */
export const update = (UpdateExpression: string, values: object, ConditionExpression?: string) => ({
  UpdateExpression,
  ConditionExpression,
  ExpressionAttributeValues: values,
})

// `timestamp` is a reserved word. Only BETWEEN, which includes both ends, takes two bounds of one key.
const names = { '#t': 'timestamp' }

/** The parts of a query for a module's rows in [from, to]. */
export const between = (module: string, from: bigint, to: bigint) => ({
  KeyConditionExpression: 'moduleId = :m AND #t BETWEEN :a AND :t',
  ExpressionAttributeNames: names,
  ExpressionAttributeValues: { ':m': { S: module }, ':a': number(from), ':t': number(to) },
})

/** The parts of a query for a module's rows from a bound on. */
export const beyond = (module: string, comparison: '<=' | '>' | '>=', timestamp: bigint) => ({
  KeyConditionExpression: `moduleId = :m AND #t ${comparison} :t`,
  ExpressionAttributeNames: names,
  ExpressionAttributeValues: { ':m': { S: module }, ':t': number(timestamp) },
})
