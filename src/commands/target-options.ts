// The options of every command that acts on a deployed stack.

import { type Command, Option } from 'commander'

const heading = 'Which stack, and where:'

/** Adds, below a command's own, the options that say which stack, and where; `onTarget` understands them. */
export const withTarget = (command: Command): Command => {
  const options = [
    new Option('--stack-name <name>', 'the stack').default('bookish-guacamole'),
    new Option('--region <region>', 'the AWS region; AWS_REGION or that of the profile unless given'),
    new Option('--profile <profile>', 'the profile of ~/.aws/config whose credentials and region to use'),
    new Option('--endpoint-url <url>', 'another endpoint for all services; AWS_ENDPOINT_URL unless given'),
    new Option('--local', 'the stack that guac dev runs on http://127.0.0.1:4566').conflicts([
      'endpointUrl',
      'profile',
      'region',
    ]),
  ]
  for (const option of options) command.addOption(option.helpGroup(heading))
  return command
}
