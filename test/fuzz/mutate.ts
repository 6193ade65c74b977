// Bytes that were right once: cut, doubled, overwritten, spliced with words of a dictionary.

import * as fc from 'fast-check'

type Edit = (bytes: Buffer) => Buffer

// a place as a share of the whole, so that shrinking the text before it leaves it near where it was
const place = fc.double({ min: 0, max: 1, noNaN: true })
const within = (share: number, bytes: Buffer): number => Math.floor(share * bytes.length)
const splice = (bytes: Buffer, from: number, to: number, middle: Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, from), middle, bytes.subarray(Math.max(from, to))])
const nothing = Buffer.alloc(0)

/** What any reader of text may stumble over. */
const awkward = [
  ...['\0', '\n', '\r\n', '\t', '\u0085', '\u2028', '\ufeff', '\ufffe', '\ud800', '\\ud800', '😀', 'é'],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'then', 'length'],
  ...['-0', '-1', '1e999', '1e-999', '18446744073709551616', '9'.repeat(400), '0x1', 'NaN', '.inf', '~'],
  ...['true', 'null', '""', "''", '{}', '[]', '{', '}', '[', ']', ',', ':', ': ', '"', "'", '\\', '- '],
]

const editOf = (words: readonly string[]): fc.Arbitrary<Edit> => {
  const word = fc.oneof(
    fc.constantFrom(...words, ...awkward).map(text => Buffer.from(text)),
    fc.uint8Array({ maxLength: 4 }).map(bytes => Buffer.from(bytes)),
  )
  const length = fc.nat(30)
  return fc.oneof(
    fc.tuple(place, word).map(
      ([at, text]): Edit =>
        bytes =>
          splice(bytes, within(at, bytes), 0, text),
    ),
    fc.tuple(place, length, word).map(
      ([at, over, text]): Edit =>
        bytes =>
          splice(bytes, within(at, bytes), within(at, bytes) + over, text),
    ),
    fc.tuple(place, length).map(
      ([at, over]): Edit =>
        bytes =>
          splice(bytes, within(at, bytes), within(at, bytes) + over, nothing),
    ),
    fc.tuple(place, fc.nat(7)).map(
      ([at, bit]): Edit =>
        bytes => {
          const index = within(at, bytes)
          const flipped = (bytes[index] ?? 0) ^ (1 << bit)
          return splice(bytes, index, index + 1, Buffer.from([flipped]))
        },
    ),
    fc.tuple(place, place, length).map(
      ([from, to, over]): Edit =>
        bytes => {
          const start = within(from, bytes)
          const copied = Buffer.from(bytes.subarray(start, start + over * 4))
          return splice(bytes, within(to, bytes), 0, copied)
        },
    ),
    fc.tuple(place, fc.nat(3), fc.nat(2000)).map(
      ([at, over, times]): Edit =>
        bytes => {
          const start = within(at, bytes)
          const repeated = Buffer.from(bytes.subarray(start, start + over + 1))
          return splice(bytes, start, 0, Buffer.concat(Array.from({ length: times }, () => repeated)))
        },
    ),
    place.map(
      (at): Edit =>
        bytes =>
          bytes.subarray(0, within(at, bytes)),
    ),
  )
}

/** An entry of a corpus after a few edits; after none, now and then. `words` belong to the format. */
export const mutated = (
  corpus: readonly (string | Buffer)[],
  words: readonly string[],
): fc.Arbitrary<Buffer> =>
  fc
    .tuple(fc.nat(corpus.length - 1), fc.array(editOf(words), { maxLength: 4, size: 'max' }))
    .map(([index, edits]) => {
      let bytes: Buffer = Buffer.from(corpus[index] ?? '')
      for (const edit of edits) bytes = edit(bytes)
      return bytes
    })
