// `guac recount`, whose own code runs here beside late messages and reports, in every order of their steps: what is kept
// wrongly is put right, whoever believes it meanwhile, and nothing is lost by it; and each of its rules is needed.

import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { enter } from '../../handlers/domain/epoch.ts'
import { stateAt } from '../../handlers/domain/epoch-state.ts'
import { rateText } from '../../handlers/domain/rate.ts'
import { compute } from '../../handlers/domain/report.ts'
import { recountModule } from '../../src/operate/recount-module.ts'
import { explore, type Search } from './explore.ts'
import { aModule } from './fleet.ts'
import {
  type Broken,
  base,
  countsHold,
  message,
  print,
  ratesHold,
  recount,
  report,
  rules,
  sealedScene,
  stateHolds,
} from './processes.ts'
import { reference } from './reference.ts'
import { runModule } from './run-module.ts'
import { recountSteps, reportSteps } from './steps.ts'
import * as model from './tables.ts'

const test = suite('recount')

const [t0, t1] = [base - 20n, base - 1n]

/** A window that is taken for final with `wrong` messages instead of two, and an epoch's state made of it. */
const wrongly = (wrong: number, processes: Search['processes'], crashes = 0, published = wrong): Search => {
  const scene = sealedScene([t0 - 9n, t0 - 8n, t1 - 1n], [[t0, 16]])
  const { tables } = scene
  const readings = { received: wrong, vague: '' }
  const first = { timestamp: t0, attempts: 16 }
  const epoch = enter(undefined, undefined, first, readings, rules.firstReport)
  tables.windows.set(t0, {
    timestamp: t0,
    ...tables.windows.get(t0),
    readings,
    published: `${published} ${published} 16 a`,
  })
  if (epoch) tables.head = { state: stateAt(first, epoch) }
  const end: Search['end'] = scene => {
    countsHold(scene)
    stateHolds(scene)
  }
  return { processes, scene, phases: 2, crashes, end }
}

/** Where no message comes meanwhile, consumers hold in the end what is right. */
const settled = (search: Search): Search => ({
  ...search,
  end: scene => {
    search.end(scene)
    ratesHold(scene)
  },
})
const beside = (broken: Broken = {}) => settled(wrongly(5, [recount(broken), report(t1, 20, broken, true)]))

/** The same where the rate that was published is the right one, so that only the count is to be mended. */
const behind = (broken: Broken = {}) => wrongly(5, [recount(broken), report(t1, 20, broken, true)], 0, 2)

const searches: Record<string, Search> = {
  'a recount, a crash': settled(wrongly(5, [recount()], 1)),
  'a recount and a late message': wrongly(5, [recount(), message(t0 - 5n)]),
  'a recount of a count too high, and a report': beside(),
  'a recount of a count whose rate is right, and a report': behind(),
  'two recounts': settled(wrongly(5, [recount(), recount()])),
  ...(process.env.GUAC_INTERLEAVINGS && {
    'a recount of a count too low, and a report': settled(wrongly(1, [recount(), report(t1, 20, {}, true)])),
    'a recount and a late message, a crash': wrongly(5, [recount(), message(t0 - 5n)], 1),
    'a recount, a late message and a report': wrongly(5, [recount(), message(t0 - 5n), report(t1, 20)]),
  }),
}

for (const [name, search] of Object.entries(searches))
  test(`what is kept wrongly is put right, and stays so: ${name}`, async () =>
    print(name, await explore(search)))

const variants: Record<string, [Broken, RegExp, typeof beside]> = {
  'not reopening': [{ recount: () => ({ reopen: async () => true }) }, /the window up to/, beside],
  'reopening as a late message does': [
    {
      recount: (_, turn) => ({ reopen: (at, _, by) => turn(tables => model.reopen(tables, at, by)) }),
    },
    /the window up to/,
    beside,
  ],
  'taking the state back before reopening': [
    {
      recount: tables => ({
        reopen: async (...given) => {
          await tables.drop()
          return tables.reopen(...given)
        },
        drop: async () => {},
      }),
    },
    /the state at/,
    behind,
  ],
  'looking once': [
    {
      recount: tables => {
        const reports = tables.reports()
        return { reports: () => reports }
      },
    },
    /held for/,
    beside,
  ],
}

for (const [name, [broken, what, search]] of Object.entries(variants))
  test(`${name} leaves something wrong`, () =>
    explore(search(broken)).then(
      () => assert.unreachable('the search found nothing'),
      error => assert.match(error.message, what),
    ))

/** What goes wrong with the kept row of a window, or of a module. */
const damages = fc.array(
  fc.record({ which: fc.nat(12), how: fc.nat(4), by: fc.integer({ min: -3, max: 9 }) }),
)

test('whatever is kept of a fleet, every rate is in the end what the definition gives, and a second run finds nothing', () =>
  fc.assert(
    fc.asyncProperty(aModule, damages, async (module, damaged) => {
      const { tables } = await runModule(module, () => {})
      const { windows } = tables
      for (const { which, how, by } of damaged) {
        const [timestamp, row] = [...windows][which] ?? []
        if (how === 0) tables.head = { ...tables.head, state: undefined }
        if (timestamp === undefined || !row) continue
        if (how === 1) windows.delete(timestamp)
        if (how === 2) windows.set(timestamp, { ...row, published: undefined })
        const readings = { received: Math.max(0, (row.readings?.received ?? 0) + by), vague: '' }
        if (how > 2 && row.readings) windows.set(timestamp, { ...row, readings })
      }
      let clock = Math.max(0, ...module.deliveries.map(({ at }) => at), ...computedAts(tables)) + 1
      const rule = module.firstReport
      const computes = { unit: module.unit, firstReport: rule, apart: module.apart }
      const turn = async <Result>(step: (tables: model.Tables) => Result) => step(tables)
      let computed = 0
      const now = () => ++clock
      const recounting = {
        ...recountSteps(turn, now),
        compute: async (reports: readonly { readonly timestamp: bigint }[]) => {
          for (const [i, each] of reports.entries()) {
            computed += 1
            const later = (t: bigint) => reports.slice(i + 1).some(({ timestamp }) => timestamp === t)
            await compute(reportSteps(turn, now, now), each, computes, later)
          }
        },
      }
      const stopping = new AbortController().signal
      const { left } = await recountModule(recounting, { rule, stopping })
      assert.is(left, 0)
      for (const [t, { received, quality, lowerBound }] of reference({ ...tables, firstReport: rule })) {
        const text = windows.get(t)?.published
        assert.ok(text, `published for ${t}`)
        const held = model.heldIn(tables).get(t)
        assert.equal([held?.received, held?.quality, held?.lowerBound], [received, quality, lowerBound])
        assert.is(held && rateText(held), text)
      }
      computed = 0
      const again = await recountModule(recounting, { rule, stopping })
      assert.equal([computed, again.changed.length], [0, 0])
    }),
    { numRuns: Number(process.env.GUAC_FLEETS ?? 300) },
  ))

const computedAts = ({ published }: model.Tables) => published.map(({ computedAt }) => computedAt)

test.run()
