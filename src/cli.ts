import { fileURLToPath } from 'node:url'
import { styleText } from 'node:util'
import { Argument, Command, CommanderError, Help } from 'commander'
import { version } from '../package.json'
import { withDeployment, withDiff } from './commands/deploy-options.ts'
import { withEvents } from './commands/send-options.ts'
import { withFleet } from './commands/simulate-options.ts'
import { withTarget } from './commands/target-options.ts'
import { PersonError } from './errors.ts'
import { type Io, makeIo } from './io.ts'

/** The whole command line. A fresh program per call, so that a test can run it with a world of its own. */
export const makeProgram = (io: Io): Command => {
  const program: Command = new Command('guac')
    .description('Build, run and operate bookish-guacamole: success rates for fleets of devices.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(guac --help lists the commands, guac COMMAND --help the options of one)')
    .usage('COMMAND [options]')
    .configureHelp({
      subcommandTerm: command => command.name(),
      styleTitle: title => styleText('bold', title, { validateStream: false }),
      // the commands are many: without empty lines between their groups, and what the last line tells, they fit one screen
      visibleOptions: command => (command === program ? [] : new Help().visibleOptions(command)),
      visibleCommands: command =>
        command === program ? [...command.commands] : new Help().visibleCommands(command),
      formatItemList: (heading, items, help) => {
        if (items.length === 0) return []
        return [help.styleTitle(heading), ...items, ...(groups.has(heading) ? [] : [''])]
      },
    })
    .configureOutput({
      writeOut: text => io.print(text.trimEnd()),
      writeErr: text => io.tell(text.trimEnd()),
      getOutHelpWidth: () => Math.min(io.width, 80),
      getErrHelpWidth: () => Math.min(io.width, 80),
      getOutHasColors: () => io.colour,
    })
    .addHelpText('after', '\nguac COMMAND --help tells more, with examples; guac --version the version.')

  program.commandsGroup('On this machine:')
  withExamples(program.command('demo'), 'demo')
    .description('build, run the whole service, and follow one module to its rate')
    .option('--port <port>', 'port on 127.0.0.1 for the local stack, 0 for any free one', '0')
    .action(async options => (await import('./commands/demo.ts')).demo(io, options))
  withExamples(
    program.command('dev'),
    'dev',
    'dev --port 0 --data .guac/data',
    'dev --fault throttle=0.05,delay=0.1:200ms',
  )
    .description('run the local stack as an AWS endpoint until Ctrl-C')
    .option('--port <port>', 'port on 127.0.0.1, 0 for any free one', '4566')
    .option('--no-deploy', 'start empty instead of with service.yaml')
    .option('--data <dir>', 'keep tables, stacks and events under way in a folder, across restarts')
    .option('--fault <list>', 'let calls and deliveries fail by chance')
    .option('--fault-seed <number>', 'the same seed gives the same faults')
    .option('--console-port <port>', 'port of the console, 0 for any free one; the next one unless given')
    .option('--no-console', 'without the console, its web page')
    .option('--quiet', 'do not print events and rates as they flow')
    .action(async options => (await import('./commands/dev.ts')).dev(io, options))
  withExamples(program.command('build'), 'build', 'build --check', 'build --watch')
    .description('regenerate service.yaml, and the zip of its code')
    .option('--check', 'write nothing; exit 1 when service.yaml is stale')
    .option('--watch', 'build again whenever a source changes, until Ctrl-C')
    .option('--json', 'print the result as one line of JSON')
    .action(async options => (await import('./commands/build.ts')).build(io, options))

  program.commandsGroup('The stack:')
  withTarget(withDiff(program.command('diff')))
    .description('show what deploying would change; changes nothing')
    .action(async options => (await import('./commands/deploy.ts')).diff(io, options))
  withTarget(withDeployment(program.command('deploy')))
    .description('show what would change, then create or update the stack')
    .action(async options => (await import('./commands/deploy.ts')).deploy(io, options))
  withTarget(
    withExamples(program.command('destroy'), 'destroy --local', 'destroy --stack-name test --delete-data')
      .description('delete the stack; its tables stay')
      .option('--delete-data', 'delete the tables, too')
      .option('--role-arn <arn>', 'the role that CloudFormation takes, instead of your rights')
      .option('--yes', 'answer yes to every question')
      .option('--json', 'print the result as one line of JSON')
      .option('--quiet', 'do not print events'),
  ).action(async options => (await import('./commands/destroy.ts')).destroy(io, options))

  program.commandsGroup('Events and rates:')
  const send = program
    .command('send')
    .description('publish events: one, a series, or a file of millions')
    .helpCommand(false)
  withTarget(
    withEvents(withExamples(send.command('recv'), ...sendExamples('recv')))
      .description('publish messages that a gateway received')
      .option('--tx-attempts <n>', 'attempts of the module at the last of them; one less before'),
  ).action(async options => (await import('./commands/send.ts')).send(io, 'recv', options))
  withExamples(send, ...sendExamples('recv'), ...sendExamples('weekly'))
  withTarget(
    withEvents(withExamples(send.command('weekly'), ...sendExamples('weekly')))
      .description('publish weekly diagnostics')
      .option('--attempts <n>', 'messages that the module has tried to send', '42')
      .option('--wait [seconds]', 'print the rate that it brings, once that comes (within 60 seconds)'),
  ).action(async options => (await import('./commands/send.ts')).send(io, 'weekly', options))
  withTarget(
    withExamples(program.command('watch'), 'watch --below 90', 'watch --local --module iAmAModule')
      .description('success rates as they are published, until Ctrl-C')
      .option('--module <name>', 'of this module only')
      .option('--below <percent>', 'only lower rates')
      .option('--json', 'print one line of JSON a rate, with its attributes')
      .option('--quiet', 'no heading'),
  ).action(async options => (await import('./commands/watch.ts')).watch(io, options))
  withTarget(
    withExamples(program.command('query <module>'), 'query iAmAModule --local', 'query m7 --from 2026-01-01')
      .description('a module’s reports, with the rates that were published for them')
      .option('--from <time>', 'the first timestamp, or a time such as 2026-11-22')
      .option('--to <time>', 'the last timestamp, or a time')
      .option('--csv', 'print comma-separated values')
      .option('--json', 'print one line of JSON a report')
      .option('--quiet', 'no heading'),
  ).action(async (module, options) => (await import('./commands/query.ts')).query(io, module, options))
  withTarget(
    withExamples(program.command('fleet'), 'fleet --below 90', 'fleet --local --limit 100')
      .description('the modules by their last rate, the worst first')
      .option('--below <percent>', 'only those with a lower rate')
      .option('--limit <n>', 'show at most so many', '20')
      .option('--json', 'print all of them, one line of JSON a module')
      .option('--quiet', 'no heading'),
  ).action(async options => (await import('./commands/fleet.ts')).fleet(io, options))
  withTarget(
    withFleet(withExamples(program.command('simulate'), 'simulate --local --modules 100 --late 0.1')),
  )
    .description('play a fleet whose truth is known, and judge every rate')
    .action(async options => (await import('./commands/simulate.ts')).simulate(io, options))

  withTarget(
    withExamples(program.command('console'), 'console', 'console --local --no-open')
      .description('the stack to look at, on a web page of this machine')
      .option('--port <port>', 'port on 127.0.0.1, 0 for any free one', '4580')
      .option('--no-open', 'only print the address, without opening a browser'),
  ).action(async options => (await import('./commands/console.ts')).showConsole(io, options))

  program.commandsGroup('When something is wrong:')
  withTarget(
    withExamples(program.command('status'), 'status --local', 'status --quiet')
      .description('the service’s health at a glance, and what needs a person')
      .option('--json', 'print one line of JSON')
      .option('--quiet', 'only what needs a person'),
  ).action(async options => (await import('./commands/status.ts')).status(io, options))
  withTarget(
    withExamples(program.command('doctor'), 'doctor', 'doctor --local')
      .description('checks this machine, the way to AWS, and the stack')
      .option('--json', 'print one line of JSON a check')
      .option('--quiet', 'only what is wrong'),
  ).action(async options => (await import('./commands/doctor.ts')).doctor(io, options))
  withTarget(
    withExamples(program.command('logs'), 'logs --local', 'logs success-rate --since 15m --follow')
      .description('what the functions log, merged by time')
      .addArgument(oneOf('[function]', 'whose; all unless given', ['recv', 'weekly', 'success-rate']))
      .option('--since <time>', 'such as 30s, 15m, 1h, 2d, or 2026-11-22T08:00:00Z', '1h')
      .option('--follow', 'and what they log from now on, until Ctrl-C')
      .option('--json', 'print one line of JSON an event')
      .option('--quiet', 'no heading'),
  ).action(async (name, options) => (await import('./commands/logs.ts')).logs(io, name, options))
  withTarget(
    withExamples(program.command('recount [module]'), 'recount iAmAModule --local', 'recount --all --dry-run')
      .description('count a module anew, and publish again what changed')
      .option('--all', 'all modules that have reported')
      .option('--after <module>', 'with --all: go on after this one, in the order of the table')
      .option('--dry-run', 'only show what would change; write nothing')
      .option('--json', 'print one line of JSON a changed rate')
      .option('--quiet', 'no summary'),
  ).action(async (module, options) => (await import('./commands/recount.ts')).recount(io, module, options))

  const dead = program
    .command('dead')
    .description('the dead letters: events that could not be handled')
    .helpCommand(false)
  withExamples(dead, 'dead list --local', 'dead show 3f2a91c0', 'dead redrive --all', 'dead discard 3f2a91c0')
  withTarget(
    withExamples(dead.command('list'), 'dead list', 'dead list --local --json')
      .description('list them, the oldest first')
      .option('--limit <n>', 'show at most so many', '100')
      .option('--json', 'print one line of JSON a letter')
      .option('--quiet', 'no heading'),
  ).action(async options => (await import('./commands/dead.ts')).list(io, options))
  withTarget(
    withExamples(dead.command('show <id...>'), 'dead show 3f2a91c0')
      .description('print letters whole')
      .option('--json', 'print one line of JSON a letter'),
  ).action(async (ids, options) => (await import('./commands/dead.ts')).show(io, ids, options))
  withTarget(
    withExamples(dead.command('redrive [id...]'), 'dead redrive 3f2a91c0', 'dead redrive --all')
      .description('hand events to the functions that failed on them; what is handled leaves the queue')
      .option('--all', 'all that were there at the start')
      .option('--json', 'print one line of JSON a letter')
      .option('--quiet', 'only those that were not handled'),
  ).action(async (ids, options) =>
    (await import('./commands/dead-change.ts')).redriveLetters(io, ids, options),
  )
  withTarget(
    withExamples(dead.command('discard [id...]'), 'dead discard 3f2a91c0', 'dead discard --all --yes')
      .description('delete letters for good')
      .option('--all', 'all that were there at the start')
      .option('--yes', 'answer yes to every question')
      .option('--json', 'print one line of JSON a letter')
      .option('--quiet', 'do not say how many'),
  ).action(async (ids, options) => (await import('./commands/dead-change.ts')).discard(io, ids, options))

  program.commandsGroup('Other:').helpCommand('help [command]', 'display help for command')
  withExamples(program.command('cost'), 'cost --modules 10000 --messages-per-week 672 --retention 6')
    .description('what a fleet costs in a month, beside the plain design')
    .requiredOption('--modules <n>', 'modules of the fleet')
    .requiredOption('--messages-per-week <n>', 'messages of a module that arrive in a week')
    .option('--weeks <n>', 'how long the fleet has run', '52')
    .option('--retention <weeks>', 'how long a received message is kept; for ever unless given')
    .option('--late <share>', 'messages that arrive a day or more late, after their report', '0.02')
    .option('--alarms', 'with AlarmEmail or AlarmTopicArn')
    .option('--dashboard', 'with the dashboard')
    .option('--rates', 'instead: what flows at each hop, the quotas it meets, and what other ways cost')
    .option('--json', 'print the bill as one line of JSON')
    .option('--quiet', 'only what a month costs in all')
    .action(async options => (await import('./commands/cost.ts')).cost(io, options))
  withExamples(program.command('completion'), ...completions)
    .description('print what a shell needs to complete this command line')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
    .action(async shell => (await import('./commands/completion.ts')).completion(io, program, shell))

  return program
}

const groups = new Set([
  'On this machine:',
  'The stack:',
  'Events and rates:',
  'When something is wrong:',
  'Other:',
])

/** Ends the help of a command with command lines that work. */
const withExamples = (command: Command, ...lines: readonly string[]): Command =>
  command.addHelpText('after', `\nExamples:\n${lines.map(line => `  guac ${line}`).join('\n')}`)

/** An argument that is mostly one of some words, and judged by the command itself. */
const oneOf = (name: string, description: string, words: string[]): Argument => {
  const argument = new Argument(name, description)
  argument.argChoices = words
  return argument
}

const sendExamples = (kind: 'recv' | 'weekly'): readonly string[] =>
  kind === 'recv'
    ? ['send recv --local', 'send recv --count 40 --local', 'send recv --file events.ndjson']
    : ['send weekly --wait --local', 'send weekly --module m7 --attempts 168 --wait 300']

const completions = [
  'completion bash > ~/.local/share/bash-completion/completions/guac',
  'completion zsh > ~/.zfunc/_guac',
  'completion fish > ~/.config/fish/completions/guac.fish',
]

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
