// Calling a function of the stack and hearing whether it handled what it was given.

import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda'

/** Why a function did not handle an event, or undefined when it did. */
export const invoke = async (
  lambda: LambdaClient,
  FunctionName: string,
  event: unknown,
): Promise<string | undefined> => {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
  )
  const answer: unknown = JSON.parse(Payload ? Buffer.from(Payload).toString() || 'null' : 'null')
  const of = (key: string): unknown =>
    typeof answer === 'object' && answer !== null ? Reflect.get(answer, key) : undefined
  if (FunctionError) return `the function failed: ${of('errorMessage') ?? FunctionError}`
  // how the function at the stream says that it did not handle a record
  const failures = of('batchItemFailures')
  if (Array.isArray(failures) && failures.length > 0)
    return 'the function failed on it: its log says why (guac logs)'
  return undefined
}
