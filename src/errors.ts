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
  noSources: (home: string) =>
    new PersonError(
      `${home} holds no handlers/ and templates/ to build from.`,
      'Run this in a checkout of the repository; an installed package carries a finished service.yaml.',
    ),
  brokenSource: (faults: string) =>
    new PersonError(
      `The sources do not compile, so nothing was written:\n${faults}`,
      'Correct them and build again.',
    ),
  brokenTemplate: (fault: string, file: string) =>
    new PersonError(`templates/ defines no valid template: ${fault}`, `Correct ${file} and build again.`),
  oversizedTemplate: (bytes: number, limit: number, parts: string) =>
    new PersonError(
      `service.yaml would have ${bytes} bytes, ${bytes - limit} more than CloudFormation takes from a file:\n${parts}`,
      'Make the largest part smaller; service.yaml is as it was.',
    ),
  staleTemplate: (path: string) =>
    new PersonError(`${path} is not what the sources give.`, 'Run guac build, and commit the file.'),
  unwritable: (path: string, reason: string) =>
    new PersonError(
      `${path} cannot be written: ${reason}.`,
      'Make the folder writable, and the disk not full.',
    ),
} as const
