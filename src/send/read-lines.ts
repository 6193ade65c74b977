// The lines of a file or a pipe of any length, in the memory of one chunk and one line.

import { isUtf8 } from 'node:buffer'

/** A line, numbered from 1 on; without its text if it is too long or not UTF-8, and then with the reason. */
export type Line = { readonly number: number; readonly text: string; readonly wrong?: string }

const newline = 10

/**
 * The lines of a stream of bytes, a portion per chunk, so that what a live pipe holds is passed on at once. Lines end
 * in LF or CRLF, the last one need not; of one that has more bytes than `most`, only the start is kept.
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  most: number,
): AsyncGenerator<readonly Line[]> {
  let number = 0
  let bytes = 0
  let parts: Uint8Array[] = []
  const take = (part: Uint8Array): void => {
    // what exceeds the limit is counted and let go, however long the line gets
    if (bytes <= most) parts.push(part.subarray(0, most + 1 - bytes))
    bytes += part.length
  }
  const end = (): Line => {
    const line = lineOf(++number, Buffer.concat(parts), bytes, most)
    parts = []
    bytes = 0
    return line
  }
  for await (const chunk of chunks) {
    const lines: Line[] = []
    let from = 0
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
      take(chunk.subarray(from, at))
      lines.push(end())
      from = at + 1
    }
    take(chunk.subarray(from))
    if (lines.length > 0) yield lines
  }
  if (bytes > 0) yield [end()]
}

const lineOf = (number: number, kept: Uint8Array, bytes: number, most: number): Line => {
  if (bytes > most)
    return {
      number,
      text: decoder.decode(kept.subarray(0, 100)),
      wrong: `it has ${bytes} bytes; SNS takes ${most}`,
    }
  const text = decoder.decode(kept).replace(/\r$/, '')
  // U+FFFD in place of a byte would be another module's name
  return isUtf8(kept) ? { number, text } : { number, text, wrong: 'it is not UTF-8' }
}

// drops a byte order mark, which is no part of the text
const decoder = new TextDecoder()
