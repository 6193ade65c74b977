// A function as it was configured, and what an invocation of it ends with.

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html */
export const logLevels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const
export type LogLevel = (typeof logLevels)[number]

export type LambdaFunction = {
  readonly name: string
  readonly arn: string
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
}

/** What Lambda answers for a failed invocation. */
export type FunctionError = {
  readonly errorType: string
  readonly errorMessage: string
  readonly trace?: readonly string[]
}

export type Outcome =
  | { readonly ok: true; readonly requestId: string; readonly payload: string }
  | { readonly ok: false; readonly requestId: string; readonly error: FunctionError }

export type LogLine = { readonly function: string; readonly group: string; readonly text: string }
