// The local stack as a command starts it: with this package's runtime client, and errors for a person.

import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errors, PersonError } from '../errors.ts'
import { type LocalOptions, type LocalStack, startLocal } from './start-local.ts'

type World = {
  readonly home: string
  readonly now: () => number
  readonly tell: (line: string) => void
}

type Options = Pick<
  LocalOptions,
  'port' | 'faults' | 'onFault' | 'onLog' | 'onPublished' | 'onStackEvent'
> & {
  /** The folder in which the stack outlasts the process. */
  readonly dataFolder?: string | undefined
}

/** Starts the stack. Throws a PersonError when the port is taken, the data cannot be used, or the package is
 * incomplete. */
export const openLocal = async (world: World, { dataFolder, ...options }: Options): Promise<LocalStack> => {
  const runtimeClient = join(world.home, 'dist/runtime-client.cjs')
  if (!existsSync(runtimeClient)) throw errors.noRuntimeClient(runtimeClient)
  const onBug = (error: unknown) => {
    if (error instanceof PersonError) return world.tell(`guac: ${error.message}`)
    world.tell(`guac: the local stack has a bug: ${error instanceof Error ? error.stack : String(error)}`)
  }
  const data = dataFolder === undefined ? undefined : await dataOptions(world.home, dataFolder)
  try {
    return await startLocal({ ...options, data, runtimeClient, now: world.now, onBug })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
      throw errors.portInUse(options.port)
    throw error
  }
}

const dataOptions = async (home: string, folder: string): Promise<LocalOptions['data']> => {
  const { version } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8'))
  return { folder, version }
}
