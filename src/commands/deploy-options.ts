// The options of `guac deploy` and `guac diff`, beside those that say where.

import { type Command, Option } from 'commander'

/** The values of an option that may come several times. */
const gather = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]

/** What both look at: the template's parameters, and the way of its code. */
const withTemplate = (command: Command): Command =>
  command
    .option('--parameter <name=value>', 'a parameter of the template, again for more; others stay', gather)
    .option('--tag <name=value>', 'a tag of the stack, again for more; others stay', gather)
    .option('--role-arn <arn>', 'the role that CloudFormation takes, instead of your rights')
    .addOption(
      new Option('--code <way>', 'in the template, or a bucket; as the stack has it unless given').choices([
        'inline',
        'zip',
      ]),
    )
    .option('--bucket <name>', 'the bucket for the zip; one of its own unless given')

export const withDiff = (command: Command): Command =>
  withTemplate(command)
    .addOption(
      new Option('--fail-on <what>', 'exit with 1 for such a difference; replacement: or data given up')
        .choices(['any', 'replacement', 'none'])
        .default('none'),
    )
    .option('--json', 'print the difference as one line of JSON')
    .option('--quiet', 'print changes and errors only')
    .addHelpText(
      'after',
      `
Examples:
  guac diff --region eu-central-1            what deploying would change there
  guac diff --fail-on replacement --quiet    in CI: stop before a replacement`,
    )

export const withDeployment = (command: Command): Command =>
  withTemplate(command)
    .option('--termination-protection', 'let nobody delete the stack')
    .option('--no-termination-protection', 'let the stack be deleted')
    .option('--rollback', 'undo what fails, the default')
    .option('--no-rollback', 'leave what fails as it is, for a look at it')
    .option('--yes', 'answer yes to every question')
    .option('--no-execute', 'leave the change set for somebody else to execute')
    .option('--dry-run', 'show what would change, and change nothing')
    .option('--json', 'print one JSON object a line')
    .option('--quiet', 'print changes, outputs and errors only')
    .addHelpText(
      'after',
      `
Examples:
  guac deploy --local                         to guac dev on this machine
  guac deploy                                 where the AWS profile says
  guac deploy --dry-run --profile production  what would change there
  guac deploy --parameter TimestampUnit=ms    the other parameters stay`,
    )
