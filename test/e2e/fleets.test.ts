// Random fleets against the built service while everything goes wrong at once: duplicates, any order, any lateness,
// resets, corrections; calls that are throttled, fail or break off, processes that are killed. In the end nothing is lost,
// nothing counted twice, and every rate is what the definition gives.
// GUAC_E2E_FLEETS=200 plays that many modules instead of a few, GUAC_E2E_SEED=7 others.

import { paginateScan } from '@aws-sdk/client-dynamodb'
import { PublishBatchCommand } from '@aws-sdk/client-sns'
import type { Message } from '@aws-sdk/client-sqs'
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { faultKinds, parseFaults } from '../../src/local/faults/parse-faults.ts'
import { recountModule } from '../../src/operate/recount-module.ts'
import { recountTables } from '../../src/operate/recount-tables.ts'
import { letterOf, redeliver, withLambda } from '../helpers/redeliver.ts'
import { type Service, startService } from '../helpers/service.ts'
import { aModule, type Module } from '../model/fleet.ts'
import { reference } from '../model/reference.ts'

const test = suite('fleets with faults, end to end')
const numRuns = Number(process.env.GUAC_E2E_FLEETS ?? 6)
const seed = Number(process.env.GUAC_E2E_SEED ?? 1)

const parts = 4
const faults =
  'throttle=0.05,error=0.03,reset-before=0.02,reset-after=0.03,delay=0.1:20ms,unprocessed=0.1,' +
  'duplicate=0.1,reorder=0.2:50ms,kill=0.05'

// The unit of the deployed stack: in another one no window would ever be final.
const inSeconds = aModule.filter(
  ({ deliveries }) => deliveries.length > 20 && deliveries.every(({ timestamp }) => timestamp < 10n ** 10n),
)

type Known = { readonly messages: Map<bigint, number | undefined>; readonly reports: Map<bigint, number> }

/** What is stored of a module once all has been delivered: the greater attempts of a report stands. */
const knownOf = ({ deliveries }: Module): Known => {
  const messages = new Map<bigint, number | undefined>()
  const reports = new Map<bigint, number>()
  for (const each of deliveries)
    if (each.kind === 'message') messages.set(each.timestamp, each.tx)
    else reports.set(each.timestamp, Math.max(each.attempts, reports.get(each.timestamp) ?? 0))
  return { messages, reports }
}

/** Publishes deliveries of a module by tens, messages first; nothing waits for its effect. */
const deliver = async (
  { sns, output }: Service,
  name: string,
  deliveries: Module['deliveries'],
): Promise<void> => {
  for (const kind of ['message', 'report'] as const) {
    const texts = deliveries.flatMap(each => {
      if (each.kind !== kind) return []
      const start = `{"moduleid":"${name}","timestamp":${each.timestamp}`
      if (each.kind === 'report') return [`${start},"attempts":${each.attempts}}`]
      return [each.tx === undefined ? `${start}}` : `${start},"tx_attempts":${each.tx}}`]
    })
    const TopicArn = output(kind === 'message' ? 'RecvMessageTopicArn' : 'WeeklyDiagnosticTopicArn')
    for (let from = 0; from < texts.length; from += 10)
      await sns.send(
        new PublishBatchCommand({
          TopicArn,
          PublishBatchRequestEntries: texts
            .slice(from, from + 10)
            .map((Message, i) => ({ Id: `${i}`, Message })),
        }),
      )
  }
}

/** Gives dead letters back until there is none. What fails again is given back again. */
const settle = async (service: Service): Promise<void> => {
  let given = await service.deadLetters()
  for (let attempt = 0; given.length > 0; attempt++) {
    assert.ok(attempt < 20, 'dead letters keep coming')
    const left: Message[] = []
    for (const message of given)
      await redeliver(service, letterOf(service, message)).catch(() => left.push(message))
    given = [...left, ...(await service.deadLetters())]
  }
}

const storedIn = async ({ dynamodb, output }: Service, table: string): Promise<string[]> => {
  const rows: string[] = []
  for await (const { Items = [] } of paginateScan({ client: dynamodb }, { TableName: output(table) }))
    for (const { moduleId, timestamp, attempts, tx_attempts } of Items)
      rows.push([moduleId?.S, timestamp?.N, attempts?.N ?? tx_attempts?.N].join(' '))
  return rows.sort()
}

