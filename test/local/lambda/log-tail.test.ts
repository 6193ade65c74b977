import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { keepTail, lastBytes } from '../../../src/local/lambda/log-tail.ts'

const test = suite('log-tail')

const tailOf = (lines: readonly string[]) => {
  const kept: string[] = []
  for (const line of lines) keepTail(kept, line)
  return { kept, tail: lastBytes(kept).toString() }
}

test('a short log is its own tail', () => {
  assert.is(tailOf(['a', '', 'b']).tail, 'a\n\nb\n')
  assert.is(tailOf([]).tail, '')
})

test('however much is printed, little is kept, and the tail is the same', () => {
  const lines = Array.from({ length: 10_000 }, (_, index) => `line ${index} ü`)
  const { kept, tail } = tailOf(lines)
  assert.ok(kept.length < 100)
  const whole = Buffer.from(lines.map(line => `${line}\n`).join(''))
  assert.is(tail, whole.subarray(-Buffer.byteLength(tail)).toString())
  assert.ok(Buffer.byteLength(tail) > 4090)
})

test('of a line that is longer than the tail its end is kept', () => {
  const { kept, tail } = tailOf([`${'x'.repeat(300_000)}end`])
  assert.ok((kept[0]?.length ?? 0) <= 4096)
  assert.match(tail, /xend\n$/)
})

test.run()
