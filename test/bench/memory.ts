// Whether the local stack's memory stays flat over 100,000 messages. They are the same 10,000 ten times: rows are
// kept in memory, and what grows with them is no leak.

import { startService } from '../helpers/service.ts'
import type { Figure } from './figure.ts'
import { publishAll } from './load.ts'
import { output } from './measure.ts'

/** Resident megabytes of this process, where the stack is, and of its functions. */
const resident = async (): Promise<readonly [stack: number, functions: number]> => {
  const lines = (await output('ps', '-A', '-o', 'ppid=,rss=,args=')).split('\n')
  const functions = lines
    .map(line => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter(found => Number(found?.[1]) === process.pid && found?.[3]?.includes('runtime-client'))
    .reduce((sum, found) => sum + Number(found?.[2]) / 1000, 0)
  return [process.memoryUsage().rss / 1e6, functions]
}

export const memory = async (): Promise<readonly Figure[]> => {
  const service = await startService()
  const { endpoint, idle } = service.stack
  const topicArn = service.output('RecvMessageTopicArn')
  const seen: (readonly [number, number])[] = []
  console.log('| messages | the stack, MB | its functions, MB |\n|---|---|---|')
  for (let published = 10_000; published <= 100_000; published += 10_000) {
    await publishAll({ endpoint, topicArn, count: 10_000, batch: 10, first: 1 })
    await idle()
    const [stack, functions] = await resident()
    seen.push([stack, functions])
    console.log(`| ${published} | ${stack.toFixed(0)} | ${functions.toFixed(0)} |`)
  }
  console.log('')
  await service.stop()
  // by then V8 has sized its heap
  const [stack, functions] = seen[2] ?? [Number.NaN, Number.NaN]
  const [stackEnd, functionsEnd] = seen.at(-1) ?? [Number.NaN, Number.NaN]
  const figure = (what: string, end: number, base: number): Figure => ({
    section: 'memory',
    what: `${what} after 100,000 messages ÷ after 30,000`,
    ms: end,
    baseMs: base,
    unit: 'MB',
    target: { ratio: 1.2 },
  })
  return [figure('the stack', stackEnd, stack), figure('its functions', functionsEnd, functions)]
}
