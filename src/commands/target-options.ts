// The options of every command that acts on a deployed stack.

import { type Command, Option } from 'commander'

/** Adds the options that say which stack, and where; `onTarget` understands them. */
export const withTarget = (command: Command): Command =>
  command
    .option('--stack-name <name>', 'the stack', 'bookish-guacamole')
    .option('--region <region>', 'the AWS region; AWS_REGION or that of the profile unless given')
    .option('--profile <profile>', 'the profile of ~/.aws/config whose credentials and region to use')
    .option('--endpoint-url <url>', 'another endpoint for all services; AWS_ENDPOINT_URL unless given')
    .addOption(
      new Option('--local', 'the stack that guac dev runs on http://127.0.0.1:4566').conflicts([
        'endpointUrl',
        'profile',
        'region',
      ]),
    )
