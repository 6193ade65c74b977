import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Epoch, enter, type Report } from '../../../handlers/domain/epoch.ts'
import { rateOf } from '../../../handlers/domain/rate.ts'

const test = suite('rate')

/** Reports at T = 10, 20, 30 …, each [attempts, count of its window]; gives the last one's rate. */
const rate = (...rows: [number, number][]) => {
  let epoch: Epoch | undefined
  let previous: Report | undefined
  rows.forEach(([attempts, received], i) => {
    const report = { timestamp: BigInt(10 * (i + 1)), attempts }
    epoch = enter(epoch, previous, report, { received, vague: '' }, 'contract')
    previous = report
  })
  const { received, successRate, quality, lowerBound } = rateOf(epoch as Epoch, previous as unknown as Report)
  return [received, successRate, quality, lowerBound]
}

test('40 of 42 attempts is 95.238…, of a module whose start nobody saw', () => {
  assert.equal(rate([42, 40]), [40, 4000 / 42, 'assumed-start', 4000 / 42])
})

test('received is the sum of the epoch’s windows', () => {
  assert.equal(rate([10, 9], [20, 10], [40, 11]), [30, 75, 'assumed-start', 75])
})

test('nothing received is 0', () => {
  assert.equal(rate([10, 0]), [0, 0, 'assumed-start', 0])
})

test('attempts = 0: published as 100, quality no-attempts', () => {
  assert.equal(rate([0, 5]), [0, 100, 'no-attempts', 100])
  assert.equal(rate([10, 9], [0, 5]), [0, 100, 'no-attempts', 100])
  assert.equal(rate([10, 9], [0, 5], [0, 1]), [0, 100, 'no-attempts', 100])
})

test('a report of zero attempts starts an epoch exactly at itself: exact, even the module’s first', () => {
  assert.equal(rate([0, 5], [10, 8]), [8, 80, 'exact', 80])
  assert.equal(rate([9, 9], [0, 5], [10, 8], [20, 2]), [10, 50, 'exact', 50])
})

test('reset, moment unknown: the window is counted whole, upper-bound for every report of that epoch', () => {
  assert.equal(rate([10, 9], [4, 3]), [3, 75, 'upper-bound', 0])
  assert.equal(rate([10, 9], [4, 3], [8, 4]), [7, 87.5, 'upper-bound', 50])
})

test('equal attempts are no reset', () => {
  assert.equal(rate([10, 9], [10, 0]), [9, 90, 'assumed-start', 90])
})

test('an epoch ends at the next reset', () => {
  assert.equal(rate([10, 9], [4, 3], [8, 4], [5, 1]), [1, 20, 'upper-bound', 0])
})

test('received > attempts: clamped to 100, upper-bound from there to the end of the epoch', () => {
  assert.equal(rate([10, 12]), [12, 100, 'upper-bound', 0])
  assert.equal(rate([10, 12], [100, 40]), [52, 52, 'upper-bound', 40])
  assert.equal(rate([10, 9], [20, 12], [100, 40]), [61, 61, 'upper-bound', 40])
})

test('received > attempts in an exact epoch takes the exactness', () => {
  assert.equal(rate([0, 0], [10, 11], [20, 5]), [16, 80, 'upper-bound', 25])
})

test('the lower bound counts the windows after the last ambiguous one', () => {
  assert.equal(rate([10, 9], [4, 5], [5, 1], [100, 20]), [26, 26, 'upper-bound', 20])
})

test('the lower bound is clamped too', () => {
  assert.equal(rate([10, 12], [12, 1], [40, 30]), [43, 100, 'upper-bound', 0])
  assert.equal(rate([10, 9], [4, 4], [4, 0]), [4, 100, 'upper-bound', 0])
})

test('received = attempts is not more than attempted', () => {
  assert.equal(rate([10, 10]), [10, 100, 'assumed-start', 100])
})

test('the rate is an unrounded double', () => {
  assert.equal(rate([4294967295, 1])[1], 100 / 4294967295)
})

test.run()
