// What a function's first event waits for, in fresh processes: loading the handlers, and all from the start of the
// process to its first answer, without and with calls to AWS. An empty handler is the floor. DynamoDB is dynalite in
// this process, by HTTP and without TLS.

import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseTemplate } from '../../../src/cfn/parse-template.ts'
import { startRuntimeApi as startOwnApi } from '../../../src/local/lambda/runtime-api.ts'
import { startAws } from '../../handlers/local-aws.ts'
import {
  eventOf,
  type Functions,
  type Handler,
  handlers,
  nothing,
  rowsOf,
  writeFunctions,
} from '../cold-functions.ts'
import { type Client, coldStart, type Run } from '../cold-start.ts'
import type { Figure } from '../figure.ts'
import { folder, inTurns, median, node, output, rounds } from '../measure.ts'
import { installPeer, versionIn } from '../peers.ts'
import { startRuntimeApi } from '../runtime-api.ts'

const section = 'cold-start'

export const coldStarts = async (): Promise<readonly Figure[]> => {
  const { Mappings } = parseTemplate(await readFile('service.yaml', 'utf8'))
  const code = String(Mappings?.Code?.index?.js)
  const functions = await writeFunctions(resolve(folder, 'cold-start'), code)
  const own = await startOwnApi()
  const local = { runtimeApi: own, runtimeClient: resolve('dist/runtime-client.cjs') }
  const figures = [await importing(code), ...(await firstAnswers(local, functions, handlers, ''))]
  await own.stop()
  const official = await officialClient()
  if (!official) return figures
  figures.push(...(await firstAnswers(official, functions, ['recv'], `, ${official.name}`)))
  await official.runtimeApi.stop()
  return figures
}

/** AWS's own runtime client, where it can be built: that takes cmake, make and a compiler of C++. */
const officialClient = async (): Promise<(Client & { readonly name: string }) | undefined> => {
  const home = await installPeer('ric')
  if (!home) return undefined
  const name = `aws-lambda-ric ${await versionIn(home, 'aws-lambda-ric')}`
  return { name, runtimeApi: await startRuntimeApi(), runtimeClient: join(home, 'start.mjs') }
}

/** The time that a fresh process takes to load a module, in ms. */
const importTime = (path: string) => async (): Promise<number> => {
  const script = `const t = performance.now(); require(${JSON.stringify(path)}); process.stdout.write(String(performance.now() - t))`
  return Number(await output(node, '-e', script))
}

const importing = async (code: string): Promise<Figure> => {
  const paths = [`${folder}/handlers.cjs`, `${folder}/empty.cjs`] as const
  await writeFile(paths[0], code)
  await writeFile(paths[1], 'module.exports = {}\n')
  const [ms = 0, baseMs = 0] = await inTurns(rounds, ...paths.map(path => importTime(resolve(path))))
  const what = 'import of the handlers − of an empty module'
  return { section, what, ms, baseMs, target: { msOverBase: 20 } }
}

/** In turns: the empty function, and each handler's, built and with the SDK, for an event without records and for one. */
const firstAnswers = async (
  client: Client,
  functions: Functions,
  names: readonly Handler[],
  by: string,
): Promise<readonly Figure[]> => {
  const aws = await startAws()
  const environment = {
    ...(aws.world.env as Readonly<Record<string, string>>),
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  }
  const start = (path: string, event: unknown) => coldStart(client, path, environment, event)
  const put = (TableName: string, Item: unknown) => aws.dynamo('PutItem', { TableName, Item })
  let asked = 0

  /** Each time for another module, so that each event is the first of its module. */
  const first = (name: Handler, path: string) => async (): Promise<Run> => {
    asked += 1
    const module = `m${asked}`
    const { message, report } = rowsOf(module)
    if (name === 'success-rate') await put('message_recv', message)
    if (name === 'success-rate') await put('weekly_diagnostic', report)
    const before = aws.operations.length
    const run = await start(path, eventOf(name, module))
    if (aws.operations.length === before) throw new Error(`${path} has called nobody`)
    return run
  }
  const contestants = [
    () => start(functions.empty, nothing),
    ...names.flatMap(name => [
      () => start(functions.built[name], nothing),
      () => start(functions.withSdk[name], nothing),
      first(name, functions.built[name]),
      first(name, functions.withSdk[name]),
    ]),
  ]
  const runs = contestants.map((): Run[] => [])
  for (const contestant of contestants) await contestant()
  for (let round = 0; round < rounds; round += 1)
    for (const [index, contestant] of contestants.entries()) runs[index]?.push(await contestant())
  aws.close()

  const [empty, ...others] = runs.map(all => ({
    ms: median(all.map(({ ms }) => ms)),
    cpuMs: median(all.map(({ cpuMs }) => cpuMs)),
    megabytes: median(all.map(({ megabytes }) => megabytes)),
  }))
  return names.flatMap((name, index) => {
    const [built, withSdk, firstBuilt, firstWithSdk] = others.slice(4 * index)
    if (!empty || !built || !withSdk || !firstBuilt || !firstWithSdk) return []
    const floor = {
      ms: `an empty handler ${empty.ms.toFixed(0)} ms`,
      MB: `an empty handler ${empty.megabytes.toFixed(0)} MB`,
    }
    const cold = (what: string, value: 'ms' | 'cpuMs', run: Run, limit?: number): Figure => ({
      section,
      what: `${what}${by} − of an empty handler`,
      ms: run[value],
      baseMs: empty[value],
      target: { msOverBase: limit },
    })
    return [
      cold(`cold start of ${name}`, 'ms', built, 20),
      cold(`its processor time`, 'cpuMs', built),
      cold(`cold start of ${name} with the AWS SDK bundled`, 'ms', withSdk),
      cold(`its processor time`, 'cpuMs', withSdk),
      {
        section,
        what: `process start → first event answered by ${name}, against one with the SDK${by}`,
        ms: firstBuilt.ms,
        baseMs: firstWithSdk.ms,
        target: { timesFaster: undefined },
        floor: floor.ms,
      },
      {
        section,
        what: `peak memory of ${name} after its first event, against one with the SDK${by}`,
        ms: firstBuilt.megabytes,
        baseMs: firstWithSdk.megabytes,
        unit: 'MB' as const,
        floor: floor.MB,
      },
    ]
  })
}
