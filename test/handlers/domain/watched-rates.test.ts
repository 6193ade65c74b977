import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { watchedRates } from '../../../handlers/domain/watched-rates.ts'

const test = suite('watched rates')

const rates = [95.2, 90, 89.99, 0].map(successRate => ({ successRate }))

test('a rate is low below the threshold, not at it', () =>
  assert.equal(watchedRates(rates, '90'), { SuccessRate: [95.2, 90, 89.99, 0], LowRate: [0, 0, 100, 100] }))

test('a threshold of 0 makes none low', () => assert.equal(watchedRates(rates, '0').LowRate, [0, 0, 0, 0]))

test('without a threshold nobody watches, and nothing is measured', () =>
  assert.equal(watchedRates(rates, ''), { SuccessRate: [], LowRate: [] }))

test.run()
