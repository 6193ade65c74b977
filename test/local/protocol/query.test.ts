import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { list, parseQuery, text } from '../../../src/local/protocol/query.ts'
import { refusalOf } from '../helpers/refusal.ts'

const test = suite('query')

const plain = (body: string) => JSON.parse(JSON.stringify(parseQuery(body)))

const forms: [string, unknown][] = [
  ['', {}],
  ['Action=ListTopics', { Action: 'ListTopics' }],
  ['A=1&A=2', { A: '2' }],
  ['Message=a%26b%3D%C3%A9+c', { Message: 'a&b=é c' }],
  ['Tags.member.1.Key=a&Tags.member.1.Value=b', { Tags: [{ Key: 'a', Value: 'b' }] }],
  ['L.member.10=j&L.member.9=i', { L: ['i', 'j'] }],
  ['M.entry.1.key=a&M.entry.1.value=b', { M: [{ key: 'a', value: 'b' }] }],
  ['A.B.C=deep', { A: { B: { C: 'deep' } } }],
  ['Empty=', { Empty: '' }],
]

for (const [form, value] of forms)
  test(`reads ${form || 'an empty form'}`, () => assert.equal(plain(form), value))

test('takes the names of prototypes for names', () => {
  const params = parseQuery('__proto__=a&constructor.member.1=b&hasOwnProperty=c')
  assert.equal(Object.keys(params), ['__proto__', 'constructor', 'hasOwnProperty'])
  assert.is(params.toString, undefined)
  assert.is(({} as Record<string, unknown>).a, undefined)
})

for (const form of ['A=1&A.B=2', 'A.B=2&A=1'])
  test(`refuses ${form}, which is text and structure at once`, () =>
    assert.is(refusalOf(() => parseQuery(form)).code, 'MalformedQueryString'))

test('text is text or absent', () => {
  assert.is(text(parseQuery('A=1'), 'A'), '1')
  assert.is(text(parseQuery(''), 'A'), undefined)
  assert.is(refusalOf(() => text(parseQuery('A.B=1'), 'A')).code, 'MalformedQueryString')
})

test('a list may be absent or empty, and is nothing else', () => {
  assert.equal(list(parseQuery(''), 'A'), [])
  assert.equal(list(parseQuery('A='), 'A'), [])
  assert.equal(list(parseQuery('A.member.1=x'), 'A'), ['x'])
  assert.is(refusalOf(() => list(parseQuery('A=x'), 'A')).code, 'MalformedQueryString')
})

test.run()
