// `guac status`: the service's health at a glance, and what of it needs a person.

import { isTransient, missingRight } from '../deploy/explain.ts'
import { ownRelease } from '../deploy/own-release.ts'
import { onTarget } from '../deploy/target.ts'
import type { TargetOptions } from '../deploy/where.ts'
import { errors } from '../errors.ts'
import type { Io } from '../io.ts'
import { ago, type Calls, type Concern, concernsOf, type Flow, type Health } from '../operate/health.ts'
import { type Excuse, readHealth } from '../operate/read-health.ts'
import { columns, cut } from '../terminal/columns.ts'
import { printable } from '../terminal/printable.ts'
import { paintWith } from '../terminal/style.ts'
import { wrap } from '../terminal/wrap.ts'

export type StatusOptions = TargetOptions & { readonly json?: boolean; readonly quiet?: boolean }

/** Prints how the service is. Throws a PersonError when something of it needs a person. */
export const status = (io: Io, options: StatusOptions): Promise<void> =>
  onTarget(io, options, async target => {
    const { clients, loopback } = target
    const [own, stack, outputs] = await Promise.all([ownRelease(io.home), target.stack(), target.outputs()])
    const [cloudwatch, lambda, logs, sqs] = await Promise.all([
      clients.cloudwatch(),
      clients.lambda(),
      clients.logs(),
      clients.sqs(),
    ])
    const rest = await readHealth({
      ...{ cloudwatch, lambda, logs, sqs, outputs, loopback, excuse: excuseAt(target.endpoint) },
      now: io.now(),
      alarms: () => target.named('AWS::CloudWatch::Alarm'),
    })
    const { Version: version = '', CodeHash: codeHash = '' } = outputs
    const health: Health = {
      stack: {
        status: stack.StackStatus ?? '',
        version,
        codeHash,
        current: version === own.version && codeHash === own.codeHash,
      },
      ...rest,
    }
    const concerns = concernsOf(health)
    if (options.json) io.print(asJson(health, concerns))
    else if (options.quiet) for (const concern of concerns) io.print(`${concern.what}: ${concern.next}`)
    else for (const line of asText(io, await target.place(), health, concerns)) io.print(line)
    if (concerns.length > 0) throw errors.needsPerson(concerns.length)
  })

/**
 * What is no reason to show nothing: a right that is missing, a part of the stack that somebody has deleted, a service
 * that has no time just now, and one that an endpoint other than AWS does not have.
 */
const excuseAt =
  (endpoint: string | undefined) =>
  (error: unknown): Excuse | undefined => {
    const missing = missingRight(error)
    if (missing)
      return {
        gone: false,
        why: `these credentials may not ${missing.action || `read them (${missing.says})`}`,
      }
    const gone = error instanceof Error && /NotFound|DoesNotExist|NonExistentQueue/.test(error.name)
    if (gone) return { gone, why: error.message }
    if (isTransient(error)) return { gone, why: `not just now (${error.name}: ${error.message})` }
    // what the SDK made of an answer; anything else is a bug of our own
    const answered = error instanceof Error && ('$metadata' in error || '$response' in error)
    return answered && endpoint !== undefined
      ? { gone, why: `${endpoint} does not offer it (${error.name})` }
      : undefined
  }

const asText = (io: Io, place: string, health: Health, concerns: readonly Concern[]): readonly string[] => {
  const paint = paintWith(io.colour)
  const { stack, functions, errors: seen, unknown } = health
  const [title = '', ...rows] = columns(
    [
      ['function', 'state', 'calls 1 h / 24 h', 'failed', 'throttled'],
      ...functions.map(({ name, state = '?', lastHour, lastDay }) => [
        name,
        state,
        ...(['invocations', 'errors', 'throttles'] as const).map(each => pair(lastHour, lastDay, each)),
      ]),
    ],
    [],
    io.width,
    // a state that is not Active is told below, and so is a function that was throttled
    { leaveOut: [1, 4], cut: 0, least: 12 },
  )
  const fresh = stack.current ? 'as this guac has it' : 'other than this guac has'
  return [
    wrap(`${place.replace(/^t/, 'T')}: ${stack.status}`, io.width),
    wrap(`Version ${stack.version}, code ${stack.codeHash}, ${fresh}`, io.width),
    '',
    paint('bold', title),
    ...rows,
    '',
    ...columns(facts(health), [], io.width),
    ...(seen && seen.length > 0
      ? [
          '',
          paint('bold', 'Last errors'),
          ...seen
            .slice(-5)
            .map(({ at, function: name, text }) =>
              cut(`${new Date(at).toISOString().slice(11, 19)}  ${name}  ${printable(text)}`, io.width),
            ),
        ]
      : []),
    ...(unknown.length > 0
      ? [
          '',
          paint('bold', 'Not known'),
          ...unknown.map(({ what, why }) => wrap(`${what}: ${printable(why)}`, io.width, 2)),
        ]
      : []),
    '',
    ...(concerns.length === 0
      ? [paint('green', 'Nothing needs a person.')]
      : concerns.map(({ what, next }) =>
          wrap(`${paint('red', '!')} ${printable(what)}: ${paint('bold', next)}`, io.width, 2),
        )),
  ]
}

const pair = (hour: Calls | undefined, day: Calls | undefined, each: keyof Calls): string =>
  hour && day ? `${hour[each]} / ${day[each]}` : '?'

const facts = ({ flow, stream, deadLetters, alarms }: Health): readonly (readonly string[])[] => {
  const flowing = (each: Flow | undefined) => (each ? `${each.lastHour} / ${each.lastDay}` : '?')
  const age = stream?.ageMs === undefined ? '' : `, reports waited up to ${ago(stream.ageMs)}`
  const oldest = deadLetters?.oldestMs === undefined ? '' : `, the oldest ${ago(deadLetters.oldestMs)} old`
  return [
    ['messages', flowing(flow?.messages)],
    ['reports', flowing(flow?.reports)],
    ['rates', flowing(flow?.rates)],
    ['stream', stream ? `${stream.state}, ${stream.lastResult}${age}` : '?'],
    ['dead letters', deadLetters ? `${deadLetters.count || 'none'}${oldest}` : '?'],
    ['alarms', alarms ? alarmsIn(alarms.map(({ state }) => state)) : '?'],
  ]
}

const alarmsIn = (states: readonly string[]): string =>
  states.length === 0
    ? 'none are set up: AlarmEmail or AlarmTopicArn'
    : [...new Set(states)]
        .sort()
        .map(state => `${states.filter(each => each === state).length} ${state}`)
        .join(', ')

// what JSON has no word for, it shows as null
const asJson = (health: Health, concerns: readonly Concern[]): string =>
  JSON.stringify({ ...health, concerns }, (_, value: unknown) => value ?? null)
