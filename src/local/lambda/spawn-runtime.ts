// The process of an execution environment, with the variables that Lambda gives it.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html

import { type ChildProcess, spawn } from 'node:child_process'
import type { LambdaFunction, LogLine } from './function.ts'
import { eachLine } from './lines.ts'
import type { RuntimeApi } from './runtime-api.ts'

export type Host = {
  readonly runtimeApi: RuntimeApi
  /** The endpoint that the function's calls go to. */
  readonly endpoint: string
  readonly region: string
  /** The path of the bundled runtime-client. */
  readonly runtimeClient: string
  readonly log: (line: LogLine) => void
  /** The access key that a function signs its calls with. */
  readonly accessKey: (functionName: string) => string
  /** In how many ms to kill a process that has just got an event, where that is wanted. */
  readonly killAfter?: (() => number | undefined) | undefined
}

/** Lambda's own variables, which no function may set. */
const ownVariables = (host: Host, lambda: LambdaFunction, id: string, stream: string) => ({
  _HANDLER: lambda.handler,
  AWS_ACCESS_KEY_ID: host.accessKey(lambda.name),
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_SESSION_TOKEN: 'local',
  AWS_REGION: host.region,
  AWS_DEFAULT_REGION: host.region,
  AWS_ENDPOINT_URL: host.endpoint,
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(lambda.memoryMb),
  AWS_LAMBDA_FUNCTION_NAME: lambda.name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_LOG_FORMAT: lambda.jsonLogs ? 'JSON' : 'Text',
  AWS_LAMBDA_LOG_GROUP_NAME: lambda.logGroup,
  AWS_LAMBDA_LOG_LEVEL: lambda.logLevel,
  AWS_LAMBDA_LOG_STREAM_NAME: stream,
  AWS_LAMBDA_RUNTIME_API: host.runtimeApi.address(id),
  LAMBDA_TASK_ROOT: lambda.codeFolder,
  TZ: ':UTC',
})

/** The log stream of an environment, with the function's name in a group that others may write to as well.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html */
export const logStreamName = (lambda: LambdaFunction, id: string, startedAt: Date): string => {
  const day = startedAt.toISOString().slice(0, 10).replaceAll('-', '/')
  const guid = id.replaceAll('-', '')
  return lambda.logGroup === `/aws/lambda/${lambda.name}`
    ? `${day}/[$LATEST]${guid}`
    : `${day}/${lambda.name}[$LATEST][${guid}]`
}

/** Starts it; each line that it prints is told. Throws what spawn throws. */
export const spawnRuntime = (
  host: Host,
  lambda: LambdaFunction,
  id: string,
  stream: string,
  print: (line: string) => void,
): ChildProcess => {
  const child = spawn(process.execPath, [`--max-old-space-size=${lambda.memoryMb}`, host.runtimeClient], {
    cwd: lambda.codeFolder,
    // the last is the runtime client's: see runtime-pipe.ts
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: { ...lambda.environment, ...ownVariables(host, lambda, id, stream) },
  })
  for (const output of [child.stdout, child.stderr]) if (output) eachLine(output, print)
  return child
}
