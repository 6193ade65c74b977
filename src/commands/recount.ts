// `guac recount MODULE|--all`: counts modules anew, and has published again what changed.

import { onTarget, type Target } from '../deploy/target.ts'
import type { TargetOptions } from '../deploy/where.ts'
import { errors, PersonError } from '../errors.ts'
import type { Io } from '../io.ts'
import { auditModule, type Difference } from '../operate/audit-module.ts'
import { listModules } from '../operate/list-modules.ts'
import { type PublishedRate, parsePublished } from '../operate/published-rate.ts'
import { type Recount, recountModule } from '../operate/recount-module.ts'
import { type RecountMeans, recountTables } from '../operate/recount-tables.ts'
import { printable } from '../terminal/printable.ts'
import { wrap } from '../terminal/wrap.ts'

export type RecountOptions = TargetOptions & {
  readonly all?: boolean
  readonly after?: string
  readonly dryRun?: boolean
  readonly json?: boolean
  readonly quiet?: boolean
}

type Sum = { modules: number; changed: number; final: number; left: number; failed: number }

/** Recounts one module or all. Throws a PersonError when one was not recounted to its end, or when it is to stop. */
export const recount = (io: Io, module: string | undefined, options: RecountOptions): Promise<void> => {
  if ((module === undefined) !== Boolean(options.all)) throw errors.whatToRecount()
  if (options.after !== undefined && !options.all) throw errors.afterWithoutAll()
  return onTarget(io, options, async target => {
    const means = await meansOf(io, target)
    const { FirstReport } = await target.parameters()
    const rule = FirstReport === 'baseline' ? 'baseline' : 'contract'
    const sum: Sum = { modules: 0, changed: 0, final: 0, left: 0, failed: 0 }

    const one = async (name: string): Promise<Recount> => {
      const tables = recountTables(means, name)
      if (!options.dryRun) return recountModule(tables, { rule, stopping: io.stopping })
      const { reports, differences, final } = await auditModule(tables, rule)
      return { reports, changed: differences, final, left: 0 }
    }
    const show = (name: string, { changed, final, left }: Recount): void => {
      sum.modules += 1
      sum.changed += changed.length
      sum.final += final
      sum.left += left
      for (const difference of changed)
        io.print(options.json ? asJson(name, difference) : wrap(asText(name, difference), io.width, 2))
    }

    if (module !== undefined) {
      const found = await one(module)
      if (found.reports === 0) throw errors.noReports(printable(module), await target.place())
      show(module, found)
    } else await recountAll(io, means, options, { one, show, sum })
    if (!options.quiet) io.tell(summary(sum, await target.place(), options.dryRun === true))
    if (sum.failed > 0) throw errors.modulesNotRecounted(sum.failed)
    if (sum.left > 0) throw errors.unsettled(sum.left)
  })
}

/** Modules that are recounted side by side. */
const atOnce = 8

type Work = {
  readonly one: (name: string) => Promise<Recount>
  readonly show: (name: string, found: Recount) => void
  readonly sum: Sum
}

/** Recounts all modules, as many at once, and says where to go on if it ends early. */
const recountAll = async (
  io: Io,
  means: RecountMeans,
  { after, dryRun, json }: RecountOptions,
  { one, show, sum }: Work,
): Promise<void> => {
  /** In the order of the table: those that may not be done yet. */
  const open: { readonly name: string; done: boolean }[] = []
  const running = new Set<Promise<void>>()
  let resume = after
  let failure: unknown

  const work = async (entry: (typeof open)[number]): Promise<void> => {
    try {
      show(entry.name, await one(entry.name))
    } catch (error) {
      // what the function says of one module says nothing of the next
      if (!(error instanceof PersonError) || io.stopping.aborted) {
        failure ??= error
        return
      }
      sum.failed += 1
      io.tell(error.message)
    }
    entry.done = true
    while (open[0]?.done) resume = open.shift()?.name
    io.status(`${sum.modules} modules ${dryRun ? 'counted' : 'recounted'}, ${sum.changed} rates differ …`)
  }

  for await (const name of listModules(means.dynamodb, means.reports, after)) {
    if (failure !== undefined || io.stopping.aborted) break
    const entry = { name, done: false }
    open.push(entry)
    const running1 = work(entry).finally(() => running.delete(running1))
    running.add(running1)
    if (running.size >= atOnce) await Promise.race(running)
  }
  await Promise.all(running)
  io.status('')
  const hint = resume === undefined ? undefined : shellWord(resume)
  if (io.stopping.aborted) throw errors.recountStopped(sum.modules, hint)
  if (failure === undefined) return
  if (hint !== undefined && !json) io.tell(`guac recount --all --after ${hint} goes on from here.`)
  throw failure
}

