// The options of `guac deploy`, beside those that say where.

import type { Command } from 'commander'

/** The values of an option that may come several times. */
const gather = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]

export const withDeployment = (command: Command): Command =>
  command
    .option('--parameter <name=value>', 'a parameter of the template, again for more; others stay', gather)
    .option('--tag <name=value>', 'a tag of the stack, again for more; others stay', gather)
    .option('--role-arn <arn>', 'the role that CloudFormation takes, instead of your rights')
    .option('--termination-protection', 'let nobody delete the stack')
    .option('--no-termination-protection', 'let the stack be deleted')
    .option('--rollback', 'undo what fails, the default')
    .option('--no-rollback', 'leave what fails as it is, for a look at it')
    .option('--code <way>', 'inline in the template, or zip in a bucket; as the stack has it unless given')
    .option('--bucket <name>', 'the bucket for the zip; one of its own unless given')
    .option('--yes', 'answer yes to every question')
    .option('--no-execute', 'leave the change set for somebody else to execute')
    .option('--dry-run', 'show what would change, and change nothing')
    .option('--json', 'print one JSON object a line')
    .option('--quiet', 'print changes, outputs and errors only')
    .addHelpText(
      'after',
      `
Examples:
  guac deploy                                     create or update the stack where the AWS profile says
  guac deploy --dry-run --region eu-central-1     show what would change there
  guac deploy --parameter TimestampUnit=ms        with another parameter; the others stay as they are
  guac deploy --local                             to the guac dev that runs on this machine`,
    )
