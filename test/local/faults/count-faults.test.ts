import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { countFaults } from '../../../src/local/faults/count-faults.ts'

const test = suite('count faults')

test('the first of each kind is told, and round numbers of all together', () => {
  const told: string[] = []
  const { happened, soFar } = countFaults(line => told.push(line))
  assert.is(soFar(), 'none')
  for (let count = 0; count < 15; count += 1) happened('throttle')
  happened('kill')
  for (let count = 0; count < 100; count += 1) happened('delay')
  assert.equal(told, [
    'throttle 1',
    'throttle 10',
    'throttle 15, kill 1',
    'throttle 15, kill 1, delay 1',
    'throttle 15, kill 1, delay 4',
    'throttle 15, kill 1, delay 34',
    'throttle 15, kill 1, delay 84',
  ])
  assert.is(soFar(), 'throttle 15, kill 1, delay 100')
})

test('a million faults are some twenty lines', () => {
  let lines = 0
  const { happened } = countFaults(() => {
    lines += 1
  })
  for (let count = 0; count < 1_000_000; count += 1) happened('delay')
  assert.is(lines, 17)
})

test.run()
