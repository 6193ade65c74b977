import { errors } from '../errors.ts'

/** A parameter of a request that is one of some names. Throws a PersonError for anything else. */
export const oneOf = <Name extends string>(
  query: URLSearchParams,
  parameter: string,
  names: readonly Name[],
): Name => {
  const given = query.get(parameter)
  const found = names.find(name => name === given)
  if (found === undefined) throw errors.badRequest(`its ${parameter} is none of ${names.join(', ')}`)
  return found
}
