// A function as it was configured, and what an invocation of it ends with.

export type LambdaFunction = {
  readonly name: string
  readonly arn: string
  readonly handler: string
  readonly timeoutSeconds: number
  readonly memoryMb: number
  readonly environment: Readonly<Record<string, string>>
  readonly logGroup: string
  readonly jsonLogs: boolean
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