const rowsOf = (fleet: readonly (readonly [string, Known])[], which: keyof Known): string[] =>
  fleet.flatMap(([name, known]) => [...known[which]].map(([t, value]) => [name, t, value].join(' '))).sort()

/** Recounts a module, as often as its function is killed meanwhile. */
const recountAgain = async (service: Service, module: string): Promise<void> =>
  withLambda(service, async lambda => {
    const { dynamodb, output } = service
    const means = {
      ...{ dynamodb, lambda, now: Date.now },
      messages: output('MessageRecvTableName'),
      reports: output('WeeklyDiagnosticTableName'),
      windows: output('ReceivedWindowTableName'),
      rates: output('SuccessRateFunctionName'),
    }
    const rules = { rule: 'contract' as const, stopping: new AbortController().signal }
    for (let attempt = 1; ; attempt++)
      try {
        const { left } = await recountModule(recountTables(means, module), rules)
        assert.is(left, 0, `${module} settled`)
        return
      } catch (error) {
        if (attempt === 20) throw error
      }
  })

test(`${numRuns} modules of seed ${seed}: nothing is lost, nothing counted twice, every rate exact in the end`, async () => {
  const service = await startService({ faults: parseFaults(faults, `${seed}`) })
  try {
    const modules = fc.sample(inSeconds, { seed, numRuns }).map((module, i) => [`m${i}`, module] as const)
    const fleet = modules.map(([name, module]) => [name, knownOf(module)] as const)
    // what comes in a later part is late for the reports of the parts before
    for (let part = 0; part < parts; part++) {
      const of = ({ deliveries }: Module) => {
        const size = Math.ceil(deliveries.length / parts)
        return deliveries.slice(part * size, (part + 1) * size)
      }
      await Promise.all(modules.map(([name, module]) => deliver(service, name, of(module))))
      await service.stack.idle()
    }
    await settle(service)
    assert.equal(await storedIn(service, 'MessageRecvTableName'), rowsOf(fleet, 'messages'))
    assert.equal(await storedIn(service, 'WeeklyDiagnosticTableName'), rowsOf(fleet, 'reports'))

    // one report more, which nothing comes after: it is exact by itself
    const held = new Map<string, object>()
    const hear = async () => {
      for (const { text, event, attributes } of await service.rates()) {
        const [, timestamp] = /"timestamp":(\d+)/.exec(text) ?? []
        held.set(`${event.moduleid} ${timestamp}`, {
          received: Number(attributes.received),
          attempts: Number(attributes.attempts),
          successRate: event.success_rate,
          quality: attributes.quality,
          lowerBound: Number(attributes.lower_bound),
        })
      }
    }
    await hear()
    const lasts: bigint[] = []
    for (const [name, { messages, reports }] of fleet) {
      const end = [...messages.keys(), ...reports.keys()].reduce((a, b) => (a > b ? a : b), 1n) + 1n
      const [, attempts = 20] = [...reports].sort(([a], [b]) => (a < b ? 1 : -1))[0] ?? []
      reports.set(end, attempts + 1)
      lasts.push(end)
      await service.weekly(`{"moduleid":"${name}","timestamp":${end},"attempts":${attempts + 1}}`)
    }
    await settle(service)
    await hear()
    const expected = fleet.map(([, known]) => reference({ ...known, firstReport: 'contract' }))
    for (const [i, last] of lasts.entries())
      assert.equal(held.get(`m${i} ${last}`), expected[i]?.get(last), `the last report of m${i}`)

    // messages that came after their report show in it once it is counted anew
    await Promise.all(fleet.map(([name]) => recountAgain(service, name)))
    await hear()
    for (const [i, rates] of expected.entries())
      for (const [t, rate] of rates) assert.equal(held.get(`m${i} ${t}`), rate, `m${i} at ${t}`)
    // no handler writes in batches
    const injected = Object.keys(faultKinds).filter(name => name !== 'unprocessed')
    assert.equal(Object.keys(service.happened).sort(), injected.sort())
    assert.equal(service.bugs, [])
  } finally {
    await service.stop()
  }
})

test.run()
