// The local stack as a command starts it: with this package's runtime client, and errors for a person.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { errors } from '../errors.ts'
import { type LocalOptions, type LocalStack, startLocal } from './start-local.ts'

type World = {
  readonly home: string
  readonly now: () => number
  readonly tell: (line: string) => void
}

/** Starts the stack. Throws a PersonError when the port is taken or the package is incomplete. */
export const openLocal = async (
  world: World,
  options: Pick<LocalOptions, 'port' | 'faults' | 'onFault' | 'onLog' | 'onPublished' | 'onStackEvent'>,
): Promise<LocalStack> => {
  const runtimeClient = join(world.home, 'dist/runtime-client.cjs')
  if (!existsSync(runtimeClient)) throw errors.noRuntimeClient(runtimeClient)
  const onBug = (error: unknown) =>
    world.tell(`guac: the local stack has a bug: ${error instanceof Error ? error.stack : String(error)}`)
  try {
    return await startLocal({ ...options, runtimeClient, now: world.now, onBug })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
      throw errors.portInUse(options.port)
    throw error
  }
}
