// What must hold of a module's run, whatever its deliveries were.

import * as assert from 'uvu/assert'
import { type Rate, rateOf } from '../../handlers/domain/rate.ts'
import type { Module } from './fleet.ts'
import { type Expected, reference } from './reference.ts'
import { runModule } from './run-module.ts'
import { heldIn, type Tables } from './tables.ts'

const factsOf = ({ received, attempts, successRate, quality, lowerBound }: Rate | Expected): Expected => ({
  received,
  attempts,
  successRate,
  quality,
  lowerBound,
})

/** Runs a module, and compares all that is published and kept with the definition. */
export const checked = async (module: Module) => {
  const expected = ({ reports, messages }: Tables) =>
    reference({ reports, messages, firstReport: module.firstReport })
  const { tables, computedWith } = await runModule(module, (tables, rates, pending) => {
    const now = expected(tables)
    // What an earlier report changes is published by its own computation, if that is still to come.
    const certain = (t: bigint) => pending.every(change => change > t)
    for (const rate of rates)
      if (certain(rate.timestamp))
        assert.equal(factsOf(rate), now.get(rate.timestamp), `at ${rate.timestamp}`)
    const { state } = tables.head
    const attempts = tables.reports.get(state?.timestamp ?? -1n)
    if (!state || attempts === undefined || state.epoch.silent || !certain(state.timestamp)) return
    const { timestamp, epoch } = state
    assert.equal(factsOf(rateOf(epoch, { timestamp, attempts })), now.get(timestamp), `kept at ${timestamp}`)
  })
  const held = heldIn(tables)
  for (const [t, rate] of expected(tables)) {
    const stored = [...tables.messages.keys()].filter(timestamp => timestamp <= t).length
    // A message that came after its report is in the next report's sum.
    if (computedWith.get(t) !== stored) continue
    assert.equal(factsOf(held.get(t) as Rate), rate, `held for ${t}`)
  }
}
