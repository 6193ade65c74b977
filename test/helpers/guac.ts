// Runs guac as a person does: a process of its own, with what it prints and its exit code.

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Readable } from 'node:stream'

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

const bin = join(process.cwd(), 'bin/guac.js')

/**
 * Starts guac, with its standard input at its end or open. `ended` resolves with what it printed; `saw` and `told` when
 * its output, or its standard error, holds a text.
 */
export const startGuac = (args: readonly string[], home = bin, input: 'none' | 'open' = 'none') => {
  // uvu sets FORCE_COLOR for itself, and Node warns when both are set
  const { FORCE_COLOR: _, ...inherited } = process.env
  const child = spawn(process.execPath, [home, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...inherited, NO_COLOR: '1' },
  })
  if (input === 'none') child.stdin.end()
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', chunk => {
    stdout += chunk
  })
  child.stderr.on('data', chunk => {
    stderr += chunk
  })
  const ended = new Promise<Ended>(resolve => child.on('close', code => resolve({ code, stdout, stderr })))
  const shows = (stream: Readable, text: string, output: () => string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = () => {
        if (output().includes(text)) resolve()
      }
      stream.on('data', look)
      child.on('close', () => reject(new Error(`guac ended before it printed ${text}: ${stdout}${stderr}`)))
      look()
    })
  const saw = (text: string) => shows(child.stdout, text, () => stdout)
  const told = (text: string) => shows(child.stderr, text, () => stderr)
  return { child, ended, saw, told, output: () => stdout }
}

export const guac = (...args: readonly string[]): Promise<Ended> => startGuac(args).ended
