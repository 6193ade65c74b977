import { PassThrough } from 'node:stream'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { eachFrame, writeFrame } from '../../../src/local/lambda/frames.ts'

const test = suite('frames')

/** What is told of bytes that come in pieces of so many. */
const told = async (bytes: Buffer, piece: number, limit = 1000) => {
  const pipe = new PassThrough()
  const all: unknown[] = []
  eachFrame(pipe, limit, (...message) => all.push(message))
  for (let at = 0; at < bytes.length; at += piece) pipe.write(bytes.subarray(at, at + piece))
  await new Promise(setImmediate)
  return { all, closed: pipe.destroyed }
}

const written = (...messages: readonly (readonly [words: readonly string[], body: string])[]): Buffer => {
  const pipe = new PassThrough()
  for (const [words, body] of messages) writeFrame(pipe, words, body)
  return pipe.read()
}

test('messages come out as they went in, however they are cut', async () => {
  const messages = [
    [['response', 'id'], '{"a":"ü\n😀"}'],
    [['begun'], ''],
    [['error', 'id'], 'x'],
  ] as const
  const bytes = written(...messages)
  for (const piece of [1, 2, 3, 7, bytes.length]) {
    const { all, closed } = await told(bytes, piece)
    assert.equal(
      all,
      messages.map(([words, body]) => [words, body, Buffer.byteLength(body)]),
    )
    assert.not(closed)
  }
})

test('of a body over the limit only the size is told, and the next message is whole', async () => {
  const bytes = written([['response', 'a'], 'x'.repeat(1001)], [['response', 'b'], 'y'.repeat(1000)])
  for (const piece of [10, bytes.length]) {
    const { all } = await told(bytes, piece)
    assert.equal(all, [
      [['response', 'a'], undefined, 1001],
      [['response', 'b'], 'y'.repeat(1000), 1000],
    ])
  }
})

for (const bytes of ['no size\n', 'response id -1\nx', 'x'.repeat(5000)])
  test(`a pipe that brings ${bytes.slice(0, 12).trim()} is closed`, async () => {
    assert.equal(await told(Buffer.from(bytes), 1000), { all: [], closed: true })
  })

test.run()
