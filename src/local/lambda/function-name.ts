// What the API takes for a function: its name, its ARN, part of its ARN, each with a qualifier or without. Pure.

import { arn, place } from '../place.ts'
import { AwsError } from '../protocol/aws-error.ts'

// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_RequestParameters
const pattern =
  '(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?'
const whole = new RegExp(`^${pattern}$`)

/** The bare name. Throws AWS's errors for what is no name, and for versions, aliases and places that are not here. */
export const functionName = (given: string, qualifier?: string | null): string => {
  const found = whole.exec(given)
  if (!found || given.length > 170)
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value '${given}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: ${pattern}`,
    )
  const [, , , region, , account, , name = '', , ownQualifier] = found
  const version = ownQualifier ?? qualifier ?? '$LATEST'
  if (ownQualifier && qualifier && ownQualifier !== qualifier)
    throw new AwsError(
      'InvalidParameterValueException',
      'The derived qualifier from the function name does not match the specified qualifier.',
    )
  const elsewhere = (region ?? `${place.region}:`) !== `${place.region}:`
  const others = (account ?? `${place.account}:`) !== `${place.account}:`
  if (elsewhere || others) throw noFunction(given)
  if (version !== '$LATEST') throw noFunction(`${arn('lambda', `function:${name}`)}:${version}`)
  return name
}

/** AWS's refusal of a function that is not there. */
export const noFunction = (functionArn: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Function not found: ${functionArn}`, 404)
