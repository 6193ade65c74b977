// `guac console`: the console of a stack, on this machine alone, until Ctrl-C.

import { openConsole } from '../console/open-console.ts'
import { onTarget } from '../deploy/target.ts'
import type { TargetOptions } from '../deploy/where.ts'
import type { Io } from '../io.ts'
import { parsePort } from '../parse-port.ts'

export type ConsoleOptions = TargetOptions & { readonly port: string; readonly open: boolean }

/** Serves the console until Ctrl-C. */
export const showConsole = (io: Io, options: ConsoleOptions): Promise<void> => {
  const port = parsePort(options.port)
  return onTarget(io, options, async target => {
    const place = await target.place()
    // no console of a stack that is not there
    await target.stack()
    const served = await openConsole(io, target, { port, key: true })
    try {
      io.print(`The console of ${place}, until Ctrl-C:\n\n  ${served.url}\n`)
      if (options.open && (await io.browse?.(served.url))) io.tell('Opening it in your browser.')
      if (!io.stopping.aborted)
        await new Promise(resolve => io.stopping.addEventListener('abort', resolve, { once: true }))
    } finally {
      await served.stop()
    }
  })
}