const meansOf = async (io: Io, { clients, outputs, stackName }: Target): Promise<RecountMeans> => {
  const found = await outputs()
  const output = (name: string): string => {
    const value = found[name]
    if (value === undefined) throw errors.noOutput(stackName, name)
    return value
  }
  return {
    dynamodb: await clients.dynamodb(),
    lambda: await clients.lambda(),
    messages: output('MessageRecvTableName'),
    reports: output('WeeklyDiagnosticTableName'),
    windows: output('ReceivedWindowTableName'),
    rates: output('SuccessRateFunctionName'),
    now: io.now,
  }
}

const summary = ({ modules, changed, final }: Sum, place: string, dryRun: boolean): string => {
  const what = `${modules === 1 ? '1 module' : `${modules} modules`} of ${place}`
  const rates = changed === 0 ? 'no rate' : changed === 1 ? '1 rate' : `${changed} rates`
  const kept =
    final === 0
      ? ''
      : `\n${final === 1 ? '1 window keeps its count' : `${final} windows keep their counts`}: messages of ` +
        `${final === 1 ? 'it' : 'theirs'} have expired, or do so within the hour.`
  return dryRun
    ? `Counted ${what}: ${rates} would change. Nothing was written.${kept}`
    : `Recounted ${what}: ${rates} changed.${kept}`
}

const asText = (module: string, { report, was, is }: Difference): string => {
  const [before, after] = [parsePublished(was ?? ''), parsePublished(is ?? '')]
  const change =
    before && after
      ? changeText(before, after)
      : `${before ? changeText(before, before) : 'not published'} → ${after ? changeText(after, after) : 'cannot be told: messages have expired'}`
  return `${printable(module)}  ${report.timestamp}  ${change}`
}

/** What two rates have in common once, and what differs with an arrow. */
const changeText = (was: PublishedRate, is: PublishedRate): string => {
  const each = (show: (rate: PublishedRate) => string): string =>
    show(was) === show(is) ? show(is) : `${show(was)} → ${show(is)}`
  const bounded = [was, is].some(({ lowerBound, successRate }) => lowerBound < successRate)
  const least = bounded ? `, at least ${each(({ lowerBound }) => lowerBound.toFixed(3))} %` : ''
  return (
    `${each(({ successRate }) => successRate.toFixed(3))} % (${each(({ received }) => `${received}`)} of ` +
    `${each(({ attempts }) => `${attempts}`)}, ${each(({ quality }) => quality)}${least})`
  )
}

// By hand: JSON.stringify knows no integer beyond 2^53.
const asJson = (module: string, { report, was, is }: Difference): string =>
  `{"moduleid":${JSON.stringify(module)},"timestamp":${report.timestamp},"was":${rateJson(was)},"is":${rateJson(is)}}`

const rateJson = (text: string | undefined): string => {
  const rate: PublishedRate | undefined = parsePublished(text ?? '')
  if (!rate) return 'null'
  const { successRate: success_rate, lowerBound: lower_bound, received, attempts, quality } = rate
  return JSON.stringify({ success_rate, lower_bound, received, attempts, quality })
}

/** A name as a shell takes it. */
const shellWord = (name: string): string =>
  /^[\w.:@%+,/-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`
