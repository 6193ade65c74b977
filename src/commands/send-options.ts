// The options of `guac send recv` and `guac send weekly`.

import { type Command, Option } from 'commander'

/** Adds the options that say which events to send: a series of one module, a text, or a file. */
export const withEvents = (command: Command): Command =>
  command
    .option('--module <name>', 'the module', 'iAmAModule')
    .option('--timestamp <integer>', "the event's time, in the unit of the stack's timestamps (now)")
    .option('--count <n>', 'n events with timestamps one apart, the last of them at --timestamp', '1')
    .addOption(
      new Option('--file <path>', 'send a file with one event a line; - for standard input').conflicts([
        ...ofSeries,
        'raw',
      ]),
    )
    .addOption(
      new Option('--raw <text>', 'send a text as it is, such as a deliberately wrong event').conflicts(
        ofSeries,
      ),
    )
    .option('--topic-arn <arn>', "another topic than the stack's")
    .option('--json', 'print the result, and each event that was rejected, as lines of JSON')

const ofSeries = ['module', 'timestamp', 'count', 'attempts', 'txAttempts', 'wait']
