// Every message for a person lives here. Each says what happened, to what, and what to do next.
// Anything thrown that is not a PersonError is a bug, and shows its stack.

/** An error whose text is for a person: shown without a stack, and the process ends with its exit code. */
export class PersonError extends Error {
  override readonly name = 'PersonError'
  /** 1 when something failed, 2 for wrong usage. */
  readonly exitCode: number

  constructor(what: string, next: string, exitCode = 1) {
    super(`${what}\n  ${next}`)
    this.exitCode = exitCode
  }
}

export const errors = {
  badPort: (value: string) =>
    new PersonError(`--port is "${value}".`, 'Give a whole number from 0 (any free port) to 65535.', 2),
  portInUse: (port: number) =>
    new PersonError(
      `Port ${port} on 127.0.0.1 is in use.`,
      'End the program that listens there, or choose another with --port (0 for any free one).',
    ),
} as const
