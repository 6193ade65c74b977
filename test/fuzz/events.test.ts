// The decoders of events take what the contract says and nothing else, and whatever they refuse makes a dead letter
// that SQS takes.

import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { deadLetter } from '../../handlers/domain/dead-letter.ts'
import { decodeDiagnostic, decodeReceived } from '../../handlers/domain/events.ts'
import { type Exact, parseExact } from '../../handlers/domain/exact-json.ts'
import { Invalid } from '../../handlers/domain/fields.ts'
import { accepted } from './contract.ts'
import { fuzz, inputs } from './fuzz.ts'
import { type Json, readJson } from './json-reader.ts'
import { mutated } from './mutate.ts'

const test = suite('events of any kind')
const few = 2000

const names = ['moduleId', 'moduleid', 'timestamp', 'attempts', 'tx_attempts', 'stimestamp', '__proto__', 'x']
const numbers = [
  ...['0', '1', '42', '4294967295', '4294967296', '9007199254740993', '1763800000000000001'],
  ...['18446744073709551615', '18446744073709551616', '-0', '-1', '1.0', '1e3', '1E-3', '007', '99999999999'],
]
const corpus = [
  '{"moduleId":"iAmAModule","timestamp":1763800000}',
  '{"moduleid":"m","timestamp":"18446744073709551615","attempts":4294967295}',
  '{"timestamp": 9007199254740993, "moduleId": "ünï 😀 \\"q\\" \\\\", "tx_attempts": 0, "extra": {"a": [1, null]}}',
  '{"moduleId":"a","moduleid":"a","timestamp":1,"attempts":2,"attempts":3}',
  '{"module\\u0049d":"\\ud83d\\ude00","timestamp":1e3,"attempts":true}',
  '{"__proto__":{"moduleId":"a"},"constructor":1,"timestamp":[],"attempts":{}}',
  `{"moduleId":"${'é'.repeat(1023)}a","timestamp":1,"attempts":1}`,
  '[1.5,-0,"n1","s1",{"s":1,"n":"2"}]',
]

// each character as itself or as an escape, as a sender may write it
const escaped = (text: string): string =>
  text
    .split('')
    .map(unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
const spelt = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(text, fc.boolean())
    .map(([plain, byCode]) => (byCode ? `"${escaped(plain)}"` : JSON.stringify(plain)))
const scalar = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...numbers) },
  { weight: 2, arbitrary: fc.constantFrom(...numbers).map(digits => `"${digits}"`) },
  { weight: 3, arbitrary: spelt(fc.constantFrom('a', 'iAmAModule', 'é'.repeat(1024), '😀', '__proto__')) },
  { weight: 2, arbitrary: spelt(fc.string({ unit: 'binary', maxLength: 6 })) },
  {
    weight: 1,
    arbitrary: spelt(
      fc.constantFrom('', '\ud800', '\udc00x', '\u0000', '\u0085', '\ufffe', 'é'.repeat(1025)),
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom('true', 'null', '[]', '{}', '[1]', '{"moduleId":"a"}') },
)
const blank = fc.constantFrom('', '', '', ' ', '\n\t ')
const valid = fc
  .tuple(spelt(fc.constantFrom('a', '😀')), fc.constantFrom(...numbers), fc.constantFrom(...numbers))
  .map(([module, timestamp, attempts]) => [
    `"moduleId":${module}`,
    `"timestamp":${timestamp}`,
    `"attempts":${attempts}`,
    `"tx_attempts":"${attempts}"`,
  ])
const field = fc
  .tuple(spelt(fc.constantFrom(...names)), blank, scalar)
  .map(([name, space, value]) => `${name}${space}:${space}${value}`)
const generated = fc
  .tuple(fc.oneof(valid, fc.constant([])), fc.array(field, { maxLength: 5 }), blank)
  .chain(([sure, fields, space]) =>
    fc
      .shuffledSubarray([...sure, ...fields], { minLength: Math.max(0, sure.length + fields.length - 1) })
      .map(all => `${space}{${all.join(`,${space}`)}}${space}`),
  )
