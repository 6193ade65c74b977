import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decodeDiagnostic, decodeReceived } from '../../../handlers/domain/events.ts'
import { Invalid } from '../../../handlers/domain/fields.ts'

const test = suite('events in')

const reasonOf = (decode: () => unknown): string => {
  try {
    decode()
  } catch (error) {
    if (error instanceof Invalid) return error.message
    throw error
  }
  return 'valid'
}

const received = (timestamp: string) => decodeReceived(`{"moduleId":"m","timestamp":${timestamp}}`)
const report = (attempts: string) => decodeDiagnostic(`{"moduleid":"m","timestamp":1,"attempts":${attempts}}`)

const timestamps: [string, bigint][] = [
  ['0', 0n],
  ['1', 1n],
  ['9007199254740993', 9007199254740993n],
  ['18446744073709551615', 18446744073709551615n],
  ['"18446744073709551615"', 18446744073709551615n],
  ['"007"', 7n],
  ['"000"', 0n],
  ['"00000000000000000000000000000000000000001"', 1n],
]
for (const [text, timestamp] of timestamps)
  test(`timestamp ${text} is exact: uint64 digit for digit, as a number or a string of digits`, () => {
    assert.is(received(text).timestamp, timestamp)
  })

const wrong = [
  '18446744073709551616',
  '99999999999999999999999',
  '"18446744073709551616"',
  '-1',
  '-0',
  '1.0',
  '1e3',
  '1E3',
  '1e-3',
  '""',
  '" 1"',
  '"1 "',
  '"+1"',
  '"-1"',
  '"1.0"',
  '"1e3"',
  '"0x1"',
  '"٣"',
  '"1\\n"',
  'true',
  'false',
  'null',
  '[]',
  '[1]',
  '{}',
]
for (const text of wrong)
  test(`timestamp ${text} is invalid, and the reason names the field and the value`, () => {
    const reason = reasonOf(() => received(text))
    assert.match(reason, /^timestamp is /)
    assert.match(reason, 'it must be an integer from 0 to 18446744073709551615')
    if (!/[[{]/.test(text)) assert.ok(reason.includes(text), reason)
  })

for (const text of wrong.concat('4294967296', '"4294967296"'))
  test(`attempts ${text} is invalid: uint32`, () => {
    assert.match(
      reasonOf(() => report(text)),
      /^attempts is /,
    )
    const message = `{"moduleId":"m","timestamp":1,"tx_attempts":${text}}`
    assert.match(
      reasonOf(() => decodeReceived(message)),
      /^tx_attempts is /,
    )
  })

test('attempts span 0 to 4294967295, as a number or a string of digits', () => {
  for (const [text, attempts] of [
    ['0', 0],
    ['4294967295', 4294967295],
    ['"42"', 42],
  ] as const) {
    assert.is(report(text).attempts, attempts)
    assert.is(decodeReceived(`{"moduleId":"m","timestamp":1,"tx_attempts":${text}}`).txAttempts, attempts)
  }
})

test('tx_attempts is optional, and absent when it was not sent', () => {
  assert.equal(received('5'), { module: 'm', timestamp: 5n })
})

const names: [string, string][] = [
  ['{"moduleId":"a"', 'a'],
  ['{"moduleid":"a"', 'a'],
  ['{"moduleid":"a","moduleId":"a"', 'a'],
  ['{"module\\u0049d":"a"', 'a'],
  ['{"moduleId":"b","moduleId":"a"', 'a'],
  ['{"moduleId":"1"', '1'],
  ['{"moduleId":"__proto__"', '__proto__'],
  ['{"moduleId":" "', ' '],
  ['{"moduleId":"Ünïcode 😀 \\"quoted\\" \\\\"', 'Ünïcode 😀 "quoted" \\'],
  [`{"moduleId":"${'é'.repeat(1024)}"`, 'é'.repeat(1024)],
]
for (const [text, module] of names)
  test(`the module's name in ${text.slice(0, 60)} is read, in either event`, () => {
    assert.is(decodeReceived(`${text},"timestamp":1}`).module, module)
    assert.is(decodeDiagnostic(`${text},"timestamp":1,"attempts":2}`).module, module)
  })

const wrongNames: [string, RegExp][] = [
  ['{"x":1', /^moduleId is missing/],
  ['{"__proto__":{"moduleId":"a"}', /^moduleId is missing/],
  ['{"moduleId":"a","moduleid":"b"', /^moduleId is "a" but moduleid is "b"/],
  ['{"moduleId":"a","moduleid":null', /^moduleId is "a" but moduleid is null/],
  ['{"moduleId":null', /^moduleId is null; it must be a string/],
  ['{"moduleId":1', /^moduleId is 1; it must be a string/],
  ['{"moduleId":["a"]', /^moduleId is a list or an object; it must be a string/],
  ['{"moduleId":true', /^moduleId is true; it must be a string/],
  ['{"moduleId":""', /^moduleId is empty/],
  ['{"moduleId":"a\\u0000"', /^moduleId has a control character/],
  ['{"moduleId":"a\\nb"', /^moduleId has a control character/],
  ['{"moduleId":"\\u007f"', /^moduleId has a control character/],
  ['{"moduleId":"\\u0085"', /^moduleId has a control character/],
  ['{"moduleId":"\\ud800"', /^moduleId has a control character, a lone surrogate/],
  ['{"moduleId":"\\udc00\\ud800"', /^moduleId has a control character, a lone surrogate/],
  ['{"moduleId":"\\ufffe"', /^moduleId has a control character, a lone surrogate, U\+FFFE/],
  ['{"moduleId":"\uffff"', /^moduleId has a control character, a lone surrogate, U\+FFFE or U\+FFFF/],
  [`{"moduleId":"${'é'.repeat(1025)}"`, /^moduleId has 2050 bytes of UTF-8; the most is 2048/],
]
for (const [text, reason] of wrongNames)
  test(`the module's name in ${JSON.stringify(text.slice(0, 60))} is invalid, in either event`, () => {
    assert.match(
      reasonOf(() => decodeReceived(`${text},"timestamp":1}`)),
      reason,
    )
    assert.match(
      reasonOf(() => decodeDiagnostic(`${text},"timestamp":1,"attempts":2}`)),
      reason,
    )
  })

test('a field nested 100,000 deep is as invalid as any list', () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000)
  assert.match(
    reasonOf(() => received(deep)),
    /^timestamp is a list/,
  )
  assert.match(
    reasonOf(() => decodeReceived(`{"timestamp":1,"moduleId":${deep}}`)),
    /^moduleId is a list/,
  )
  assert.match(
    reasonOf(() => decodeReceived(deep)),
    /^The message is a list/,
  )
})

test('a missing field is named', () => {
  assert.is(
    reasonOf(() => decodeReceived('{"moduleId":"a"}')),
    'timestamp is missing.',
  )
  assert.is(
    reasonOf(() => decodeDiagnostic('{"moduleId":"a","timestamp":1}')),
    'attempts is missing.',
  )
})

test('unknown extra fields are ignored', () => {
  const text =
    '{"extra":{"timestamp":9},"moduleId":"a","timestamp":1,"list":[1,{"moduleId":2}],"timestamps":-1}'
  assert.equal(decodeReceived(text), { module: 'a', timestamp: 1n })
})

for (const text of ['', 'hello', '{"moduleId":', '[]', '[{}]', 'null', '1', '"{}"', 'true'])
  test(`the message ${JSON.stringify(text)} is invalid as a whole`, () => {
    assert.match(
      reasonOf(() => decodeReceived(text)),
      /^The message is /,
    )
    assert.match(
      reasonOf(() => decodeDiagnostic(text)),
      /^The message is /,
    )
  })

test('a long wrong value is cut in the reason', () => {
  const reason = reasonOf(() => received('9'.repeat(200_000)))
  assert.ok(reason.length < 300)
  assert.match(reason, '(200000 characters)')
})

test.run()
