// The functions that the section on cold starts starts: each handler as it is built, and that of the plain service, with
// the AWS SDK bundled; and an event for each.

import { join } from 'node:path'
import { build } from 'esbuild'
import { writeFunction } from './cold-start.ts'

export const handlers = ['recv', 'weekly', 'success-rate'] as const
export type Handler = (typeof handlers)[number]
const exported = { recv: 'recv', weekly: 'weekly', 'success-rate': 'successRate' } as const

export type Functions = {
  readonly empty: string
  readonly built: Readonly<Record<Handler, string>>
  readonly withSdk: Readonly<Record<Handler, string>>
}

/** Writes them below a folder, those of service.yaml with the code that it holds. Gives the folder of each. */
export const writeFunctions = async (home: string, code: string): Promise<Functions> => {
  const { outputFiles } = await build({
    entryPoints: handlers.map(name => `test/bench/plain/${name}.cjs`),
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    write: false,
    outdir: 'out',
    logLevel: 'error',
  })
  const plain = (name: Handler) => outputFiles[handlers.indexOf(name)]?.text ?? ''
  type Source = readonly [code: string, handler: string]
  const each = async (suffix: string, sourceOf: (name: Handler) => Source) => {
    const folders = handlers.map(
      async name => [name, await writeFunction(join(home, `${name}${suffix}`), ...sourceOf(name))] as const,
    )
    return Object.fromEntries(await Promise.all(folders)) as Record<Handler, string>
  }
  return {
    empty: await writeFunction(join(home, 'empty'), 'exports.empty = async () => {}\n', 'empty'),
    built: await each('', name => [code, exported[name]]),
    withSdk: await each('-sdk', name => [plain(name), 'handler']),
  }
}

/** An event with nothing in it, which no handler makes a call for. */
export const nothing = { Records: [] }

/** The first event of a module. */
export const eventOf = (handler: Handler, module: string): unknown => {
  const sns = (message: unknown) => ({ Records: [{ Sns: { Message: JSON.stringify(message) } }] })
  if (handler === 'recv') return sns({ moduleId: module, timestamp: 1 })
  if (handler === 'weekly') return sns({ moduleid: module, timestamp: 2, attempts: 3 })
  const { report } = rowsOf(module)
  const { attempts, ...Keys } = report
  const record = { SequenceNumber: '1', Keys, NewImage: report }
  return { Records: [{ eventName: 'INSERT', dynamodb: record }] }
}

/** The rows of a module with one message and one report. */
export const rowsOf = (module: string) => {
  const moduleId = { S: module }
  return {
    message: { moduleId, timestamp: { N: '1' } },
    report: { moduleId, timestamp: { N: '2' }, attempts: { N: '3' } },
  }
}
