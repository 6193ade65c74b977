// Messages over a pipe between the stack and the process of a function: a line of words that ends with the size of
// what follows, and the body. One write each, where HTTP takes requests, answers and their headers.

import type { Duplex } from 'node:stream'

// a request id, a time and an ARN are far shorter
const longestLine = 4096
const nothing: Buffer = Buffer.alloc(0)

/** Writes a message of words without spaces; `written` is called when the system has it. */
export const writeFrame = (
  pipe: Duplex,
  words: readonly (string | number)[],
  body = '',
  written?: () => void,
): void => {
  pipe.write(`${words.join(' ')} ${Buffer.byteLength(body)}\n${body}`, written)
}

type Message = { readonly words: readonly string[]; readonly bytes: number; readonly parts: Buffer[] }

/** Tells each whole message. The body is undefined when it has more bytes than the limit: those are not kept.
 * A pipe that brings anything else is closed. */
export const eachFrame = (
  pipe: Duplex,
  limit: number,
  tell: (words: readonly string[], body: string | undefined, bytes: number) => void,
): void => {
  /** The beginning of a line, or the message whose body is on its way, and how much of that is missing. */
  let line = nothing
  let message: Message | undefined
  let missing = 0

  /** Returns what follows the line. */
  const readLine = (data: Buffer): Buffer => {
    const all = line.length === 0 ? data : Buffer.concat([line, data])
    const end = all.indexOf('\n')
    line = end < 0 ? all : nothing
    const words = all.toString('latin1', 0, end < 0 ? 0 : end).split(' ')
    missing = Number(words.pop())
    if (end >= 0 && missing >= 0) message = { words, bytes: missing, parts: [] }
    else if (end >= 0 || all.length > longestLine) pipe.destroy()
    return end < 0 ? nothing : all.subarray(end + 1)
  }

  /** Returns what follows the body. */
  const readBody = ({ words, bytes, parts }: Message, data: Buffer): Buffer => {
    const part = data.subarray(0, missing)
    missing -= part.length
    if (bytes <= limit) parts.push(part)
    if (missing === 0) {
      message = undefined
      tell(words, bytes <= limit ? Buffer.concat(parts).toString() : undefined, bytes)
    }
    return data.subarray(part.length)
  }

  pipe.on('data', (chunk: Buffer) => {
    let rest = chunk
    do {
      if (!message) rest = readLine(rest)
      if (message) rest = readBody(message, rest)
    } while (rest.length > 0 && !pipe.destroyed)
  })
  // whoever is at the other end is gone, which is heard by other ways
  pipe.on('error', () => {})
}
