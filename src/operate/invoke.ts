// Calling a function of the stack and hearing whether it handled what it was given.

import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda'

export type Answer = {
  /** Why the function did not handle the event; undefined when it did. */
  readonly failure: string | undefined
  /** Why it refused records of a redriven event; undefined where it does not say, as of an event that is not redriven. */
  readonly refused: readonly string[] | undefined
}

/** Hands an event to a function, and waits for its answer. */
export const invoke = async (lambda: LambdaClient, FunctionName: string, event: unknown): Promise<Answer> => {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
  )
  const answer: unknown = JSON.parse(Payload ? Buffer.from(Payload).toString() || 'null' : 'null')
  const of = (key: string): unknown =>
    typeof answer === 'object' && answer !== null ? Reflect.get(answer, key) : undefined
  const refused = of('refused')
  return {
    failure: FunctionError
      ? `the function failed: ${of('errorMessage') ?? FunctionError}`
      : failureIn(of('batchItemFailures')),
    refused: Array.isArray(refused) ? refused.map(String) : undefined,
  }
}

/** How the function at the stream says that it did not handle a record. */
const failureIn = (failures: unknown): string | undefined =>
  Array.isArray(failures) && failures.length > 0
    ? 'the function failed on it: its log says why (guac logs)'
    : undefined
