// What passed, failed and was skipped, over all that one run of test/run.js does.

import { run } from './process.js'

const totals = { passed: 0, failed: 0, skipped: 0 }

export const title = text => console.log(`\n— ${text}`)

/** A program that passes when it ends with 0. */
export const check = async (name, command, args) => {
  title(name)
  const { code } = await run(command, args)
  totals[code === 0 ? 'passed' : 'failed'] += 1
  if (code !== 0) console.log(`FAILED: ${name}`)
}

export const skip = (name, why) => {
  totals.skipped += 1
  console.log(`SKIPPED: ${name}: ${why}`)
}

/**
 * Runs bundled tests with a command that starts Node, and adds what uvu counts. Several patterns run side by side,
 * and what the second and further ones print comes after the first has ended.
 */
export const runTests = async (name, command, args, folder, ...patterns) => {
  title(name)
  const colour = process.stdout.isTTY ? [] : ['--no-color']
  const runs = patterns.map((pattern, index) =>
    run(command, [...args, 'node_modules/uvu/bin.js', ...colour, folder, pattern], {
      quiet: index > 0,
      lastWord: /^\s+Duration: /m,
    }),
  )
  for (const [index, running] of runs.entries()) {
    const ended = await running
    if (index > 0) process.stdout.write(ended.output)
    if (ended.hangs) console.log(`FAILED: ${name}: a test has left something running, which was ended`)
    add(ended)
  }
}

const add = ({ code, output, hangs }) => {
  const counted = label => Number(new RegExp(`${label}:\\s+(\\d+)`).exec(output)?.[1] ?? 0)
  const [total, passed, skipped] = ['Total', 'Passed', 'Skipped'].map(counted)
  totals.passed += passed
  totals.skipped += skipped
  // a run that dies before its count, or counts nothing, has failed as well
  totals.failed += Math.max(total - passed - skipped, code !== 0 || hangs || total === 0 ? 1 : 0)
}

/** Prints the last line, and sets the exit code. */
export const summarise = () => {
  const { passed, failed, skipped } = totals
  console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  process.exitCode = failed > 0 ? 1 : 0
}
