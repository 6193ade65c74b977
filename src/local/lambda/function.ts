// A function as it was configured, and what an invocation of it ends with.

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html */
export const logLevels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const
export type LogLevel = (typeof logLevels)[number]

export type LambdaFunction = {
  readonly name: string
  readonly arn: string
  /** The ARN of the role that its calls are made as. */
  readonly role: string
  readonly handler: string
  readonly timeoutSeconds: number
  readonly memoryMb: number
  readonly environment: Readonly<Record<string, string>>
  readonly logGroup: string
  readonly jsonLogs: boolean
  /** The lowest level that JSON logs show. */
  readonly logLevel: LogLevel
  /** The folder that holds index.js. */
  readonly codeFolder: string
  readonly about?: FunctionDetails
}

/** What of a function is only shown. */
export type FunctionDetails = {
  readonly runtime: string
  readonly description?: string
  readonly architectures?: readonly string[]
  readonly systemLogLevel?: string
  /** Of the code as it stands in the template, since there is no archive; in bytes. */
  readonly codeSize: number
  /** The same code's SHA-256 in base64. */
  readonly codeSha256: string
  /** ms since 1970. */
  readonly modifiedAt: number
}

/** What Lambda answers for a failed invocation. */
export type FunctionError = {
  readonly errorType: string
  readonly errorMessage: string
  readonly trace?: readonly string[]
}

export type Outcome = {
  readonly requestId: string
  /** The last lines that the invocation printed; those that are still on their way are added. */
  readonly printed?: readonly string[]
  /** How long it ran, in ms, initialisation left out; absent when it never began. */
  readonly ms?: number
} & (
  | { readonly ok: true; readonly payload: string }
  | {
      readonly ok: false
      readonly error: FunctionError
      /** The reserved concurrency that refused it: the function never saw the event. */
      readonly throttledAt?: number
    }
)

export type LogLine = {
  readonly function: string
  readonly group: string
  /** The log stream of the environment that printed it; none for what the local stack itself has to say. */
  readonly stream?: string
  readonly text: string
}
