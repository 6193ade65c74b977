// The world comes in here: a command sees the process, the clock and the terminal only through this value,
// so that a test can hand in another one.

export type Io = {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** The folder of this package: sources and service.yaml in a checkout, dist and service.yaml when installed. */
  readonly home: string
  /** Now, in ms since 1970. */
  readonly now: () => number
  /** A line for the result: to standard output. */
  readonly print: (line: string) => void
  /** A line about the work: to standard error, so that standard output can be piped. */
  readonly tell: (line: string) => void
  /** Whether a person reads standard output on a terminal that shows colours. */
  readonly colour: boolean
  /** Aborts when the person presses Ctrl-C or the process is asked to end. */
  readonly stopping: AbortSignal
}

type Stream = { write(text: string): unknown; isTTY?: boolean }

/** What `makeIo` needs of Node's process. */
export type ProcessLike = {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdout: Stream
  readonly stderr: Stream
  cwd(): string
}

/** The real world as a value. Colours follow https://no-color.org and https://force-color.org. */
export const makeIo = (process: ProcessLike, home: string, stopping: AbortSignal): Io => ({
  env: process.env,
  cwd: process.cwd(),
  home,
  now: Date.now,
  print: line => void process.stdout.write(`${line}\n`),
  tell: line => void process.stderr.write(`${line}\n`),
  colour:
    !process.env.NO_COLOR &&
    (Boolean(process.env.FORCE_COLOR) || (process.stdout.isTTY === true && process.env.TERM !== 'dumb')),
  stopping,
})
