import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Line, readLines } from '../../src/send/read-lines.ts'

const test = suite('reading lines')

const read = async (chunks: readonly (string | Uint8Array)[], most = 100): Promise<(readonly Line[])[]> => {
  const portions: (readonly Line[])[] = []
  const source = (async function* () {
    for (const chunk of chunks) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk
  })()
  for await (const portion of readLines(source, most)) portions.push(portion)
  return portions
}
const line = (number: number, text: string) => ({ number, text })

const cases: readonly (readonly [string, readonly (string | Uint8Array)[], readonly Line[]])[] = [
  ['nothing', [], []],
  ['no last newline', ['a\nb'], [line(1, 'a'), line(2, 'b')]],
  ['a last newline', ['a\nb\n'], [line(1, 'a'), line(2, 'b')]],
  ['blank lines, which count', ['a\n\nb'], [line(1, 'a'), line(2, ''), line(3, 'b')]],
  ['lines that end as on Windows', ['a\r\nb\r\n'], [line(1, 'a'), line(2, 'b')]],
  ['a line in three chunks', ['{"a', '":', '1}\nx'], [line(1, '{"a":1}'), line(2, 'x')]],
  ['a character cut in two', [Buffer.from([0xc3]), Buffer.from([0xa9, 10])], [line(1, 'é')]],
  ['a byte order mark', ['\uFEFF{}\n'], [line(1, '{}')]],
  [
    'bytes that are not UTF-8',
    [Buffer.from([0x61, 0xff, 10, 0x62])],
    [{ number: 1, text: 'a\uFFFD', wrong: 'it is not UTF-8' }, line(2, 'b')],
  ],
  [
    'a line that is too long, of which the start is kept',
    [`${'a'.repeat(60)}`, `${'b'.repeat(60)}\nc`],
    [
      { number: 1, text: 'a'.repeat(60) + 'b'.repeat(40), wrong: 'it has 120 bytes; SNS takes 100' },
      line(2, 'c'),
    ],
  ],
  ['a line of exactly the limit', [`${'a'.repeat(100)}\n`], [line(1, 'a'.repeat(100))]],
]
for (const [what, chunks, lines] of cases)
  test(`reads ${what}`, async () => assert.equal((await read(chunks)).flat(), lines))

test('gives each chunk its portion, so that a live pipe is not held back', async () => {
  assert.equal(await read(['a\nb\n', 'c\n', 'd']), [
    [line(1, 'a'), line(2, 'b')],
    [line(3, 'c')],
    [line(4, 'd')],
  ])
})

test('counts the bytes of an endless line, and goes on after it', async () => {
  const source = (async function* () {
    for (let index = 0; index < 2000; index += 1) yield Buffer.alloc(65_536, 'a')
    yield Buffer.from('\nb')
  })()
  const lines: Line[] = []
  for await (const portion of readLines(source, 1000)) lines.push(...portion)
  assert.is(lines[0]?.wrong, 'it has 131072000 bytes; SNS takes 1000')
  assert.equal(lines[1], line(2, 'b'))
})

test.run()
