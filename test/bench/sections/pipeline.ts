// The local stack at work: received messages from their publication over HTTP to their rows, by so many publishers at
// once, beside MiniStack with the same template under the same load; rates that are computed meanwhile; memory; and where
// the time of one message goes.

import { hasMiniStack } from '../../helpers/ministack.ts'
import { type Ended, type Level, localStack, miniStack, run, table } from '../contestants.ts'
import type { Figure } from '../figure.ts'
import { httpFloor } from '../http-floor.ts'
import { isLastStored, publishAll } from '../load.ts'
import { median } from '../measure.ts'
import { live, sparkline, watchMemory } from '../memory-use.ts'
import { stageTimes } from '../stage-times.ts'

const section = 'pipeline'
const levels: readonly Level[] = [1, 10].flatMap(batch =>
  [1, 8, 64].map(publishers => ({ publishers, batch })),
)
/** Of one round, and how many rounds there are of them. */
const count = 1500
const rounds = 3
/** Under load a rate is asked for again and again, until there are so many. */
const reports = 60
const longestMs = 120_000
/** What both stacks get: enough that each publisher has something to do, little enough for the slower one. */
const shared = ({ publishers, batch }: Level): number => Math.max(200, publishers * batch)
/** How long MiniStack may take for that; messages that are not stored by then are told. */
const patienceMs = 15_000

type Compared = { readonly cold: Ended; readonly warm: Ended | undefined }
type Measured = {
  readonly level: Level
  readonly createMs: number
  /** Ms of the first messages, which start the functions, and of as many after them. */
  readonly compared: Compared
  readonly ms: number
  readonly cpuMs: number
  readonly latencies: readonly number[]
  readonly liveMB: number
  readonly theirs: Compared | undefined
}

/** Messages a second at each level, and what goes with it. */
export const pipeline = async (): Promise<readonly Figure[]> => {
  const floors = new Map<number, number>()
  for (const publishers of [1, 8, 64]) floors.set(publishers, await httpFloor(publishers))
  if (!hasMiniStack) console.log('MiniStack is skipped: npm run verify installs it.\n')
  const stopWatching = watchMemory(250)
  const all: Measured[] = []
  console.log(head)
  for (const level of levels) {
    const measured = { ...(await measure(level)), theirs: hasMiniStack ? await compare(level) : undefined }
    console.log(line(measured))
    all.push(measured)
  }
  const samples = stopWatching()
  const resident = samples.map(each => each.resident / 1e6)
  console.log(`\nresident memory of the process meanwhile, up to ${Math.max(...resident).toFixed(0)} MB:`)
  console.log(`${sparkline(resident, 72)}\n`)
  const stages = await stagesAlone()
  return [
    {
      section,
      what: 'start → CREATE_COMPLETE',
      ms: median(all.map(each => each.createMs)),
      target: { ms: 2000 },
    },
    ...all.flatMap(each => figures(each, floors.get(each.level.publishers) ?? Number.NaN)),
    ...stages,
  ]
}

/** The local stack at one level. */
const measure = async (level: Level): Promise<Omit<Measured, 'theirs'>> => {
  const started = performance.now()
  const stack = await localStack()
  const createMs = performance.now() - started
  try {
    let first = 1
    const load = async (count: number): Promise<Ended> => {
      const ended = await run(stack, { ...level, count, first }, longestMs)
      first += count
      if (ended.stored !== count || ended.failed > 0)
        throw new Error(`${count} messages were published: ${ended.stored} stored, ${ended.failed} failed`)
      return ended
    }
    const cold = await load(shared(level))
    // machine code is made meanwhile
    await load(count)
    const warm = await load(shared(level))
    const times: number[] = []
    const cpus: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      const from = process.cpuUsage()
      times.push((await load(count)).ms)
      const { user, system } = process.cpuUsage(from)
      cpus.push((user + system) / 1000 / count)
    }
    const latencies: number[] = []
    while (latencies.length < reports) {
      const { endpoint, topicArn } = stack
      const load = { endpoint, topicArn, ...level, count, first }
      first += count
      let loading = true
      const loaded = publishAll(load).finally(() => {
        loading = false
      })
      while (loading || !(await isLastStored(load, table)))
        latencies.push(await latency(stack.service, latencies.length + 1))
      await loaded
      await stack.progress()
    }
    const liveMB = live() / 1e6
    return {
      level,
      createMs,
      compared: { cold, warm },
      ms: median(times),
      cpuMs: median(cpus),
      latencies,
      liveMB,
    }
  } finally {
    await stack.stop()
  }
}

