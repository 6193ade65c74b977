// Tools of others, at the versions that the lock files in test/bench/peers hold: installed into an ignored folder
// when a section first wants them, and run without a word to anybody.

import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { folder, node, run } from './measure.ts'

const peers = resolve(folder, 'peers')

/** Installs one of test/bench/peers, once for each lock file. Returns its folder; undefined, and says why, if it cannot be had. */
export const installPeer = async (name: string): Promise<string | undefined> => {
  const home = join(peers, name)
  const stamp = join(home, 'installed')
  await mkdir(home, { recursive: true })
  await cp(`test/bench/peers/${name}`, home, { recursive: true })
  const wanted = await readFile(join(home, 'package-lock.json'), 'utf8')
  if ((await readFile(stamp, 'utf8').catch(() => '')) === wanted) return home
  console.log(`installing test/bench/peers/${name} into ${folder}/peers/${name} …`)
  try {
    await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: home })
  } catch (error) {
    console.log(`SKIPPED: ${name} cannot be installed: ${String(error).trim().split('\n').at(-1)}\n`)
    return undefined
  }
  await writeFile(stamp, wanted)
  return home
}

/**
 * What a peer's process finds in its environment, and nothing else: no account, no settings of whoever measures, and
 * no leave to ask the network for news or send any.
 */
export const peerEnv = {
  PATH: process.env.PATH,
  HOME: join(peers, 'home'),
  AWS_EC2_METADATA_DISABLED: 'true',
  // https://docs.aws.amazon.com/cdk/v2/guide/cli-telemetry.html
  CDK_DISABLE_CLI_TELEMETRY: 'true',
  // npx, which the CDK starts, looks for newer versions of npm
  npm_config_update_notifier: 'false',
}

/** A contestant: a peer's program from start to end, in ms. Throws with what it printed when it fails. */
export const peerTime =
  (cwd: string, ...args: readonly string[]) =>
  async (): Promise<number> => {
    const started = performance.now()
    await run(node, args, { cwd, env: peerEnv })
    return performance.now() - started
  }

/** The version of a package that is installed in a folder. */
export const versionIn = async (home: string, name: string): Promise<string> =>
  JSON.parse(await readFile(join(home, 'node_modules', name, 'package.json'), 'utf8')).version