// deeper than anything that reads by calling itself for each level could stand, in what 256 KB hold
const deep = fc
  .tuple(fc.constantFrom('[', '{"a":', '[{"moduleId":'), fc.nat(300))
  .map(([open, times]) => `{"moduleId":"a","timestamp":1,"attempts":1,"x":${open.repeat(times)}`)
const text = fc.oneof(
  { weight: 50, arbitrary: generated },
  { weight: 45, arbitrary: mutated(corpus, [...names, ...numbers]).map(String) },
  { weight: 1, arbitrary: deep },
  { weight: 4, arbitrary: fc.string({ unit: 'binary' }) },
)

const exactOf = (value: Json): Exact => {
  if (typeof value === 'string') return `s${value}`
  if (value === null || typeof value === 'boolean') return value
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([name, item]) => [`s${name}`, exactOf(item)]))
  return 'literal' in value ? `n${value.literal}` : value.map(exactOf)
}

// https://www.w3.org/TR/REC-xml/#charsets
const isSendable = (text: string): boolean =>
  [...text].every(character => {
    const code = character.codePointAt(0) as number
    const blank = code === 0x9 || code === 0xa || code === 0xd
    return blank || (code >= 0x20 && code <= 0xd7ff) || (code >= 0xe000 && code < 0xfffe) || code > 0xffff
  })

/** Whether a text is so deep that the oracle, which calls itself for each level, cannot read it. */
const isDeep = (text: string): boolean => text.split(/[[{]/).length > 500

const counted = { accepted: 0, refused: 0 }
const checkDecoder = (
  kind: 'received' | 'diagnostic',
  decode: (text: string) => object,
  message: string,
): void => {
  const expected = isDeep(message) ? undefined : accepted(kind, message)
  let event: object | undefined
  try {
    event = decode(message)
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    assert.ok(error.message.length > 10 && error.message.length < 2000, error.message)
    const record = { Sns: { Message: message } }
    const letter = deadLetter(error.message, 'recv_message', record)
    assert.ok(isSendable(letter.message))
    assert.ok(isSendable(letter.attributes.reason?.StringValue ?? '\0'))
    assert.equal(JSON.parse(letter.message).record, record)
  }
  if (!isDeep(message)) assert.equal(event, expected)
  counted[event ? 'accepted' : 'refused'] += 1
}

test('each is decoded, or refused with a reason, as the contract says', async () => {
  await fuzz(text, few, message => {
    checkDecoder('received', decodeReceived, message)
    checkDecoder('diagnostic', decodeDiagnostic, message)
  })
  // the generator is worth something only if it reaches both
  assert.ok(counted.accepted > inputs(few) / 10, JSON.stringify(counted))
  assert.ok(counted.refused > inputs(few) / 10, JSON.stringify(counted))
})

test('exact JSON is the JSON of RFC 8259 with every digit, and nothing else', () =>
  fuzz(text, few, message => {
    const expected = isDeep(message) ? undefined : readJson(message)
    let value: Exact | undefined
    try {
      value = parseExact(message)
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
    }
    if (!isDeep(message)) assert.equal(value, expected === undefined ? undefined : exactOf(expected))
  }))

for (const [what, message] of [
  ['100,000 open brackets', '['.repeat(100_000)],
  ['100,000 brackets', '['.repeat(100_000) + ']'.repeat(100_000)],
  ['a name of 256 KB of escapes', `{"moduleId":"${'\\n'.repeat(128_000)}","timestamp":1,"attempts":1}`],
  ['256 KB of digits', `{"moduleId":"a","timestamp":${'9'.repeat(256_000)},"attempts":1}`],
  ['256 KB of zeros in a string', `{"moduleId":"a","timestamp":"${'0'.repeat(256_000)}x","attempts":1}`],
  ['100,000 names', `{${'"moduleId":1,'.repeat(100_000)}"moduleId":2}`],
] as const)
  test(`${what} are refused as any other text`, () => {
    for (const decode of [decodeReceived, decodeDiagnostic])
      assert.throws(
        () => decode(message),
        (error: unknown) => error instanceof Invalid,
      )
  })

test.run()
