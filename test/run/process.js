// Starting programs for test/run.js.

import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

// this project supports Node 20 itself; the SDK's notice about it would stand between the results
export const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' }

/** Runs a program to its end, showing what it prints. Returns its exit code and its output. */
export const run = (command, args, { quiet = false } = {}) =>
  new Promise(resolve => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env })
    let output = ''
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ])
      from.on('data', chunk => {
        output += chunk
        if (!quiet) to.write(chunk)
      })
    child.on('error', error => resolve({ code: -1, output: String(error) }))
    child.on('close', code => resolve({ code, output }))
  })
