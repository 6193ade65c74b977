// How the service is, and what of it needs a person. Pure.

/** Of the last hour, or of the last day. */
export type Calls = { readonly invocations: number; readonly errors: number; readonly throttles: number }

export type FunctionHealth = {
  readonly name: string
  /** As Lambda names it: Active, Pending, Inactive, Failed. Undefined where it is not known. */
  readonly state: string | undefined
  readonly lastHour: Calls | undefined
  readonly lastDay: Calls | undefined
}

export type ErrorSeen = {
  /** ms since 1970. */
  readonly at: number
  readonly function: string
  readonly text: string
}

export type Flow = { readonly lastHour: number; readonly lastDay: number }

export type Health = {
  readonly stack: {
    readonly status: string
    readonly version: string
    readonly codeHash: string
    /** Whether that is the code of this guac. */
    readonly current: boolean
  }
  readonly functions: readonly FunctionHealth[]
  /** Lines of the last hour's logs that tell of an error, the newest last. */
  readonly errors: readonly ErrorSeen[] | undefined
  readonly deadLetters:
    | {
        readonly count: number
        /** Of the oldest that was seen; undefined when none was. */
        readonly oldestMs: number | undefined
      }
    | undefined
  readonly stream:
    | {
        /** As Lambda names it: Enabled, Disabled, Updating … */
        readonly state: string
        readonly lastResult: string
        /** How old the oldest report was that the function got within the last hour. */
        readonly ageMs: number | undefined
      }
    | undefined
  /** What was published on the three topics. */
  readonly flow: { readonly messages: Flow; readonly reports: Flow; readonly rates: Flow } | undefined
  readonly alarms:
    | readonly { readonly name: string; readonly state: string; readonly reason: string }[]
    | undefined
  readonly unknown: readonly Unknown[]
}

/** What could not be read, and why: it may not be, or it is not there any more. */
export type Unknown = { readonly what: string; readonly why: string; readonly gone: boolean }

/** What needs a person, and what that person does about it. */
export type Concern = { readonly what: string; readonly next: string }

/** When StreamAgeAlarm goes off: templates/alarms.ts. */
const lateMs = 3_600_000

/** Everything that needs a person, the gravest first. */
export const concernsOf = (health: Health): readonly Concern[] => [
  ...ofStack(health.stack),
  ...health.functions.flatMap(ofFunction),
  ...ofStream(health.stream),
  ...ofErrors(health.errors),
  ...ofDeadLetters(health.deadLetters),
  ...(health.alarms ?? [])
    .filter(({ state }) => state === 'ALARM')
    .map(({ name, reason }) => ({ what: `the alarm ${name} has gone off: ${reason}`, next: 'guac logs' })),
  ...health.unknown
    .filter(({ gone }) => gone)
    .map(({ what, why }) => ({
      what: `${what} cannot be read: ${why}`,
      next: 'what a stack has lost only guac destroy and guac deploy bring back; the tables stay',
    })),
]

const ofStack = ({ status }: Health['stack']): readonly Concern[] =>
  /FAILED|^ROLLBACK|^IMPORT_ROLLBACK|^DELETE/.test(status)
    ? [{ what: `the stack is in ${status}`, next: 'guac deploy, which knows the way on from there' }]
    : []

const ofFunction = ({ name, state, lastHour }: FunctionHealth): readonly Concern[] => {
  const next = `guac logs ${name}`
  return [
    ...(state === 'Failed' ? [{ what: `${name} is in the state Failed`, next: 'guac deploy' }] : []),
    ...(lastHour && lastHour.errors > 0
      ? [{ what: `${name} failed ${times(lastHour.errors)} in the last hour`, next }]
      : []),
    ...(lastHour && lastHour.throttles > 0
      ? [
          {
            what: `${name} was throttled ${times(lastHour.throttles)} in the last hour`,
            next: 'raise ReservedConcurrency with guac deploy --parameter, or the quota of the account',
          },
        ]
      : []),
  ]
}

const ofStream = (stream: Health['stream']): readonly Concern[] => {
  if (!stream) return []
  const { state, lastResult, ageMs } = stream
  if (state.startsWith('Disabl'))
    return [
      {
        what: 'the stream mapping is disabled: no rate is computed, and after a day reports are lost to it',
        next: 'guac deploy, or aws lambda update-event-source-mapping --enabled',
      },
    ]
  return [
    ...(lastResult.startsWith('PROBLEM')
      ? [{ what: `the last batch of reports failed: ${lastResult}`, next: 'guac logs success-rate' }]
      : []),
    ...(ageMs !== undefined && ageMs >= lateMs
      ? [{ what: `reports wait ${ago(ageMs)} for their rates`, next: 'guac logs success-rate' }]
      : []),
  ]
}

const ofErrors = (errors: Health['errors']): readonly Concern[] => {
  const last = errors?.at(-1)
  if (!errors || !last) return []
  const number = errors.length === 1 ? 'an error was logged' : `${errors.length} errors were logged`
  return [{ what: `${number} in the last hour, the last by ${last.function}`, next: 'guac logs --since 1h' }]
}

const ofDeadLetters = (letters: Health['deadLetters']): readonly Concern[] => {
  if (!letters || letters.count === 0) return []
  const what = letters.count === 1 ? 'a dead letter waits' : `${letters.count} dead letters wait`
  return [{ what, next: 'guac dead list, then guac dead redrive or discard' }]
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`)

/** A span of time in the unit that fits: 5 s, 12 min, 3 h, 4 d. */
export const ago = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 120) return `${seconds} s`
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min`
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`
}
