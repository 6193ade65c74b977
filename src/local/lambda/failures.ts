// What Lambda calls the ways in which an invocation fails without the handler's word.

import { isRecord, parseJson } from '../protocol/json.ts'
import type { FunctionError } from './function.ts'

/** A process that ended. https://github.com/brefphp/laravel-bridge/issues/45 shows the words for exit code 0. */
export const exited = (requestId: string, code: number | null, signal: string | null): FunctionError => {
  const how = signal ? `signal: ${signal.slice(3).toLowerCase()}` : `exit status ${code}`
  const why = code === 0 ? 'exited without providing a reason' : `exited with error: ${how}`
  return { errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} Error: Runtime ${why}` }
}

/** A process that could not be started at all. */
export const notStarted = (error: unknown): FunctionError => ({
  errorType: 'Runtime.ExitError',
  errorMessage: `The process of the function could not be started: ${String(error)}`,
})

export const timedOut = (requestId: string, seconds: number): FunctionError => ({
  errorType: 'Sandbox.Timedout',
  errorMessage: `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`,
})

export const initTimedOut = (requestId: string): FunctionError => ({
  errorType: 'Sandbox.Timedout',
  errorMessage: `RequestId: ${requestId} Error: Init timed out after 10.00 seconds`,
})

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 6 MB and a little */
export const responseLimit = 6_291_556

export const tooLarge = (bytes: number): FunctionError => ({
  errorType: 'Function.ResponseSizeTooLarge',
  errorMessage: `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (${responseLimit} bytes).`,
})

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html: TooManyRequestsException */
export const throttled: FunctionError = {
  errorType: 'TooManyRequestsException',
  errorMessage: 'Rate Exceeded.',
}

/** The error that a process reported, whatever it wrote. */
export const reported = (payload: string): FunctionError => {
  const value = parseJson(payload)
  if (!isRecord(value)) return { errorType: 'Unhandled', errorMessage: payload }
  return {
    errorType: String(value.errorType),
    errorMessage: String(value.errorMessage),
    ...(Array.isArray(value.trace) ? { trace: value.trace.map(String) } : {}),
  }
}