type Weekly = Pick<Awaited<ReturnType<typeof localStack>>['service'], 'weekly' | 'nextRate'>

/** Ms from a report's publication to its rate. */
const latency = async (service: Weekly, timestamp: number): Promise<number> => {
  const from = performance.now()
  await service.weekly({ moduleid: 'measured', timestamp, attempts: timestamp })
  await service.nextRate()
  return performance.now() - from
}

/** MiniStack at the same level: its first messages, and as many again if it was done with those in time. */
const compare = async (level: Level): Promise<Compared> => {
  const stack = await miniStack()
  try {
    const load = (first: number) => run(stack, { ...level, count: shared(level), first }, patienceMs)
    const cold = await load(1)
    return { cold, warm: cold.stored === shared(level) ? await load(10_000) : undefined }
  } finally {
    await stack.stop()
  }
}

const stagesAlone = async (): Promise<readonly Figure[]> => {
  const { endpoint, topicArn, service, stop } = await localStack()
  try {
    return await stageTimes(endpoint, topicArn, service.output('RecvFunctionName'), service.stack.idle)
  } finally {
    await stop()
  }
}

const nameOf = ({ publishers, batch }: Level): string =>
  `${batch === 1 ? 'Publish' : 'PublishBatch'}, ${publishers} publisher${publishers === 1 ? '' : 's'}`
const perSecond = (ended: Pick<Ended, 'ms' | 'stored'>): number => (1000 * ended.stored) / ended.ms
/** The hundredth part of so many values that are at least this. */
const quantile = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * part) - 1] ?? Number.NaN

const head = [
  '| messages a second | here, first | after | MiniStack, first | after | a rate meanwhile, p50 | p99 | live |',
  '|---|---|---|---|---|---|---|---|',
].join('\n')

const line = ({ level, compared, ms, latencies, liveMB, theirs }: Measured): string => {
  const shown = (ended: Ended | undefined): string => {
    if (!ended) return '-'
    const rate = perSecond(ended)
    const wanted = shared(level)
    const lost =
      ended.stored < wanted ? `, ${ended.stored} of ${wanted} in ${(ended.ms / 1000).toFixed(0)} s` : ''
    const failed = ended.failed > 0 ? `, ${ended.failed} requests failed` : ''
    return `${rate.toFixed(rate < 10 ? 1 : 0)}${lost}${failed}`
  }
  const cells = [
    nameOf(level),
    shown(compared.cold),
    perSecond({ ms, stored: count }).toFixed(0),
    shown(theirs?.cold),
    shown(theirs?.warm),
    `${quantile(latencies, 0.5).toFixed(0)} ms`,
    `${quantile(latencies, 0.99).toFixed(0)} ms`,
    `${liveMB.toFixed(0)} MB`,
  ]
  return `| ${cells.join(' | ')} |`
}

const figures = (
  { level, compared, ms, cpuMs, latencies, theirs }: Measured,
  http: number,
): readonly Figure[] => {
  const name = nameOf(level)
  // Publish and PutItem; of a batch a tenth of the one, and the other
  const exchanges = 1 + 1 / level.batch
  const floor = `${(exchanges * http).toFixed(2)} ms a message: ${exchanges} HTTP exchanges with nothing behind them`
  const each = ({ ms, stored }: Ended): number => ms / stored
  const inMiniStack = theirs?.warm ?? theirs?.cold
  return [
    {
      section,
      what: `messages by ${name} → rows`,
      ms,
      count,
      floor,
      target: { perSecond: level.batch === 1 ? 800 : 1000 },
    },
    { section, what: '… processor time of the stack for one', ms: cpuMs },
    {
      section,
      what: '… a rate meanwhile, from its report: p99, with the median as base',
      ms: quantile(latencies, 0.99),
      baseMs: quantile(latencies, 0.5),
    },
    ...(inMiniStack && inMiniStack.stored > 0 && compared.warm
      ? [
          {
            section,
            what: `… ms a message, here and in MiniStack${theirs?.warm ? '' : ', its first ones included'}`,
            ms: each(compared.warm),
            baseMs: each(inMiniStack),
            target: { timesFaster: 30 },
          } as const,
        ]
      : []),
  ]
}
