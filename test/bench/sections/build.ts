// `guac build` against a bare script of esbuild and yaml, and against what others use, on the same resources.

import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseTemplate } from '../../../src/cfn/parse-template.ts'
import type { Template } from '../../../src/cfn/template.ts'
import type { Figure } from '../figure.ts'
import { folder, inTurns, node, processTime, rounds, run } from '../measure.ts'
import { oslsResources } from '../osls-resources.ts'
import { installPeer, peerEnv, peerTime, versionIn } from '../peers.ts'
import { compareCounts, countResources } from '../resource-counts.ts'

const section = 'build'
const guac = processTime(node, 'bin/guac.js', 'build')

export const build = async (): Promise<readonly Figure[]> => {
  const service = parseTemplate(await readFile('service.yaml', 'utf8'))
  const template = `${folder}/template.json`
  await writeFile(template, JSON.stringify(service))
  const [ms = 0, baseMs = 0, withEsbuild = 0, alone = 0] = await inTurns(
    rounds,
    guac,
    processTime(node, 'test/bench/bare-build.js', template),
    processTime(node, 'test/bench/bare-build.js'),
    processTime(node, '-e', '0'),
  )
  const parts = [alone, withEsbuild - alone, baseMs - withEsbuild].map(part => part.toFixed(0))
  const floor = `Node ${parts[0]} ms, esbuild ${parts[1]}, yaml ${parts[2]}`
  return [
    { section, what: 'guac build ÷ bare esbuild and yaml', ms, baseMs, target: { ratio: 1.3 }, floor },
    ...(await besidePeers(service)),
  ]
}

type Peer = {
  readonly what: string
  readonly time: () => Promise<number>
  readonly timesFaster: number
  /** The template that it writes. */
  readonly template: string
}

/** guac build and each peer that can be had, in turns. */
const besidePeers = async (service: Template): Promise<readonly Figure[]> => {
  const peers = [...(await cdk()), ...(await osls(service))]
  if (peers.length === 0) return []
  const [ms = 0, ...times] = await inTurns(5, guac, ...peers.map(({ time }) => time))
  const ours = countResources(service)
  for (const { what, template } of peers) {
    const theirs = countResources(JSON.parse(await readFile(template, 'utf8')))
    console.log(compareCounts(what, ours, theirs))
  }
  console.log('')
  return peers.map(({ what, timesFaster }, index) => ({
    section,
    what: `guac build, against ${what}`,
    ms,
    baseMs: times[index] ?? Number.NaN,
    target: { timesFaster },
  }))
}

/** The CDK, in a project that its own cdk init has made around our stack. */
const cdk = async (): Promise<readonly Peer[]> => {
  const home = await installPeer('cdk')
  if (!home) return []
  const command = join(home, 'node_modules/aws-cdk/bin/cdk')
  const project = join(home, 'service')
  await rm(project, { recursive: true, force: true })
  await mkdir(project)
  const init = ['init', 'app', '--language', 'typescript', '--generate-only', '--no-notices']
  await run(node, [command, ...init], { cwd: project, env: peerEnv })
  await symlink('../node_modules', join(project, 'node_modules'))
  await cp(join(home, 'service-stack.ts'), join(project, 'lib/service-stack.ts'))
  const compiler = ['node_modules/typescript/bin/tsc', '--noEmit', 'false', '--outDir', 'compiled']
  await run(node, compiler, { cwd: project, env: peerEnv })
  console.log(
    `aws-cdk ${await versionIn(home, 'aws-cdk')}, aws-cdk-lib ${await versionIn(home, 'aws-cdk-lib')}`,
  )
  const compiled = ['--app', 'node compiled/bin/service.js']
  const variant = (what: string, timesFaster: number, out: string, ...options: readonly string[]): Peer => ({
    what: `cdk synth ${what}`,
    timesFaster,
    time: peerTime(project, command, 'synth', '--quiet', '--no-notices', '--output', out, ...options),
    template: join(project, out, 'ServiceStack.template.json'),
  })
  return [
    variant('of compiled JavaScript', 20, 'out/compiled', ...compiled),
    variant('as cdk init ships it', 20, 'out/shipped'),
    variant('of compiled JavaScript, without its validation', 10, 'out/bare', '--no-validation', ...compiled),
  ]
}

const osls = async (service: Template): Promise<readonly Peer[]> => {
  const home = await installPeer('osls')
  if (!home) return []
  await rm(join(home, 'handlers'), { recursive: true, force: true })
  await cp('handlers', join(home, 'handlers'), { recursive: true })
  await writeFile(join(home, 'resources.json'), JSON.stringify(oslsResources(service)))
  console.log(
    `osls ${await versionIn(home, 'osls')}, serverless-esbuild ${await versionIn(home, 'serverless-esbuild')}\n`,
  )
  return [
    {
      what: 'osls package with serverless-esbuild',
      timesFaster: 7,
      time: peerTime(home, 'node_modules/osls/bin/serverless.js', 'package'),
      template: join(home, '.serverless/cloudformation-template-update-stack.json'),
    },
  ]
}
