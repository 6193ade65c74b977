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
  badFault: (part: string, kinds: readonly string[]) =>
    new PersonError(
      `--fault has "${part}".`,
      `Give, separated by commas and each once, with a rate from 0 to 1:\n    ${kinds.join('\n    ')}`,
      2,
    ),
  badFaultSeed: (value: string) =>
    new PersonError(`--fault-seed is "${value}".`, 'Give a whole number from 0 to 4294967295.', 2),
  badQuantity: (option: string, value: string, least: number) =>
    new PersonError(`${option} is "${value}".`, `Give a number from ${least} to 10^12, such as 1000.`, 2),
  stopped: () => new PersonError('Stopped before the end.', 'Nothing is left running.', 130),
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
  noRuntimeClient: (path: string) =>
    new PersonError(
      `${path} is missing, and functions cannot run without it.`,
      'Run npm ci, which makes it.',
    ),
  noTemplate: (path: string) =>
    new PersonError(
      `There is no template at ${path}.`,
      'In a checkout, guac build writes it; an installed package carries it: install it again.',
    ),
  stackFailed: (stack: string, status: string, reason: string) =>
    new PersonError(
      `The stack ${stack} ended in ${status}. The first reason: ${reason}`,
      'Correct it, delete the stack, and create it again.',
    ),
  refusedByCloudFormation: (stack: string, reason: string) =>
    new PersonError(
      `CloudFormation refuses to create the stack ${stack}: ${reason}`,
      'Correct the template, and create it again.',
    ),
  noRate: (seconds: number) =>
    new PersonError(
      `No success rate came back within ${seconds} seconds.`,
      'Run guac dev and look at what its functions log.',
    ),
} as const
