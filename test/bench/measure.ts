// Measuring: medians, and contestants taken in turns so that a slow minute of the machine hits each alike.

import { execFile, spawn } from 'node:child_process'
import { promisify } from 'node:util'

export const rounds = 11
export const node = process.execPath
/** Where a section may write; there when it runs, and ignored by git. */
export const folder = '.guac/bench'

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((left, right) => left - right)
  const middle = sorted.length >> 1
  const [low = Number.NaN, high = Number.NaN] = [
    sorted[middle - (sorted.length % 2 === 0 ? 1 : 0)],
    sorted[middle],
  ]
  return (low + high) / 2
}

/** The medians, in ms, of what each contestant takes: one warm-up each, then so many rounds in turns. */
export const inTurns = async (
  rounds: number,
  ...contestants: readonly (() => Promise<number>)[]
): Promise<readonly number[]> => {
  const times = contestants.map((): number[] => [])
  for (const contestant of contestants) await contestant()
  for (let round = 0; round < rounds; round += 1)
    for (const [index, contestant] of contestants.entries()) times[index]?.push(await contestant())
  return times.map(median)
}

/** A contestant: a whole process from start to end, in ms. Throws when it fails. */
export const processTime =
  (command: string, ...args: readonly string[]) =>
  async (): Promise<number> => {
    const started = performance.now()
    await output(command, ...args)
    return performance.now() - started
  }

/** What a process prints. Throws when it ends with another exit code than 0. */
export const output = (command: string, ...args: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let text = ''
    child.stdout.on('data', chunk => {
      text += chunk
    })
    child.on('error', reject)
    child.on('close', code =>
      code === 0 ? resolve(text) : reject(new Error(`${command} ${args.join(' ')} ended with ${code}`)),
    )
  })

type Where = { readonly cwd: string; readonly env?: NodeJS.ProcessEnv }

/** Runs a program elsewhere, and keeps what it prints to itself. Throws with all of that when it fails. */
export const run = async (command: string, args: readonly string[], where: Where): Promise<void> => {
  try {
    await promisify(execFile)(command, args, { ...where, maxBuffer: 1e8 })
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    throw new Error(`${command} ${args.join(' ')} failed in ${where.cwd}: ${error}\n${stdout}${stderr}`)
  }
}
