// Lambda's Invoke: wait for the result, queue an event, or only ask whether that could be done.
// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html

import { pause } from '../../pause.ts'
import { AwsError, unsupported } from '../protocol/aws-error.ts'
import type { Answer } from '../protocol/call.ts'
import { parseJson } from '../protocol/json.ts'
import { header, type RestCall } from '../protocol/rest.ts'
import { throttled } from './failures.ts'
import type { Outcome } from './function.ts'
import { functionName } from './function-name.ts'
import { lastBytes } from './log-tail.ts'
import type { Lambdas } from './service.ts'

// https://aws.amazon.com/blogs/compute/more-room-to-build-serverless-services-now-support-payloads-up-to-1-mb
const eventLimit = 1_048_576
const waitedForLimit = 6_291_456

const withoutMeaning = ['x-amz-client-context', 'x-amz-durable-execution-name', 'x-amz-tenant-id']

/** The payload of a call, `{}` for none. Throws what AWS answers for one that is too large or no JSON. */
const payloadOf = (body: string, type: string): string => {
  const bytes = Buffer.byteLength(body)
  // the words: https://github.com/ASFHyP3/hyp3/issues/2241, https://github.com/pelmers/streetwarp-web/issues/14
  if (type === 'Event' && bytes > eventLimit)
    throw tooLarge(
      `${bytes} byte payload is too large for the Event invocation type (limit ${eventLimit} bytes)`,
    )
  if (bytes > waitedForLimit)
    throw tooLarge(`Request must be smaller than ${waitedForLimit} bytes for the InvokeFunction operation`)
  if (body === '') return '{}'
  if (parseJson(body) === undefined)
    throw new AwsError('InvalidRequestContentException', 'Could not parse request body into json.')
  return body
}

const tooLarge = (message: string): AwsError => new AwsError('RequestEntityTooLargeException', message, 413)

/** One of the values that a header may have; the first one when it is absent. */
const choice = (call: RestCall, name: string, values: readonly string[]): string => {
  const value = header(call, name) ?? values[0] ?? ''
  if (values.includes(value)) return value
  throw new AwsError('InvalidParameterValueException', `${name} must be one of ${values.join(', ')}.`)
}

const bodyless = (status: number, headers = {}): Answer => ({
  status,
  contentType: 'application/json',
  body: '',
  headers,
})

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors; its `message` is not called
 * Message, as that of the other errors is. */
const throttledAnswer = ({ requestId }: Outcome): Answer => ({
  status: 429,
  contentType: 'application/json',
  body: JSON.stringify({
    Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    Type: 'User',
    message: throttled.errorMessage,
  }),
  headers: { 'x-amzn-errortype': throttled.errorType, 'x-amzn-requestid': requestId },
})

export const invoke =
  (lambdas: Pick<Lambdas, 'find' | 'invoke' | 'enqueue'>) =>
  async (call: RestCall): Promise<Answer> => {
    for (const name of withoutMeaning)
      if (header(call, name) !== undefined) throw unsupported(`Invoke with ${name}`)
    const type = choice(call, 'X-Amz-Invocation-Type', ['RequestResponse', 'Event', 'DryRun'])
    const logs = choice(call, 'X-Amz-Log-Type', ['None', 'Tail'])
    const name = functionName(call.labels.name ?? '', call.query.get('Qualifier'))
    const payload = payloadOf(call.body, type)
    lambdas.find(name)
    if (type === 'DryRun') return bodyless(204)
    if (type === 'Event') {
      const { requestId, kept } = lambdas.enqueue(name, payload)
      await kept
      return bodyless(202, { 'x-amzn-requestid': requestId })
    }
    const outcome = await lambdas.invoke(name, payload)
    if (!outcome.ok && outcome.throttledAt !== undefined) return throttledAnswer(outcome)
    return answerOf(outcome, logs === 'Tail' ? await tailOf(outcome) : undefined)
  }

// what the function printed comes by another way than its result, and not always before it
const lastLinesMs = 20

const tailOf = async ({ printed }: Outcome): Promise<string> => {
  await pause(lastLinesMs, new AbortController().signal)
  return lastBytes(printed ?? []).toString('base64')
}

const answerOf = (outcome: Outcome, tail: string | undefined): Answer => ({
  status: 200,
  contentType: 'application/json',
  body: outcome.ok ? outcome.payload : JSON.stringify(outcome.error),
  headers: {
    ...(outcome.requestId ? { 'x-amzn-requestid': outcome.requestId } : {}),
    'x-amz-executed-version': '$LATEST',
    // Handled was for callbacks that gave an error in runtimes that are gone
    ...(outcome.ok ? {} : { 'x-amz-function-error': 'Unhandled' }),
    ...(tail === undefined ? {} : { 'x-amz-log-result': tail }),
  },
})
