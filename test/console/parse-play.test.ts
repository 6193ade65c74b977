import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parsePlay, planOf } from '../../src/console/parse-play.ts'

const test = suite('what the console is asked to play')

const ask = { modules: 2, weeks: 3, messages: 4, loss: 12.5, seed: 5, seconds: 0.5, rough: true }

test('is taken within its bounds', () => {
  assert.equal(parsePlay(ask), { ...ask, confirmed: false })
})

test('is refused beyond them, by name', () => {
  for (const [change, says] of [
    [{ modules: 0 }, 'The number of modules is 0.'],
    [{ modules: 1.5 }, 'The number of modules is 1.5.'],
    [{ weeks: 53 }, 'The number of weeks is 53.'],
    [{ messages: '4' }, 'Give a number from 1 to 1000.'],
    [{ loss: 91 }, 'The loss in percent is 91.'],
    [{ seed: -1 }, 'The seed is -1.'],
    [{ seconds: Number.NaN }, 'The seconds that a week takes is NaN.'],
    [{ modules: 200, weeks: 52, messages: 1000 }, 'would make 10400000 attempts'],
  ] as const)
    assert.throws(() => parsePlay({ ...ask, ...change }), new RegExp(says.replaceAll('.', '\\.')))
  for (const body of [undefined, null, 7, []]) assert.throws(() => parsePlay(body), /is undefined/)
})

test('ends now, in the unit of the stack', () => {
  const plan = planOf(parsePlay(ask), 'ns', 1_700_000_000_000)
  assert.equal([plan.unit, plan.end, plan.loss, plan.late], ['ns', 1_700_000_000_000, 0.125, 0.02])
  assert.is(planOf({ ...parsePlay(ask), rough: false }, 's', 0).resets, 0)
})

test.run()
