import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeChance } from '../../../src/local/faults/chance.ts'
import { type FaultName, faultKinds, parseFaults } from '../../../src/local/faults/parse-faults.ts'

const test = suite('chance')

const decisions = (faults: string, seed: string, name: FaultName, count: number): readonly boolean[] => {
  const chance = makeChance(parseFaults(faults, seed))
  return Array.from({ length: count }, () => chance.hits(name))
}

for (const name of Object.keys(faultKinds) as FaultName[])
  test(`${name} happens at its rate`, () => {
    for (const rate of [0, 0.05, 0.5, 1]) {
      const hits = decisions(`${name}=${rate}`, '7', name, 20_000).filter(Boolean).length
      // five standard deviations of 20,000 throws
      const spread = 5 * Math.sqrt((rate * (1 - rate)) / 20_000)
      assert.ok(Math.abs(hits / 20_000 - rate) <= spread, `${hits} of 20000 at ${rate}`)
    }
  })

test('a seed repeats its decisions, and another makes others', () => {
  const first = decisions('kill=0.5', '7', 'kill', 100)
  assert.equal(decisions('kill=0.5', '7', 'kill', 100), first)
  assert.not.equal(decisions('kill=0.5', '8', 'kill', 100), first)
})

test('another kind of fault changes nothing in the decisions about this one', () => {
  const chance = makeChance(parseFaults('kill=0.5,delay=0.5', '7'))
  const mixed = Array.from({ length: 100 }, () => {
    chance.hits('delay')
    return chance.hits('kill')
  })
  assert.equal(mixed, decisions('kill=0.5', '7', 'kill', 100))
})

test.run()
