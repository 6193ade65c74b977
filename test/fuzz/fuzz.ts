// Some thousands of inputs in `npm test`, the same each time; as many as one likes, of any seed, by `npm run fuzz`.

import { Worker } from 'node:worker_threads'
import * as fc from 'fast-check'

/** How many inputs a property takes: what is told, or else so many. */
export const inputs = (few: number): number => Number(process.env.GUAC_FUZZ_COUNT ?? few)
const seed = Number(process.env.GUAC_FUZZ_SEED ?? 1)

// What hangs cannot say so itself: another thread looks on, and ends the process with the number of the input.
const watcher = `
const { workerData } = require('node:worker_threads')
const { writeSync } = require('node:fs')
const at = new Int32Array(workerData)
let last = -1
let times = 0
setInterval(() => {
  const now = Atomics.load(at, 0)
  times = now === last && Atomics.load(at, 1) === 1 ? times + 1 : 0
  last = now
  if (times < 12) return
  writeSync(2, 'FAILED: input ' + now + ' of seed ${seed} has not ended for a minute\\n')
  process.kill(process.pid, 'SIGKILL')
}, 5000)
`
const at = new Int32Array(new SharedArrayBuffer(8))
new Worker(watcher, { eval: true, workerData: at.buffer }).unref()

// an input can be long, and its first part tells most
const longest = 3000

const stackOf = (error: unknown): string =>
  (error instanceof Error ? `${error.stack ?? error}` : String(error)).slice(0, longest)

/** Checks that many inputs, or an array of `batch` at once, and shrinks the first one that fails. */
export const fuzz = async <Input>(
  arbitrary: fc.Arbitrary<Input>,
  few: number,
  check: (input: Input) => unknown,
  batch = 1,
): Promise<void> => {
  Atomics.store(at, 1, 1)
  try {
    const { failed, counterexample, counterexamplePath, errorInstance } = await fc.check(
      fc.asyncProperty(arbitrary, async input => {
        Atomics.add(at, 0, 1)
        await check(input)
      }),
      { numRuns: Math.ceil(inputs(few) / batch), seed, endOnFailure: batch > 1 },
    )
    if (!failed) return
    const text = fc.stringify(counterexample)
    const input = text.length > longest ? `${text.slice(0, longest)}… and ${text.slice(-longest)}` : text
    // a batch says itself which of it failed
    const found = batch > 1 ? '' : `: ${input}`
    throw new Error(`seed ${seed}, path ${counterexamplePath}${found}\n${stackOf(errorInstance)}`)
  } finally {
    Atomics.store(at, 1, 0)
  }
}
