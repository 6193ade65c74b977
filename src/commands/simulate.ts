// `guac simulate`: plays a fleet whose truth is known against the service, and judges every rate.

import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { describeSpent, spentJson } from '../cost/describe-spent.ts'
import { machine } from '../cost/this-design.ts'
import { usedLines } from '../cost/used.ts'
import { onTarget } from '../deploy/target.ts'
import type { TargetOptions } from '../deploy/where.ts'
import { errors } from '../errors.ts'
import type { Io } from '../io.ts'
import { moduleReports } from '../operate/module-reports.ts'
import { meterPlay } from '../play/meter-play.ts'
import { type Doing, playFleet } from '../play/play-fleet.ts'
import { describePlayed, playedJson } from '../simulate/describe-outcome.ts'
import { messageText, reportText } from '../simulate/event-text.ts'
import { makeFleet } from '../simulate/fleet.ts'
import { type PlanOptions, parsePlan } from '../simulate/parse-plan.ts'
import { type Plan, weekMs } from '../simulate/plan.ts'

export type SimulateOptions = TargetOptions &
  PlanOptions & {
    readonly speed: string
    readonly out?: string
    readonly patience: string
    readonly json?: boolean
  }

/** Plays a fleet. Throws a PersonError when a rate is wrong or missing, or when a message is not stored. */
export const simulate = async (io: Io, options: SimulateOptions): Promise<void> => {
  if (options.out !== undefined) return write(io, parsePlan(options, 's'), options.out)
  // what is wrong with the command line is said before anything is asked of AWS
  parsePlan(options, 's')
  const speed = parseSpeed(options.speed)
  const patience = parsePatience(options.patience)
  await onTarget(io, options, async target => {
    const { TimestampUnit: unit = 's' } = await target.parameters()
    const given = parsePlan(options, unit)
    const week = speed === undefined ? 0 : weekMs / speed
    // at a pace of its own a fleet ends with the present, so that the pace of real time is real time
    const plan = speed === undefined ? given : { ...given, end: io.now() + given.weeks * week }
    const [sns, sqs, dynamodb] = await Promise.all([
      target.clients.sns(),
      target.clients.sqs(),
      target.clients.dynamodb(),
    ])
    const outputs = await target.outputs()
    const output = (name: string): string =>
      outputs[name] ?? throwing(errors.noOutput(target.stackName, name))
    const tables = {
      reports: output('WeeklyDiagnosticTableName'),
      windows: output('ReceivedWindowTableName'),
    }
    const [module = ''] = makeFleet(plan).names
    const before = await moduleReports(dynamodb, tables, { module, from: 0n, to: 2n ** 64n - 1n })
    if (before.length > 0) throw errors.playedBefore(plan.seed, module)

    io.tell(`Playing seed ${plan.seed} against ${await target.place()} …`)
    const waiting = { ...io, patience, pollMs: target.loopback ? 100 : 2000 }
    const cloudwatch = await target.clients.cloudwatch()
    const meter = await meterPlay({ cloudwatch, outputs, waiting, loopback: target.loopback })
    const played = await playFleet(
      {
        sns,
        sqs,
        dynamodb,
        output,
        weekMs: week,
        quietMs: target.loopback ? 300 : 15_000,
        waiting,
        onProgress: (...at) => io.status(progress(plan, ...at)),
      },
      plan,
    )
    io.status('')
    if (!options.json) for (const line of describePlayed(played)) io.print(line)
    io.status(target.loopback ? '' : 'Waiting for CloudWatch to show what was used …')
    const { used, unknown } = await meter(played)
    io.status('')
    const { messages, reports, requests } = played
    const spent = {
      lines: used && usedLines(used, machine),
      unknown,
      messages,
      published: { events: messages + reports, requests },
      ownClock: target.loopback,
    }
    if (options.json) io.print(playedJson(played, spentJson(spent)))
    else for (const line of describeSpent(spent)) io.print(line)
    const { wrong, missing } = played.outcome.counts
    if (wrong + missing > 0) throw errors.notExact(wrong, missing)
  })
}

/** Only writes the events, in the order in which they would be published. */
const write = async (io: Io, plan: Plan, path: string): Promise<void> => {
  const fleet = makeFleet(plan)
  let lines = 0
  const texts = function* () {
    for (let week = 0; week < plan.weeks; week++) {
      for (const message of fleet.messages(week)) yield line(messageText(message))
      for (const report of fleet.reports(week)) yield line(reportText(report))
    }
  }
  const line = (text: string): string => {
    lines += 1
    return `${text}\n`
  }
  await pipeline(texts, createWriteStream(path), { signal: io.stopping }).catch((error: Error) => {
    throw io.stopping.aborted ? errors.stopped() : errors.unwritable(path, error.message)
  })
  io.print(
    `Wrote ${lines} events of seed ${plan.seed} to ${path}. Those with attempts are weekly diagnostics.`,
  )
}

const progress = (plan: Plan, week: number, messages: number, took: number, doing: Doing): string => {
  const { modules, messagesPerWeek, weeks, loss, duplicates } = plan
  // what is lost is never sent, and of what is sent some comes twice
  const share = Math.min(1, messages / (modules * messagesPerWeek * weeks * (1 - loss) * (1 + duplicates)))
  const left = share > 0 ? Math.round((took / share - took) / 1000) : 0
  const bar = '█'.repeat(Math.floor(share * 20)).padEnd(20, '░')
  const rate = Math.round((messages * 1000) / Math.max(1, took))
  const now = doing === 'sending' ? '' : `, ${doing}`
  return `${bar} week ${week + 1} of ${weeks}, ${messages} messages, ${rate} a second, ${left} s left${now}`
}

const parseSpeed = (text: string): number | undefined => {
  if (text === 'max') return undefined
  if (/^\d+(\.\d+)?$/.test(text) && Number(text) > 0) return Number(text)
  throw errors.badSpeed(text)
}

const parsePatience = (text: string): number => {
  if (/^\d{1,6}$/.test(text) && Number(text) > 0) return Number(text) * 1000
  throw errors.badWhole('--patience', text, 1, 999_999)
}

const throwing = (error: Error): never => {
  throw error
}
