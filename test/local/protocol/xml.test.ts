import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { escapeXml, textOf, toXml, type Xml, xmlError, xmlResult } from '../../../src/local/protocol/xml.ts'

const test = suite('xml')

const values: [Xml, string][] = [
  ['a<b>&"c\'', 'a&lt;b&gt;&amp;&quot;c&apos;'],
  [undefined, ''],
  [12, '12'],
  [false, 'false'],
  [{ A: 'x', B: undefined }, '<A>x</A>'],
  [{ L: ['a', { K: 'b' }] }, '<L><member>a</member><member><K>b</K></member></L>'],
  [{ L: [] }, '<L></L>'],
]
for (const [value, xml] of values) test(`writes ${JSON.stringify(value)}`, () => assert.is(toXml(value), xml))

test('replaces what XML cannot hold, and keeps tabs and line ends', () =>
  assert.is(escapeXml('a\u0000b\u001b\t\n'), 'a\ufffdb\ufffd\t\n'))

test('wraps a result as the query protocol does', () =>
  assert.is(
    xmlResult('Do', 'ns', { A: 1 }, 'id'),
    '<DoResponse xmlns="ns"><DoResult><A>1</A></DoResult><ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></DoResponse>',
  ))

test('says whose fault an error is', () => {
  assert.match(
    xmlError('C', 'm & n', 400, 'id'),
    '<Type>Sender</Type><Code>C</Code><Message>m &amp; n</Message>',
  )
  assert.match(xmlError('C', 'm', 503, 'id'), '<Type>Receiver</Type>')
})

test('reads the text of an element back', () => {
  assert.is(textOf('<A><Message>a &lt; &amp;apos; &quot;b&quot;</Message></A>', 'Message'), 'a < &apos; "b"')
  assert.is(textOf('<A></A>', 'Message'), undefined)
})

test.run()
