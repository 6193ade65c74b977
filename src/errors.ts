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

/** What a failure has left, and what comes next. */
const afterwards = (status: string): string => {
  if (status === 'UPDATE_ROLLBACK_COMPLETE' || status === 'IMPORT_ROLLBACK_COMPLETE')
    return 'It is as it was before. Correct the reason, and deploy again:'
  if (status === 'ROLLBACK_COMPLETE')
    return 'What it had made is gone. Correct the reason, and deploy again, which makes it anew:'
  if (status === 'CREATE_FAILED' || status === 'UPDATE_FAILED')
    return 'What it had done so far stays. Correct the reason, and deploy again, which goes on from there:'
  return 'guac deploy says what can be done. The reason:'
}

const ofProfile = (profile: string | undefined): string =>
  profile === undefined ? '' : ` of the profile ${profile}`

export const errors = {
  badPort: (value: string, option = '--port') =>
    new PersonError(`${option} is "${value}".`, 'Give a whole number from 0 (any free port) to 65535.', 2),
  badFault: (part: string, kinds: readonly string[]) =>
    new PersonError(
      `--fault has "${part}".`,
      `Give, separated by commas and each once, with a rate from 0 to 1:\n    ${kinds.join('\n    ')}`,
      2,
    ),
  badFaultSeed: (value: string) =>
    new PersonError(`--fault-seed is "${value}".`, 'Give a whole number from 0 to 4294967295.', 2),
  noLetter: (id: string) =>
    new PersonError(
      `No dead letter that can be seen now has an id that begins with ${id}.`,
      'guac dead list shows them. One that somebody else has just read is hidden for some time.',
    ),
  manyLetters: (id: string, count: number) =>
    new PersonError(`${count} dead letters have an id that begins with ${id}.`, 'Give more of it.'),
  whichLetters: (verb: string) =>
    new PersonError(
      `guac dead ${verb} needs to know which letters.`,
      `Give their ids, as guac dead list shows them, or --all.`,
      2,
    ),
  checksFailed: (count: number) =>
    new PersonError(
      count === 1 ? 'One check failed.' : `${count} checks failed.`,
      'Do what stands beside each, and run guac doctor again.',
    ),
  needsPerson: (count: number) =>
    new PersonError(
      count === 1 ? 'One thing needs a person.' : `${count} things need a person.`,
      'Do what stands above beside each, and run guac status again.',
    ),
  unconfirmed: (what: string) =>
    new PersonError(`${what} was not confirmed.`, 'Nothing was changed. --yes answers for you.'),
  notRedriven: (count: number) =>
    new PersonError(
      count === 1
        ? '1 dead letter was not handled, and stays in the queue.'
        : `${count} dead letters were not handled, and stay in the queue.`,
      'Correct what their lines above say, and redrive them again; or publish a corrected event and discard them.',
    ),
  notRecounted: (module: string, why: string) =>
    new PersonError(
      `The module ${module} was not recounted to its end: ${why}.`,
      'Correct the cause, and recount it again; what is done stays done.',
    ),
  modulesNotRecounted: (count: number) =>
    new PersonError(
      `${count === 1 ? '1 module was' : `${count} modules were`} not recounted to the end, for the reasons above.`,
      'Correct the causes, and recount again; what is done stays done.',
    ),
  unsettled: (count: number) =>
    new PersonError(
      `${count === 1 ? '1 difference is' : `${count} differences are`} still there after four rounds.`,
      'Messages or reports that come in meanwhile make new ones: recount again when it is quieter. If they stay, is this guac the version that is deployed?',
    ),
  whatToRecount: () =>
    new PersonError(
      'guac recount needs to know what to recount: one module, or all.',
      'Give the name of a module, or --all.',
      2,
    ),
  afterWithoutAll: () =>
    new PersonError('--after is for --all only.', 'Give --all with it, or leave it out.', 2),
  recountStopped: (done: number, resume: string | undefined) =>
    new PersonError(
      `Stopped before the end: ${done === 1 ? '1 module is' : `${done} modules are`} done.`,
      resume === undefined
        ? 'Recount again; what is done stays done.'
        : `guac recount --all --after ${resume} goes on from there.`,
      130,
    ),
  nothingToDestroy: (place: string) =>
    new PersonError(
      `There is no ${place.replace(/^the /, '')}.`,
      'Check --stack-name, --region and --profile. Tables that a stack has left are deleted with aws dynamodb delete-table.',
    ),
  protectedStack: (place: string) =>
    new PersonError(
      `Termination protection is on for ${place}.`,
      'Nothing was deleted. guac deploy --no-termination-protection turns it off.',
    ),
  protectedTable: (table: string) =>
    new PersonError(
      `The table ${table} is protected from deletion.`,
      'Nothing was deleted. guac deploy --parameter DeletionProtection=false turns it off for all tables.',
    ),
  badWhole: (option: string, text: string, least: number, most: number) =>
    new PersonError(`${option} is "${text}".`, `Give a whole number from ${least} to ${most}.`, 2),
  badShare: (option: string, text: string) =>
    new PersonError(`${option} is "${text}".`, 'Give a share from 0 to 1, such as 0.05.', 2),
  ratesAreText: () =>
    new PersonError('--rates is for people, and has no JSON.', 'Leave out one of --rates and --json.', 2),
  badSpeed: (text: string) =>
    new PersonError(
      `--speed is "${text}".`,
      'Give max, or a factor of real time: 604800 plays a week in a second.',
      2,
    ),
  playedBefore: (seed: number, module: string) =>
    new PersonError(
      `The fleet of seed ${seed} has been played against this stack before: the module ${module} has reports.`,
      'Choose another --seed: what was stored then would be counted again.',
    ),
  notPublished: (text: string, reason: string) =>
    new PersonError(`SNS did not take ${text}: ${reason}`, 'Play it again with another --seed.'),
  notStored: (windows: number, ms: number) =>
    new PersonError(
      `After ${ms / 1000} seconds, messages of ${windows} weeks of modules are not all stored.`,
      'guac dead list shows what could not be stored; --patience waits longer.',
    ),
  notExact: (wrong: number, missing: number) =>
    new PersonError(
      `${wrong} rates are wrong, and ${missing} are missing.`,
      'The lines above name the first of them; guac query shows what is stored of a module.',
    ),
  badSince: (text: string) =>
    new PersonError(
      `--since is "${text}".`,
      'Give a duration such as 30s, 15m, 1h or 2d, or a time such as 2026-11-22T08:00:00Z.',
      2,
    ),
  noSuchFunction: (name: string, names: readonly string[]) =>
    new PersonError(`There is no function ${name}.`, `Give one of ${names.join(', ')}, or none for all.`, 2),
  badTime: (option: string, text: string) =>
    new PersonError(
      `${option} is "${text}".`,
      'Give a timestamp as the module sends it (digits only), or a time such as 2026-11-22 or 2026-11-22T08:00:00Z.',
      2,
    ),
  badPercent: (option: string, text: string) =>
    new PersonError(`${option} is "${text}".`, 'Give a number of percent from 0 to 100.', 2),
  noReports: (module: string, place: string) =>
    new PersonError(
      `There is no report of the module ${module} in ${place}.`,
      'Is the name right? It is case-sensitive. guac fleet lists the modules that have reported.',
    ),
  badQuantity: (option: string, value: string, least: number) =>
    new PersonError(`${option} is "${value}".`, `Give a number from ${least} to 10^12, such as 1000.`, 2),
  stopped: () => new PersonError('Stopped before the end.', 'Nothing is left running.', 130),
  portInUse: (port: number, option = '--port') =>
    new PersonError(
      `Port ${port} on 127.0.0.1 is in use.`,
      `End the program that listens there, or choose another with ${option} (0 for any free one).`,
    ),
  foreignDataFolder: (folder: string) =>
    new PersonError(
      `${folder} holds files that are not guac's. Nothing in it was touched.`,
      'Give --data an empty folder, or one that does not exist yet.',
    ),
  unusableDataFolder: (folder: string, reason: string) =>
    new PersonError(
      `${folder} cannot be used for data: ${reason}.`,
      'Give --data a folder that can be written.',
    ),
  otherDataFormat: (folder: string, version: string, format: number, known: number) =>
    new PersonError(
      `${folder} was made by guac ${version} in format ${format}; this one knows format ${known} only. Nothing in it was touched.`,
      `Use guac ${version} for it, or give --data another folder.`,
    ),
  damagedData: (folder: string, reason: string) =>
    new PersonError(
      `The data in ${folder} are damaged: ${reason}.`,
      'Put a copy of the whole folder back, or move it away and start with an empty one.',
    ),
  dataInUse: (folder: string, holder: string) =>
    new PersonError(
      `The data in ${folder} are in use (${holder}).`,
      'Work with the guac dev that runs there, or end it first.',
    ),
  dataUnwritable: (folder: string, reason: string) =>
    new PersonError(
      `${folder} can no longer be written, and what happens now is not kept: ${reason}`,
      'Make room on the disk and start guac dev again.',
    ),
  notBroughtBack: (stack: string, resource: string, reason: string) =>
    new PersonError(
      `${resource} of the kept stack ${stack} could not be brought back: ${reason}`,
      'Update the stack with a template that makes it anew, or delete the stack.',
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
  noPage: (path: string) =>
    new PersonError(
      `${path} is missing, and the console has no page without it.`,
      'Run npm ci, which makes it.',
    ),
  badRequest: (why: string) =>
    new PersonError(`The console cannot read a request: ${why}.`, 'Load the page anew.'),
  badFigure: (what: string, value: string, least: number, most: number) =>
    new PersonError(`${what} is ${value}.`, `Give a number from ${least} to ${most}.`),
  eventInvalid: (why: string) =>
    new PersonError(
      `The service would refuse this event: ${why}`,
      'Correct it; or send it as JSON in spite of that, and see it come to the dead letters.',
    ),
  seriesBelowZero: (count: number, last: bigint) =>
    new PersonError(
      `${count} messages, one apart, cannot end at ${last}: the first would lie below 0.`,
      'Send fewer, or let them end later.',
    ),
  seriesCutShort: (sent: number, count: number, why: string) =>
    new PersonError(
      `SNS took ${sent} of ${count} messages, and then answered ${why}`,
      'Send them again: one that comes twice is counted once.',
    ),
  playTooGreat: (attempts: number, most: number) =>
    new PersonError(
      `This fleet would make ${attempts} attempts, and the console plays ${most} at most.`,
      'Choose fewer modules, weeks or attempts; guac simulate plays any number.',
    ),
  playUnderWay: () => new PersonError('A fleet is being played already.', 'Wait for its end, or stop it.'),
  playUnconfirmed: () =>
    new PersonError(
      'Playing a fleet writes rows of made-up modules to the tables of a stack on AWS, and they stay.',
      'Confirm it.',
    ),
  fleetPlayedBefore: (seed: number, module: string) =>
    new PersonError(
      `The fleet of seed ${seed} has been played against this stack before: the module ${module} has reports.`,
      'Choose another seed: what was stored then would be counted again.',
    ),
  noTemplate: (path: string) =>
    new PersonError(
      `There is no template at ${path}.`,
      'In a checkout, guac build writes it; an installed package carries it: install it again.',
    ),
  // the reason comes last, where a person looks first
  stackFailed: (stack: string, status: string, reason: string) =>
    new PersonError(`The stack ${stack} ended in ${status}. ${afterwards(status)}`, reason),
  noChangeSet: (stack: string, reason: string) =>
    new PersonError(
      `CloudFormation can make no such change of the stack ${stack}: ${reason}`,
      'Nothing was changed. Correct what it names, and deploy again.',
    ),
  refusedByCloudFormation: (stack: string, reason: string) =>
    new PersonError(
      `CloudFormation refuses this for the stack ${stack}: ${reason}`,
      'Correct the template, or what was given with it, and deploy again.',
    ),
  badPair: (option: string, pair: string) =>
    new PersonError(`${option} is "${pair}".`, 'Give a name, an equals sign and a value: NAME=VALUE.', 2),
  pairTwice: (option: string, name: string) =>
    new PersonError(`${option} gives ${name} twice.`, 'Give it once.', 2),
  badChoice: (option: string, value: string, choices: readonly string[]) =>
    new PersonError(`${option} is "${value}".`, `Give ${choices.join(' or ')}.`, 2),
  bucketForInline: () =>
    new PersonError('--bucket is for --code zip, and --code is inline.', 'Leave one of the two out.', 2),
  unknownParameter: (name: string, declared: readonly string[]) =>
    new PersonError(
      `The template has no parameter ${name}.`,
      `It has ${declared.join(', ')}. A name is written as it stands there.`,
      2,
    ),
  foreignTables: (tables: readonly string[]) =>
    new PersonError(
      `Tables stand in the way of a new stack: ${tables.join('; ')}.`,
      'Give the new stack names of its own with --parameter NamePrefix=NAME, or name the stack that has them with --stack-name.',
    ),
  stuckStack: (stack: string, status: string) =>
    new PersonError(
      `The stack ${stack} is in ${status}, from which guac knows no way on.`,
      'Look at its events in the CloudFormation console, or with aws cloudformation describe-stack-events.',
    ),
  unansweredChanges: (what: string) =>
    new PersonError(
      `${what} That needs a yes, and none came. Nothing was changed.`,
      'Look at the changes, and run this again with --yes if they are wanted.',
    ),
  declined: () => new PersonError('Nothing was changed, as you wished.', 'Run this again when you are sure.'),
  unwantedDifference: (what: string, failOn: string) =>
    new PersonError(
      `${what}, and --fail-on is ${failOn}.`,
      'Nothing was changed. Where it is wanted, guac deploy makes it so.',
    ),
  undeletable: (stack: string) =>
    new PersonError(
      `The stack ${stack} was deleted, and is there again.`,
      'Somebody else deploys it too: agree on who does.',
    ),
  brokenCodeStack: (stack: string, status: string) =>
    new PersonError(
      `The stack ${stack}, which holds the bucket for code, is in ${status}.`,
      'Delete it (aws cloudformation delete-stack), or give a bucket of your own with --bucket.',
    ),
  noBucket: (reason: string) =>
    new PersonError(
      `The bucket cannot be used: ${reason}`,
      "Give one with --bucket that is in the stack's region and that you may write to, or none.",
    ),
  stoppedWatching: (stack: string) =>
    new PersonError(
      `Stopped watching. CloudFormation goes on with the stack ${stack}.`,
      'guac deploy, given the same options, watches on.',
      130,
    ),
  stoppedBefore: (stack: string) =>
    new PersonError(
      `Stopped before anything of the stack ${stack} was changed.`,
      'Run guac deploy again when it shall be.',
      130,
    ),
  badStackName: (name: string) =>
    new PersonError(
      `--stack-name is "${name}".`,
      'Give a letter, then up to 127 letters, digits and hyphens.',
      2,
    ),
  badEndpoint: (option: string, url: string) =>
    new PersonError(`${option} is "${url}".`, 'Give a whole URL, such as http://127.0.0.1:4566.', 2),
  noRegion: () =>
    new PersonError(
      'No AWS region is known.',
      'Give --region, or set AWS_REGION, or let the profile have a region. For the local stack give --local.',
    ),
  noCredentials: () =>
    new PersonError(
      'No AWS credentials are found.',
      'Run aws configure or aws sso login, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give --profile. For the local stack give --local.',
    ),
  badProfile: (profile: string, reason: string) =>
    new PersonError(
      `The AWS profile ${profile} gives no credentials: ${reason}`,
      'aws configure list-profiles shows those that there are; aws configure --profile NAME makes one.',
    ),
  expiredLogin: (profile: string | undefined) =>
    new PersonError(
      `The AWS login${ofProfile(profile)} has ended.`,
      `Run aws sso login${profile === undefined ? '' : ` --profile ${profile}`}, and then this again.`,
    ),
  expiredCredentials: (profile: string | undefined) =>
    new PersonError(
      `The AWS credentials${ofProfile(profile)} have expired.`,
      'Get new ones where these came from (aws sso login, aws sts assume-role …), and run this again.',
    ),
  refusedCredentials: (region: string, profile: string | undefined, reason: string) =>
    new PersonError(
      `AWS does not accept the credentials${ofProfile(profile)}: ${reason}`,
      `Check them with aws sts get-caller-identity. Where that works, the account may not have the region ${region} enabled.`,
    ),
  skewedClock: (reason: string) =>
    new PersonError(
      `AWS refuses the time of this machine's clock: ${reason}`,
      'Set the clock (it may be off by five minutes at most), and run this again.',
    ),
  accessDenied: (action: string | undefined, resource: string | undefined, reason: string) =>
    new PersonError(
      `These credentials may not ${action ?? 'do this'}${resource === undefined ? '' : ` on ${resource}`}. AWS says: ${reason}`,
      `Let an administrator allow ${action ?? 'it'} to them, or give other ones with --profile.`,
    ),
  throttled: (reason: string) =>
    new PersonError(
      `AWS takes no more requests for the moment: ${reason}`,
      'Wait a minute, and run this again.',
    ),
  templateTooLong: () =>
    new PersonError(
      'CloudFormation takes no template of more than 51,200 bytes from a file.',
      'Make it smaller; guac build prints its size by part.',
    ),
  missingCapability: (reason: string) =>
    new PersonError(
      `CloudFormation wants a capability acknowledged that guac does not give (it gives CAPABILITY_NAMED_IAM): ${reason}`,
      'Take what needs it out of the template, or deploy with aws cloudformation deploy --capabilities.',
    ),
  overQuota: (region: string, reason: string) =>
    new PersonError(
      `A quota of the account is used up in ${region}: ${reason}`,
      'Delete what is no longer needed, or ask for more in the Service Quotas console.',
    ),
  noSuchStack: (stack: string, place: string) =>
    new PersonError(
      `There is no stack ${stack}${place}.`,
      'Create it with guac deploy; or name another one with --stack-name, --region, --profile or --local.',
    ),
  stackBusy: (stack: string) =>
    new PersonError(
      `Another operation on the stack ${stack} is in progress.`,
      'Run guac deploy, which watches it to its end and goes on from there.',
    ),
  unknownHost: (host: string, region: string | undefined, endpoint: string | undefined) =>
    new PersonError(
      `There is no address of ${host}.`,
      endpoint === undefined
        ? `Check the network, and the spelling of the region ${region}.`
        : 'Check the network, and the spelling of the endpoint.',
    ),
  unreachable: (what: string, reason: string) =>
    new PersonError(
      `${what} cannot be reached (${reason}).`,
      'Check the network, its proxy (HTTPS_PROXY is not used) and the endpoint, and run this again.',
    ),
  noLocalStack: (endpoint: string) =>
    new PersonError(
      `Nothing answers at ${endpoint}.`,
      'Start the local stack in another terminal with guac dev; of one on another port, give --endpoint-url.',
    ),
  untrusted: (what: string, reason: string) =>
    new PersonError(
      `The connection to ${what} is not trusted (${reason}).`,
      'Where a proxy opens connections, name its certificate in NODE_EXTRA_CA_CERTS; otherwise check the endpoint.',
    ),
  notSupportedLocally: (reason: string) =>
    new PersonError(`The local stack cannot do this: ${reason}`, 'Use it on AWS, without --local.'),
  brokenAws: (reason: string) =>
    new PersonError(
      `AWS failed to answer: ${reason}`,
      'Run this again; https://health.aws.amazon.com shows whether AWS has an incident.',
    ),
  refusedByAws: (name: string, reason: string) =>
    new PersonError(`AWS refuses this (${name}): ${reason}`, 'Correct what it names, and run this again.'),
  badEventNumber: (option: string, value: string, least: bigint, most: bigint) =>
    new PersonError(
      `${option} is "${value}".`,
      `Give a whole number from ${least} to ${most}, as digits only. What is wrong on purpose goes by --raw.`,
      2,
    ),
  noModule: () =>
    new PersonError(
      '--module is empty.',
      'Give the name of a module. What is wrong on purpose goes by --raw.',
      2,
    ),
  countTooGreat: (count: bigint, option: string, last: bigint) =>
    new PersonError(
      `${count} events, one apart, cannot end at ${option} ${last}: the first would lie below 0.`,
      `Give a lower --count, or a greater ${option}.`,
      2,
    ),
  badWait: (value: string) =>
    new PersonError(`--wait is "${value}".`, 'Give a whole number of seconds from 1 to 86400.', 2),
  badTopicArn: (value: string) =>
    new PersonError(
      `--topic-arn is "${value}".`,
      'Give the whole ARN of a topic, such as arn:aws:sns:us-east-1:123456789012:recv_message.',
      2,
    ),
  unreadable: (path: string, reason: string) =>
    new PersonError(
      `${path} cannot be read: ${reason}.`,
      'Give --file a file with one event a line, or - for standard input.',
    ),
  noOutput: (stack: string, output: string) =>
    new PersonError(
      `The stack ${stack} has no output ${output}.`,
      'It is not there yet, or no stack of this service: look at guac deploy, or name the topic with --topic-arn.',
    ),
  eventsRejected: (rejected: string, one: boolean) =>
    new PersonError(
      `${rejected} ${one ? 'was' : 'were'} not sent, for the ${one ? 'reason' : 'reasons'} above.`,
      'Correct and send again; what is sent twice is counted once. What is wrong on purpose goes by --raw.',
    ),
  sendingStopped: (sent: string, resume: string) =>
    new PersonError(`Stopped before the end: ${sent}.`, resume, 130),
  noRateOfReport: (reports: string, seconds: number) =>
    new PersonError(
      `No rate came back within ${seconds} s for ${reports}.`,
      "A report that was sent before brings none, nor does a module's first one where FirstReport is baseline.\n" +
        '  On AWS a new stack, or a new subscription, may take minutes: --wait SECONDS waits longer.\n' +
        '  What the service refused lies in its dead-letter queue.',
    ),
  noRate: (seconds: number) =>
    new PersonError(
      `No success rate came back within ${seconds} seconds.`,
      'Run guac dev and look at what its functions log.',
    ),
} as const
