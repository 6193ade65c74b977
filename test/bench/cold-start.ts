// One cold start: a fresh process from its start to its first answer, the processor time that it took, which a busy
// machine stretches less, and the most memory that it had by then.

import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startEnvironment } from '../../src/local/lambda/environment.ts'
import type { LambdaFunction } from '../../src/local/lambda/function.ts'
import type { RuntimeApi } from '../../src/local/lambda/runtime-api.ts'

export type Run = { readonly ms: number; readonly cpuMs: number; readonly megabytes: number }

/** Who hands the process its event. */
export type Client = { readonly runtimeApi: RuntimeApi; readonly runtimeClient: string }

/**
 * Writes code to a folder as a function that answers with what its process has used: processor time, and the peak of
 * resident memory in kilobytes. The module is CommonJS, and exports the handler under a name.
 */
export const writeFunction = async (folder: string, code: string, handler: string): Promise<string> => {
  await mkdir(folder, { recursive: true })
  // the project's own says that .js is an ES module
  await writeFile(join(folder, 'package.json'), '{}\n')
  await writeFile(join(folder, 'code.js'), code)
  await writeFile(
    join(folder, 'index.js'),
    `const { ${handler}: handler } = require('./code.js')
exports.handler = async (event, context) => {
  const result = await handler(event, context)
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
  return { result, peak: maxRSS, cpuMs: (userCPUTime + systemCPUTime) / 1000 }
}
`,
  )
  return folder
}

/** Starts a process for one event. Throws when the function fails, or leaves a record for later. */
export const coldStart = async (
  client: Client,
  folder: string,
  environment: Readonly<Record<string, string>>,
  event: unknown,
): Promise<Run> => {
  const lambda: LambdaFunction = {
    name: 'bench',
    arn: 'arn:aws:lambda:us-east-1:000000000000:function:bench',
    role: 'arn:aws:iam::000000000000:role/bench',
    handler: 'index.handler',
    timeoutSeconds: 30,
    memoryMb: 128,
    environment,
    logGroup: '/aws/lambda/bench',
    jsonLogs: true,
    logLevel: 'INFO',
    codeFolder: folder,
  }
  const lines: string[] = []
  const host = {
    ...client,
    endpoint: environment.AWS_ENDPOINT_URL ?? '',
    region: 'us-east-1',
    log: ({ text }: { text: string }) => void lines.push(text),
    accessKey: () => 'bench',
  }
  const started = performance.now()
  const running = startEnvironment(host, lambda)
  const outcome = await running.invoke(JSON.stringify(event), 'bench')
  const ms = performance.now() - started
  await running.stop()
  const answer = outcome.ok && JSON.parse(outcome.payload)
  if (!outcome.ok || answer.result?.batchItemFailures?.length > 0)
    throw new Error(`${folder}: ${JSON.stringify(outcome)}\n${lines.join('\n')}`)
  return { ms, cpuMs: answer.cpuMs, megabytes: (answer.peak * 1024) / 1e6 }
}
