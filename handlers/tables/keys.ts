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

// `timestamp` is a reserved word
const rowsOf = (module: string, bound: string, values: object) => ({
  KeyConditionExpression: `moduleId = :m AND #t ${bound}`,
  ExpressionAttributeNames: { '#t': 'timestamp' },
  ExpressionAttributeValues: { ':m': { S: module }, ...values },
})

/** The parts of a query for a module's rows in [from, to]. Only BETWEEN takes two bounds of one key. */
export const between = (module: string, from: bigint, to: bigint) =>
  rowsOf(module, 'BETWEEN :a AND :t', { ':a': number(from), ':t': number(to) })

/** The parts of a query for a module's rows from a bound on. */
export const beyond = (module: string, comparison: '<=' | '>' | '>=', timestamp: bigint) =>
  rowsOf(module, `${comparison} :t`, { ':t': number(timestamp) })
