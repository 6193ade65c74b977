import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { PersonError } from '../../../src/errors.ts'
import { faultKinds, parseFaults } from '../../../src/local/faults/parse-faults.ts'

const test = suite('parse faults')

test('faults are names with a rate, and some with a time', () => {
  assert.equal(parseFaults('throttle=0.05, delay=.1:20ms,reorder=1', '7'), {
    seed: 7,
    faults: {
      throttle: { rate: 0.05, ms: 0 },
      delay: { rate: 0.1, ms: 20 },
      reorder: { rate: 1, ms: 100 },
    },
  })
})

test('without a seed the seed is 1, so that a run can be repeated', () => {
  assert.is(parseFaults('kill=0').seed, 1)
})

for (const wrong of [
  '',
  'throttle',
  'throttle=',
  'throttle=1.1',
  'throttle=-0.1',
  'throttle=5%',
  'throttle=1e-3',
  'throttle=0.1:5ms',
  'delay=0.1:5',
  'delay=0.1:5s',
  'trottle=0.1',
  'constructor=0.1',
  'throttle=0.1,throttle=0.2',
  'throttle=0.1,',
])
  test(`"${wrong}" is refused, with the names that there are`, () => {
    assert.throws(
      () => parseFaults(wrong),
      (error: unknown) =>
        error instanceof PersonError &&
        error.exitCode === 2 &&
        Object.keys(faultKinds).every(name => error.message.includes(name)),
    )
  })

for (const wrong of ['', '-1', '1.5', '4294967296', 'x'])
  test(`the seed "${wrong}" is refused`, () => {
    assert.throws(() => parseFaults('kill=0.1', wrong), /--fault-seed/)
  })

test.run()
