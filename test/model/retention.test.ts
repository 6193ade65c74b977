// Messages that expire after 30 days, each the moment it may: what was counted stays counted, and what is not is told.

import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { expiryOf, horizon, unseen } from '../../handlers/domain/expiry.ts'
import { checked } from './checked.ts'
import { expiring, type Module } from './fleet.ts'
import { runModule } from './run-module.ts'
import { messagesIn, reportsIn, type Tables } from './tables.ts'

const test = suite('retention')
const numRuns = Number(process.env.GUAC_FLEETS ?? 300)
const holds = (modules: fc.Arbitrary<Module>, check: (module: Module) => Promise<void>) =>
  fc.assert(fc.asyncProperty(modules, check), { numRuns })

test('with weekly reports and messages at most a week late every rate is exact', () =>
  holds(expiring.timely, checked))

test('the count of a window never falls', () =>
  holds(expiring.any, async module => {
    const counts = new Map<string, number>()
    await runModule(module, ({ windows }) => {
      for (const { timestamp, previous, readings } of windows.values()) {
        const window = `(${previous}, ${timestamp}]`
        const [count, before] = [readings?.received ?? 0, counts.get(window) ?? 0]
        assert.ok(count >= before, `${window}: ${before}, then ${count}`)
        counts.set(window, count)
      }
    })
  }))

/** Messages that no count holds, nor will. */
const missing = (tables: Tables): number => {
  const reports = reportsIn(tables)
  return reports.reduce((sum, { timestamp }, i) => {
    const window = tables.windows.get(timestamp)
    if (!window?.readings) return sum
    const real = messagesIn(tables, reports[i - 1]?.timestamp, timestamp).length
    assert.ok(window.readings.received <= real, `up to ${timestamp}`)
    return sum + Math.max(0, real - window.readings.received - unseen(window))
  }, 0)
}

test('with weekly reports every message is counted in a rate or as too late', () =>
  holds(expiring.weekly, async module => {
    const { tables, tooLate } = await runModule(module, () => {})
    assert.ok(missing(tables) <= tooLate, `${missing(tables)} missing, ${tooLate} too late`)
  }))

test('a message expires that many days after its arrival, and may be gone an hour before that', () => {
  assert.is(expiryOf(1_763_800_000_999, 30), 1_763_800_000 + 30 * 86_400)
  assert.is(expiryOf(1_763_800_000_999, 0), undefined)
  assert.is(horizon(1_763_800_000_001), 1_763_800_001 + 3600)
})

test.run()
