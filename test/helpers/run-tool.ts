// Programs that others wrote, as `npm run verify` has installed them.

import { execFile } from 'node:child_process'
import { join } from 'node:path'

export type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string }

/** Runs a program of a folder to its end, whatever that is. Throws when it cannot be started. */
export const runTool = (folder: string | undefined, program: string, ...args: string[]): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const options = { maxBuffer: 64 * 1024 * 1024 }
    execFile(join(folder ?? '', program), args, options, (error, stdout, stderr) => {
      const code = error ? error.code : 0
      if (typeof code === 'number') resolve({ code, stdout, stderr })
      else reject(error)
    })
  })
