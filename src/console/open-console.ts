// The console as a command starts it: with this package's page, and secrets of its own.

import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { type Console, startConsole } from './serve-console.ts'
import type { Source } from './source.ts'

type World = {
  readonly home: string
  readonly now: () => number
  readonly tell: (line: string) => void
}

type Options = {
  /** 0 for any free port. */
  readonly port: number
  /** Whether the address carries a key, without which nothing can be read. */
  readonly key: boolean
  /** The option of the command line that names the port. */
  readonly option?: string
}

/** Starts the console of a stack. Throws a PersonError when the port is taken or the package is incomplete. */
export const openConsole = (
  { home, now, tell }: World,
  target: Omit<Source, 'now'>,
  { port, key, option }: Options,
): Promise<Console> =>
  startConsole({
    source: { ...target, now },
    pageFolder: join(home, 'dist/console'),
    port,
    option,
    secrets: { token: secret(), key: key ? secret() : undefined },
    onBug: error =>
      tell(`guac: the console has a bug: ${error instanceof Error ? error.stack : String(error)}`),
  })

const secret = (): string => randomBytes(16).toString('base64url')
