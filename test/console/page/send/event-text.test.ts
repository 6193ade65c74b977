import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { faultOf, faultsOf, textOf, timestampAt } from '../../../../src/console/page/send/event-text.ts'

const test = suite('an event that a person fills in')

const draft = { module: 'm', timestamp: '7', attempts: '42', txAttempts: '' }

test('has the fields of its kind, and every digit', () => {
  assert.is(textOf('recv', draft), '{"moduleId": "m", "timestamp": 7}')
  assert.is(
    textOf('recv', { ...draft, timestamp: '18446744073709551615', txAttempts: '3' }),
    '{"moduleId": "m", "timestamp": 18446744073709551615, "tx_attempts": 3}',
  )
  assert.is(textOf('weekly', draft), '{"moduleid": "m", "timestamp": 7, "attempts": 42}')
})

test('is JSON whatever is typed, so that the rules can say what is wrong with it', () => {
  for (const typed of ['"', '\\', '1e3', '-1', '007', '1,2', ' 7', '١', '}'])
    assert.type(JSON.parse(textOf('weekly', { ...draft, timestamp: typed, module: typed })), 'object')
})

test('is refused field by field, in the words of the service', () => {
  assert.equal(faultsOf('weekly', draft), {})
  const faults = faultsOf('weekly', { module: '', timestamp: '1e3', attempts: '4294967296', txAttempts: 'x' })
  assert.equal(Object.keys(faults), ['module', 'timestamp', 'attempts'])
  assert.is(faults.module, 'moduleId is missing.')
  assert.match(
    `${faults.timestamp}`,
    'timestamp is "1e3"; it must be an integer from 0 to 18446744073709551615',
  )
  assert.match(`${faults.attempts}`, 'attempts is 4294967296; it must be an integer from 0 to 4294967295')
  assert.equal(Object.keys(faultsOf('recv', { ...draft, txAttempts: 'x' })), ['txAttempts'])
})

test('written as JSON is refused as a whole', () => {
  assert.is(faultOf('recv', '{"moduleid":"m","timestamp":"7"}'), undefined)
  assert.is(faultOf('recv', '[]'), 'The message is a list or an object; it must be a JSON object.')
  assert.match(`${faultOf('weekly', '{')}`, /^The message is not JSON/)
})

test('has the time of now in the unit of its stack', () => {
  const now = 1_700_000_000_123
  assert.is(timestampAt(now, 's'), '1700000000')
  assert.is(timestampAt(now, 'ms'), '1700000000123')
  assert.is(timestampAt(now, 'ns'), '1700000000123000000')
})

test.run()
