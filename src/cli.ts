import { fileURLToPath } from 'node:url'
import { Command, CommanderError } from 'commander'
import { version } from '../package.json'
import { withDeployment, withDiff } from './commands/deploy-options.ts'
import { withEvents } from './commands/send-options.ts'
import { withTarget } from './commands/target-options.ts'
import { PersonError } from './errors.ts'
import { type Io, makeIo } from './io.ts'

/** The whole command line. A fresh program per call, so that a test can run it with a world of its own. */
export const makeProgram = (io: Io): Command => {
  const program = new Command('guac')
    .description('Build, run and operate bookish-guacamole: success rates for fleets of devices.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(guac --help lists the commands, guac COMMAND --help the options of one)')
    .configureOutput({
      writeOut: text => io.print(text.trimEnd()),
      writeErr: text => io.tell(text.trimEnd()),
    })

  program
    .command('build')
    .description('regenerate service.yaml from templates/ and handlers/, and write the code zip to .guac/')
    .option('--check', 'write nothing; exit 1 when service.yaml is stale')
    .option('--watch', 'build again whenever a source changes, until Ctrl-C')
    .option('--json', 'print the result as one line of JSON')
    .action(async options => (await import('./commands/build.ts')).build(io, options))

  program
    .command('demo')
    .description('build, run the whole service on this machine, and follow one module to its success rate')
    .option('--port <port>', 'port on 127.0.0.1 for the local stack, 0 for any free one', '0')
    .action(async options => (await import('./commands/demo.ts')).demo(io, options))

  program
    .command('dev')
    .description('run the local stack as an AWS endpoint on 127.0.0.1 until Ctrl-C')
    .option('--port <port>', 'port on 127.0.0.1, 0 for any free one', '4566')
    .option('--no-deploy', 'start empty instead of with service.yaml')
    .option('--data <dir>', 'keep tables, stacks and events under way in a folder, across restarts')
    .option('--quiet', 'do not print events and rates as they flow')
    .option(
      '--fault <list>',
      'let calls and deliveries fail by chance, such as throttle=0.05,delay=0.1:200ms',
    )
    .option('--fault-seed <number>', 'the same seed gives the same faults')
    .action(async options => (await import('./commands/dev.ts')).dev(io, options))

  withTarget(program.command('simulate'))
    .description('play a fleet whose truth is known, and judge every rate that is published')
    .option('--modules <n>', 'modules', '10')
    .option('--weeks <n>', 'weeks, each with a report of every module', '8')
    .option('--messages-per-week <n>', 'attempts of a module in a week', '84')
    .option('--loss <share>', 'mean share of attempts that never arrive', '0.1')
    .option('--duplicates <share>', 'deliveries that happen twice', '0.02')
    .option('--out-of-order <share>', 'weeks of a module that arrive in any order', '0.1')
    .option('--late <share>', 'messages that arrive one to three weeks late', '0.02')
    .option('--reset-rate <share>', 'weeks of a module with a reset of its counter', '0.02')
    .option('--offline <share>', 'weeks in which a module goes offline, to send all later', '0.02')
    .option('--tx-attempts <which>', 'messages that carry it: none, some, all', 'none')
    .option('--unit <unit>', 'of timestamps: s, ms, us, ns (that of the stack unless given)')
    .option('--speed <factor>', 'of real time, or max', 'max')
    .option('--seed <n>', 'the same seed gives the same events', '1')
    .option('--end <time>', 'when the last week ends; now with a --speed', '2026-01-05')
    .option('--patience <seconds>', 'how long to wait for a week to be stored and published', '120')
    .option('--out <file>', 'only write the events to a file')
    .option('--json', 'print the outcome as one line of JSON')
    .addHelpText('after', '\nExample:\n  guac simulate --local --modules 100 --late 0.1 --reset-rate 0.1')
    .action(async options => (await import('./commands/simulate.ts')).simulate(io, options))

  const dead = program.command('dead').description('the dead letters: events that could not be handled')
  withTarget(dead.command('list'))
    .description('list them, the oldest first')
    .option('--limit <n>', 'so many at most', '100')
    .option('--json', 'as one line of JSON a letter')
    .option('--quiet', 'no heading')
    .action(async options => (await import('./commands/dead.ts')).list(io, options))
  withTarget(dead.command('show <id...>'))
    .description('print letters whole')
    .option('--json', 'as one line of JSON a letter')
    .action(async (ids, options) => (await import('./commands/dead.ts')).show(io, ids, options))
  withTarget(dead.command('redrive [id...]'))
    .description('hand their events to the functions that failed on them; what is handled leaves the queue')
    .option('--all', 'all that were there at the start')
    .action(async (ids, options) => (await import('./commands/dead.ts')).redriveLetters(io, ids, options))
  withTarget(dead.command('discard [id...]'))
    .description('delete letters for good')
    .option('--all', 'all that were there at the start')
    .option('--yes', 'do not ask')
    .action(async (ids, options) => (await import('./commands/dead.ts')).discard(io, ids, options))

  withTarget(program.command('destroy'))
    .description('delete the stack; its tables stay')
    .option('--delete-data', 'delete the tables, too')
    .option('--role-arn <arn>', 'the role that CloudFormation takes, instead of your rights')
    .option('--yes', 'do not ask')
    .option('--quiet', 'do not print events')
    .action(async options => (await import('./commands/destroy.ts')).destroy(io, options))

  program
    .command('cost')
    .description('what a fleet costs in a month, line by line, beside the plain design; asks nobody')
    .requiredOption('--modules <n>', 'modules of the fleet')
    .requiredOption('--messages-per-week <n>', 'messages of a module that arrive in a week')
    .option('--weeks <n>', 'how long the fleet has run', '52')
    .option('--retention <weeks>', 'how long a received message is kept (for ever unless told)')
    .option('--alarms', 'with AlarmEmail or AlarmTopicArn')
    .option('--dashboard', 'with the dashboard')
    .option('--json', 'print the bill as one line of JSON')
    .addHelpText('after', '\nExample:\n  guac cost --modules 10000 --messages-per-week 672 --retention 6')
    .action(async options => (await import('./commands/cost.ts')).cost(io, options))

  withDeployment(withTarget(program.command('deploy')))
    .description('show what would change, then create or update the stack; in a checkout builds first')
    .action(async options => (await import('./commands/deploy.ts')).deploy(io, options))

  withDiff(withTarget(program.command('diff')))
    .description('show what deploying would change, property by property; changes nothing')
    .action(async options => (await import('./commands/deploy.ts')).diff(io, options))

  withTarget(program.command('logs [function]'))
    .description('what the functions (recv, weekly, success-rate) log, merged by time')
    .option('--since <time>', 'such as 30s, 15m, 1h, 2d, or 2026-11-22T08:00:00Z', '1h')
    .option('--follow', 'and what they log from now on, until Ctrl-C')
    .option('--json', 'as one line of JSON an event')
    .option('--quiet', 'no heading')
    .addHelpText('after', '\nExample:\n  guac logs success-rate --since 15m --follow')
    .action(async (name, options) => (await import('./commands/logs.ts')).logs(io, name, options))

  withTarget(program.command('watch'))
    .description('success rates as they are published, until Ctrl-C')
    .option('--module <name>', 'of this module only')
    .option('--below <percent>', 'only lower rates')
    .option('--json', 'as one line of JSON a rate, with its attributes')
    .option('--quiet', 'no heading')
    .addHelpText('after', '\nExample:\n  guac watch --below 90')
    .action(async options => (await import('./commands/watch.ts')).watch(io, options))

  withTarget(program.command('query <module>'))
    .description('a module’s reports, with the rates that were published for them')
    .option('--from <time>', 'the first timestamp, or a time such as 2026-11-22')
    .option('--to <time>', 'the last timestamp, or a time')
    .option('--csv', 'as comma-separated values')
    .option('--json', 'as one line of JSON a report')
    .option('--quiet', 'no heading')
    .addHelpText('after', '\nExample:\n  guac query iAmAModule --from 2026-01-01')
    .action(async (module, options) => (await import('./commands/query.ts')).query(io, module, options))

  withTarget(program.command('fleet'))
    .description('the modules by their last rate, the worst first; reads all of received_window')
    .option('--below <percent>', 'only those with a lower rate')
    .option('--limit <n>', 'so many lines', '20')
    .option('--json', 'all of them, as one line of JSON a module')
    .option('--quiet', 'no heading')
    .addHelpText('after', '\nExample:\n  guac fleet --below 90')
    .action(async options => (await import('./commands/fleet.ts')).fleet(io, options))

  const send = program
    .command('send')
    .description('publish events: one, some of a module, or a file of millions')
  withEvents(withTarget(send.command('recv').description('publish messages that a gateway received')))
    .option('--tx-attempts <n>', 'the attempts of the module when it sent the last of them; one less before')
    .addHelpText('after', examples('recv --local', 'recv --count 40 --local', 'recv --file events.ndjson'))
    .action(async options => (await import('./commands/send.ts')).send(io, 'recv', options))
  withEvents(withTarget(send.command('weekly').description('publish weekly diagnostics')))
    .option('--attempts <n>', 'messages that the module has tried to send', '42')
    .option('--wait [seconds]', 'print the rate that it brings, once that comes (within 60 seconds)')
    .addHelpText('after', examples('weekly --wait --local', 'weekly --module m7 --attempts 168 --wait 300'))
    .action(async options => (await import('./commands/send.ts')).send(io, 'weekly', options))

  return program
}

const examples = (...commands: readonly string[]): string =>
  `\nExamples:\n${commands.map(command => `  guac send ${command}`).join('\n')}`

/** Runs one command line. Sets the exit code: 0, 1 when something failed, 2 for wrong usage. */
export const run = async (process: NodeJS.Process): Promise<void> => {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => stop.abort(signal))
  // a reader that closes early, such as head, wants no more: end as after Ctrl-C, which leaves nothing behind
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', error => {
      if (!('code' in error && error.code === 'EPIPE')) throw error
      stop.abort()
    })
  // the SDK announces an end of support for Node 20; this package's own engines field says what works
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
  const io = makeIo(process, fileURLToPath(new URL('..', import.meta.url)), stop.signal)
  try {
    await makeProgram(io).parseAsync(process.argv)
  } catch (error) {
    process.exitCode = report(io, error)
  }
}

const report = (io: Io, error: unknown): number => {
  // commander has already printed its own message, or the help or version that was asked for
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof PersonError) {
    io.tell(`guac: ${error.message}`)
    return error.exitCode
  }
  io.tell('guac: this is a bug in guac. Please report it with these lines:')
  io.tell(error instanceof Error ? (error.stack ?? error.message) : String(error))
  return 1
}
