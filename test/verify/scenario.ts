// Two modules over four weeks, in three rounds, each of messages and then of reports; the same seed and the same
// present give the same events. Timestamps are nanoseconds, which no double holds.

import { type Expected, type History, reference } from '../model/reference.ts'

/** A topic, by the output that holds its ARN, and the text of an event. */
export type Published = readonly [topic: 'RecvMessageTopicArn' | 'WeeklyDiagnosticTopicArn', message: string]

export type Round = {
  readonly messages: readonly Published[]
  readonly reports: readonly Published[]
  /** How many rows message_recv has after the messages, and how many dead letters there are. */
  readonly rows: number
  readonly invalid: number
  /** What a consumer holds after the reports: the text of the event, by module and timestamp, and what it is about. */
  readonly held: ReadonlyMap<string, Expected & { readonly text: string }>
}

const minute = 60_000
const week = 7 * 24 * 60 * minute
const modules = ['ünïcode-1', 'constructor'] as const
type Module = (typeof modules)[number]

/** Whole numbers below a limit. https://en.wikipedia.org/wiki/Linear_congruential_generator */
const makeRandom = (seed: number) => {
  let state = BigInt(seed)
  return (below: number): number => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn
    return Number((state >> 33n) % BigInt(below))
  }
}

/** The rounds; `now` in ms since 1970. */
export const scenario = (seed: number, now: number): readonly Round[] => {
  const random = makeRandom(seed)
  const shuffled = <Item>(items: readonly Item[]): readonly Item[] =>
    items
      .map(item => [random(1 << 30), item] as const)
      .sort(([a], [b]) => a - b)
      .map(([, item]) => item)
  const stamp = (ms: number) => BigInt(ms) * 1_000_000n + BigInt(random(1_000_000))
  const ends = [3, 2, 1, 0].map(weeks => now - minute - weeks * week)
  const reportAt = ends.map(stamp)

  const stored = Object.fromEntries(
    modules.map(module => [module, { messages: new Map(), reports: new Map() }]),
  ) as Record<Module, { messages: Map<bigint, number | undefined>; reports: Map<bigint, number> }>
  const held = new Map<string, Expected & { readonly text: string }>()
  let invalid = 0

  /** Some messages of a week, a few of them lost; the second module's carry its counter. */
  const weekOf = (module: Module, n: number, count: number): readonly Published[] => {
    const times = Array.from({ length: count }, () => stamp((ends[n] ?? now) - random(week - minute))).sort()
    return times.flatMap((timestamp, index): Published[] => {
      if (random(5) === 0) return []
      const tx = module === modules[1] ? index + 1 : undefined
      stored[module].messages.set(timestamp, tx)
      const carried = tx === undefined ? '' : `,"tx_attempts":${tx}`
      const text = `{"moduleId":"${module}","timestamp":${timestamp}${carried}}`
      return Array.from({ length: random(4) === 0 ? 2 : 1 }, () => ['RecvMessageTopicArn', text])
    })
  }

  const report = (module: Module, n: number, attempts: number): Published => {
    const { reports } = stored[module]
    const timestamp = reportAt[n] as bigint
    reports.set(timestamp, Math.max(attempts, reports.get(timestamp) ?? 0))
    return [
      'WeeklyDiagnosticTopicArn',
      // either spelling, and digits as text
      n % 2 === 0
        ? `{"moduleid":"${module}","timestamp":${timestamp},"attempts":${attempts}}`
        : `{"attempts":"${attempts}","moduleId":"${module}","timestamp":"${timestamp}"}`,
    ]
  }

  const refused = (...published: readonly Published[]): readonly Published[] => {
    invalid += published.length
    return published
  }

  /** What is expected once the messages, and then the reports from the n-th week on, have been handled. */
  const round = (
    messages: readonly Published[],
    makeReports: () => readonly Published[],
    from: number,
  ): Round => {
    const reports = makeReports()
    for (const module of modules) {
      const history: History = { ...stored[module], firstReport: 'contract' }
      for (const [timestamp, expected] of reference(history)) {
        // a report before the first that changed is computed no more: late messages are in the next one's sum
        if (timestamp < (reportAt[from] as bigint)) continue
        const text = `{"moduleid":"${module}","timestamp":${timestamp},"success_rate":${expected.successRate}}`
        held.set(`${module} ${timestamp}`, { ...expected, text })
      }
    }
    const rows = modules.reduce((sum, module) => sum + stored[module].messages.size, 0)
    return { messages, reports, rows, invalid, held: new Map(held) }
  }

  const both = <Item>(make: (module: Module) => readonly Item[]) => modules.flatMap(make)
  return [
    round(
      shuffled([
        ...both(module => [...weekOf(module, 0, 8), ...weekOf(module, 1, 8)]),
        ...refused(
          ['RecvMessageTopicArn', '{"moduleId":"m","timestamp":1.5}'],
          ['RecvMessageTopicArn', 'no JSON'],
          ['WeeklyDiagnosticTopicArn', '{"moduleid":"m","timestamp":18446744073709551616,"attempts":1}'],
        ),
      ]),
      // out of order, and one of them twice
      () => both(module => [report(module, 1, 17), report(module, 0, 8), report(module, 0, 8)]),
      0,
    ),
    round(
      // a week of which some come late, and more of the weeks that are reported already
      shuffled(both(module => [...weekOf(module, 1, 3), ...weekOf(module, 2, 8)])),
      // fewer attempts than before: a reset somewhere in this week
      () => both(module => [report(module, 2, 7), report(module, 2, 7)]),
      2,
    ),
    round(
      shuffled(both(module => [...weekOf(module, 2, 2), ...weekOf(module, 3, 8)])),
      // a correction upwards, and one downwards that changes nothing
      () => both(module => [report(module, 3, 19), report(module, 2, 11), report(module, 2, 9)]),
      2,
    ),
  ]
}
