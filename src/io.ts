// The world comes in here: a command sees the process, the clock and the terminal only through this value,
// so that a test can hand in another one.

import type { Readable } from 'node:stream'
import { wrap } from './terminal/wrap.ts'

export type Io = {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** The folder of this package: sources and service.yaml in a checkout, dist and service.yaml when installed. */
  readonly home: string
  /** Now, in ms since 1970. */
  readonly now: () => number
  /** A line for the result: to standard output. */
  readonly print: (line: string) => void
  /** A line about the work: to standard error, so that standard output can be piped; between words broken for a terminal. */
  readonly tell: (line: string) => void
  /** Whether a person reads standard output on a terminal that shows colours. */
  readonly colour: boolean
  /** Columns of the terminal that standard output is; infinite where it is none, so that nothing is cut for a program. */
  readonly width: number
  /** Standard input, which nothing reads before it is asked for. */
  readonly stdin: () => Readable
  /** Asks a person on the terminal, and returns the answer; undefined where there is no terminal or no answer. */
  readonly ask: (question: string) => Promise<string | undefined>
  /**
   * Shows one line about the work under way at the bottom of the terminal, in place of the one before it; an empty
   * one removes it. Nothing where standard error is no terminal.
   */
  readonly status: (line: string) => void
  /** Where a table can be redrawn while it goes on: standard error, if it is a terminal. */
  readonly live?: Live | undefined
  /** Opens an address in the person's browser; false where that cannot be. Undefined where there is no terminal. */
  readonly browse?: ((url: string) => Promise<boolean>) | undefined
  /** Aborts when the person presses Ctrl-C or the process is asked to end. */
  readonly stopping: AbortSignal
}

export type Live = {
  readonly write: (text: string) => void
  /** The terminal as it is now, in columns and lines. */
  readonly size: () => { readonly width: number; readonly height: number }
}

type Stream = {
  write(text: string): unknown
  isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
}

/** What `makeIo` needs of Node's process. */
export type ProcessLike = {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdin: Readable & { isTTY?: boolean }
  readonly stdout: Stream
  readonly stderr: Stream & NodeJS.WritableStream
  readonly platform: string
  cwd(): string
}

/** The real world as a value. Colours follow https://no-color.org and https://force-color.org. */
export const makeIo = (process: ProcessLike, home: string, stopping: AbortSignal): Io => {
  const { env, stdout, stderr } = process
  const live = stderr.isTTY === true && env.TERM !== 'dumb'
  let shown = ''
  const clear = (): void => {
    if (shown) stderr.write(eraseLine)
    shown = ''
  }
  const to = (stream: Stream) => (line: string) => {
    const under = shown
    clear()
    stream.write(`${line}\n`)
    status(under)
  }
  const telling = to(stderr)
  const status = (line: string): void => {
    if (!live) return
    clear()
    // a line that wraps could not be erased
    shown = line.slice(0, (stderr.columns ?? 80) - 1)
    if (shown) stderr.write(shown)
  }
  return {
    env,
    cwd: process.cwd(),
    home,
    now: Date.now,
    print: to(stdout),
    tell: line => telling(live ? wrap(line, stderr.columns ?? 80) : line),
    colour: !env.NO_COLOR && (Boolean(env.FORCE_COLOR) || (stdout.isTTY === true && env.TERM !== 'dumb')),
    width: stdout.columns ?? Number.POSITIVE_INFINITY,
    stdin: () => process.stdin,
    ask: async question => {
      // to look at standard input is to open it, which no other command should pay for
      const { stdin } = process
      if (!stdin.isTTY || !stderr.isTTY) return undefined
      clear()
      const { createInterface } = await import('node:readline/promises')
      const terminal = createInterface({ input: stdin, output: stderr })
      // Ctrl-C and the end of the input close it, and leave the question open for ever
      const closed = new Promise<undefined>(resolve => terminal.once('close', () => resolve(undefined)))
      const answered = terminal.question(`${question} `, { signal: stopping }).catch(() => undefined)
      try {
        return await Promise.race([answered, closed])
      } finally {
        terminal.close()
      }
    },
    status,
    live: live
      ? {
          write: text => void stderr.write(text),
          size: () => ({ width: stderr.columns ?? 80, height: stderr.rows ?? 24 }),
        }
      : undefined,
    browse:
      stdout.isTTY === true
        ? async url => (await import('./open-browser.ts')).openBrowser(process.platform, env, url)
        : undefined,
    stopping,
  }
}

/** To the first column, and erase to the end of the line. ECMA-48, 8.3.41. */
const eraseLine = '\r\u001b[K'
