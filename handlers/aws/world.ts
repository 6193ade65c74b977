// The world of a handler: environment, clock, chance, waiting and the log come in here, so that a test can hand
// in others.

/** What Lambda itself sets for every function, and the endpoint of a local stack instead of AWS. */
export type AwsEnv = {
  readonly AWS_REGION: string
  readonly AWS_ACCESS_KEY_ID: string
  readonly AWS_SECRET_ACCESS_KEY: string
  readonly AWS_SESSION_TOKEN?: string
  readonly AWS_LAMBDA_FUNCTION_NAME?: string
  readonly AWS_ENDPOINT_URL?: string
}

export type World<Env> = {
  readonly env: Env & AwsEnv
  /** Now, in ms since 1970. */
  readonly now: () => number
  /** From 0 up to, not including, 1. */
  readonly random: () => number
  readonly wait: (ms: number) => Promise<unknown>
  /** Writes one line to the log. */
  readonly print: (line: string) => void
}

/** The part of Lambda's context that handlers read; a direct call may leave it out. */
export type Context = { readonly getRemainingTimeInMillis?: () => number }

/** The real world. The template sets the variables of `Env`, and the compiler holds it to that. */
export const realWorld = <Env>(): World<Env> => ({
  env: process.env as unknown as Env & AwsEnv,
  now: Date.now,
  random: Math.random,
  wait: ms => new Promise(resolve => setTimeout(resolve, ms)),
  // Not console.log: with JSON logs Lambda keeps a line that is JSON with a level as it is, and wraps the others.
  print: line => void process.stdout.write(`${line}\n`),
})

/** Logs one structured line; `level` and `timestamp` are what Lambda's log filter reads. */
export const log = (
  { print, now }: Pick<World<unknown>, 'print' | 'now'>,
  level: 'WARN' | 'ERROR',
  message: string,
  facts: object,
): void => print(JSON.stringify({ timestamp: new Date(now()).toISOString(), level, message, ...facts }))
