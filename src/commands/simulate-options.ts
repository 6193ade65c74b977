// The options of `guac simulate`: the fleet, its pace, and what becomes of the outcome.

import { type Command, Option } from 'commander'

export const withFleet = (command: Command): Command =>
  command
    .option('--modules <n>', 'modules', '10')
    .option('--weeks <n>', 'weeks, each with a report of every module', '8')
    .option('--messages-per-week <n>', 'attempts of a module in a week', '84')
    .option('--loss <share>', 'mean share of attempts that never arrive', '0.1')
    .option('--duplicates <share>', 'deliveries that happen twice', '0.02')
    .option('--out-of-order <share>', 'weeks of a module that arrive in any order', '0.1')
    .option('--late <share>', 'messages that arrive one to three weeks late', '0.02')
    .option('--reset-rate <share>', 'weeks of a module with a reset of its counter', '0.02')
    .option('--offline <share>', 'weeks in which a module goes offline, to send all later', '0.02')
    .addOption(
      new Option('--tx-attempts <which>', 'messages that carry it')
        .choices(['none', 'some', 'all'])
        .default('none'),
    )
    .addOption(
      new Option('--unit <unit>', 'of timestamps; that of the stack unless given').choices([
        's',
        'ms',
        'us',
        'ns',
      ]),
    )
    .option('--speed <factor>', 'of real time, or max', 'max')
    .option('--seed <n>', 'the same seed gives the same events', '1')
    .option('--end <time>', 'when the last week ends; now with a --speed', '2026-01-05')
    .option('--patience <seconds>', 'how long to wait for a week to be stored and published', '120')
    .option('--out <file>', 'only write the events to a file')
    .option('--json', 'print the outcome as one line of JSON')
