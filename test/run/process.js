// Starting programs for test/run.js.

import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

// this project supports Node 20 itself; the SDK's notice about it would stand between the results
export const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' }

const groups = new Set()
const endGroup = pid => {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // it has ended by itself
  }
}
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => {
    for (const pid of groups) endGroup(pid)
    process.exit(130)
  })

/** How long a program may go on after it has said its last word, in ms. */
const grace = 20_000

/**
 * Runs a program to its end, showing what it prints. Returns its exit code and its output. One that does not end
 * although its output shows `lastWord` is ended, with all that it has started, and is said to hang.
 */
export const run = (command, args, { quiet = false, lastWord } = {}) =>
  new Promise(resolve => {
    const stdio = ['ignore', 'pipe', 'pipe']
    // a group of its own, so that what it leaves running can be ended with it
    const child = spawn(command, args, { cwd: root, stdio, env, detached: true })
    let output = ''
    let hangs = false
    let timer
    groups.add(child.pid)
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ])
      from.on('data', chunk => {
        output += chunk
        if (!quiet) to.write(chunk)
        if (timer || !lastWord?.test(output)) return
        timer = setTimeout(() => {
          hangs = true
          endGroup(child.pid)
        }, grace)
      })
    const end = code => {
      clearTimeout(timer)
      groups.delete(child.pid)
      resolve({ code, output, hangs })
    }
    child.on('error', error => {
      output += String(error)
      end(-1)
    })
    child.on('close', end)
  })
