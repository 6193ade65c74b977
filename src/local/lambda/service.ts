// What Lambda knows here: functions with their environments, who may invoke them, how asynchronous events are
// retried, and which streams feed them.

import { randomUUID } from 'node:crypto'
import { pause } from '../../pause.ts'
import type { Keep } from '../data/keep.ts'
import type { Stream } from '../dynamodb/stream.ts'
import { arn } from '../place.ts'
import { AwsError } from '../protocol/aws-error.ts'
import {
  type MappingConfig,
  type Progress,
  restMapping,
  serveMapping,
  streamActions,
} from './event-source-mapping.ts'
import type { LambdaFunction, Outcome } from './function.ts'
import { noFunction } from './function-name.ts'
import { type AsyncConfig, asyncDefaults, invokeAsync } from './invoke-async.ts'
import { allows, type Caller, type Permission } from './permission.ts'
import { makePool, type Pool } from './pool.ts'
import type { Host } from './spawn-runtime.ts'

type Deployed = {
  lambda: LambdaFunction
  readonly pool: Pool
  readonly permissions: Map<string, Permission>
  /** Aborted when the function goes: its queued events go with it. */
  readonly stopping: AbortController
  asynchronous: AsyncConfig
}

export type Lambdas = {
  /** Throws AwsError when the name is taken, or as `reserve` does. */
  readonly create: (lambda: LambdaFunction, concurrency?: number) => void
  /**
   * Gives a function other code or another configuration; its name stays. Nothing that is queued is lost, and what
   * runs finishes as it began: `drained` resolves then. Throws AwsError when it is absent.
   */
  readonly update: (lambda: LambdaFunction) => {
    readonly before: LambdaFunction
    readonly drained: Promise<void>
  }
  /** Ends the function's processes. Returns it; throws AwsError when it is absent. */
  readonly remove: (name: string) => Promise<LambdaFunction>
  readonly permit: (name: string, id: string, permission: Permission) => void
  readonly forbid: (name: string, id: string) => void
  /** Reserves concurrency for a function, 0 included, or takes the reservation away. Throws AwsError when too little
   * would be left for the others. */
  readonly reserve: (name: string, concurrency: number | undefined) => void
  readonly reserved: (name: string) => number | undefined
  readonly configureAsync: (name: string, config: AsyncConfig | undefined) => void
  readonly addMapping: (name: string, stream: Stream, config: MappingConfig) => void
  /** Changes a mapping, which reads on where it was. Throws AwsError when it or the function is absent. */
  readonly updateMapping: (name: string, config: MappingConfig) => Promise<void>
  readonly removeMapping: (uuid: string) => Promise<void>
  /** The function; throws AwsError when it is absent. */
  readonly find: (nameOrArn: string) => LambdaFunction
  readonly functions: () => readonly LambdaFunction[]
  readonly mappings: () => readonly MappingView[]
  /** Invokes and waits for the outcome. */
  readonly invoke: (nameOrArn: string, payload: string) => Promise<Outcome>
  /** Queues an event from somebody who need not ask the function's policy. Throws AwsError when the function is
   * absent. */
  readonly enqueue: (nameOrArn: string, payload: string) => Queued
  /** Queues an event from another service. Throws AwsError when the function is absent or may not be invoked.
   * Resolves when the event is kept. */
  readonly accept: (functionArn: string, payload: string, from: Caller) => Promise<void>
  /** Queues what an earlier process had accepted and not brought to its end. */
  readonly resume: () => void
  /** Resolves when no event is queued or being worked on, and every stream has been read to its end. */
  readonly idle: () => Promise<void>
  /** Ends every process, and takes nothing more. */
  readonly stop: () => Promise<void>
}

export type Queued = {
  /** Of each attempt at the event. */
  readonly requestId: string
  /** Resolves when the event is kept. */
  readonly kept: Promise<void>
}

type KeptEvent = { readonly function: string; readonly payload: string }
const eventsKey = 'event~'
const positionsKey = 'position~'

/** What an earlier process kept: events by their request ids, and how far mappings had come, by their ids. */
export type LambdaPast = {
  readonly events: ReadonlyMap<string, KeptEvent>
  readonly positions: ReadonlyMap<string, number>
}

export const loadLambdaPast = async (keep: Keep): Promise<LambdaPast> => ({
  events: (await keep.all(eventsKey)) as LambdaPast['events'],
  positions: (await keep.all(positionsKey)) as LambdaPast['positions'],
})

export type LambdaWorld = Host & {
  readonly keep: Keep
  readonly past: LambdaPast
  /** Mappings read from then on. */
  readonly opened: Promise<void>
  /** Sends text to a queue or topic by its ARN. Throws when the target does not take it. */
  readonly send: (targetArn: string, body: string) => Promise<void>
  readonly now: () => number
  /** Waits before retries are divided by this. */
  readonly haste: number
  /** How many environments a function may have at once; what comes beyond waits, and is not throttled. */
  readonly concurrency: number
  readonly failed: (error: unknown) => void
  /** Why the function's role does not allow what Lambda does with it; undefined when it does. */
  readonly forbidden: (lambda: LambdaFunction, action: string, resource: string) => string | undefined
  /** Is told how each invocation ended. */
  readonly invoked?: ((functionName: string, outcome: Outcome) => void) | undefined
  /** Is told how many invocations of a function run, whenever one begins or ends. */
  readonly running?: ((functionName: string, count: number) => void) | undefined
  /** Is told how old, in ms, the last record of a batch is that a function gets. */
  readonly aged?: ((functionName: string, ms: number) => void) | undefined
  /** Whether a stream's batch that was handled is handed over once more, as streams may. */
  readonly again?: (() => boolean) | undefined
}

/** A mapping as it is shown. */
export type MappingView = {
  readonly config: MappingConfig
  readonly lambda: LambdaFunction
  readonly streamArn: string
  /** ms since 1970. */
  readonly changedAt: number
  /** Whether the function took the last batch; undefined when there was none. */
  readonly succeeded: boolean | undefined
  /** Why the function's role may not read the stream; undefined when it may. */
  readonly barred: string | undefined
}

type RunningMapping = {
  readonly deployed: Deployed
  readonly stream: Stream
  /** Read anew for each batch. */
  readonly config: MappingConfig
  readonly progress: Progress
  readonly stopping: AbortController
  readonly done: Promise<void>
  changedAt: number
}

// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html, and API_PutFunctionConcurrency
const accountConcurrency = 1000
const leastUnreserved = 100

export const makeLambdas = (world: LambdaWorld): Lambdas => {
  const functions = new Map<string, Deployed>()
  const mappings = new Map<string, RunningMapping>()
  const events = new Set<Promise<void>>()
  let stopped = false

  const find = (nameOrArn: string): Deployed => {
    const found = functions.get(nameOrArn.slice(nameOrArn.lastIndexOf(':') + 1))
    if (found) return found
    throw noFunction(nameOrArn.startsWith('arn:') ? nameOrArn : arn('lambda', `function:${nameOrArn}`))
  }

  const reserve = (pool: Pool, concurrency: number | undefined): void => {
    const others = [...functions.values()].filter(each => each.pool !== pool)
    const taken = others.reduce((sum, each) => sum + (each.pool.reserved() ?? 0), 0)
    if (taken + (concurrency ?? 0) > accountConcurrency - leastUnreserved)
      throw new AwsError(
        'InvalidParameterValueException',
        `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${leastUnreserved}].`,
      )
    pool.reserve(concurrency)
  }

  const refuseWhenStopped = (): void => {
    if (stopped) throw new AwsError('ServiceException', 'The local stack is stopping.', 503)
  }

  /** What an event or a batch of the function is run with. A destination that is gone loses the record, which
   * the log says, and holds nothing up. */
  const worldOf = ({ lambda, pool }: Deployed, stopping: AbortSignal) => ({
    invoke: pool.invoke,
    now: world.now,
    haste: world.haste,
    stopping,
    send: async (targetArn: string, body: string) => {
      const lost = (why: unknown) => {
        const text = `The on-failure destination ${targetArn} does not take a record, which is lost: ${why}`
        world.log({ function: lambda.name, group: lambda.logGroup, text })
      }
      const action = targetArn.includes(':sqs:') ? 'sqs:SendMessage' : 'sns:Publish'
      const forbidden = world.forbidden(lambda, action, targetArn)
      if (forbidden !== undefined) return lost(forbidden)
      await world.send(targetArn, body).catch((error: unknown) => {
        if (!(error instanceof AwsError)) world.failed(error)
        lost(error)
      })
    },
  })

  const run = (deployed: Deployed, payload: string, requestId: string): void => {
    const { lambda, asynchronous, stopping } = deployed
    const event = invokeAsync(worldOf(deployed, stopping.signal), lambda, asynchronous, {
      payload,
      requestId,
    })
      .catch(world.failed)
      .finally(() => {
        events.delete(event)
        // what the end of the process breaks off is for the next one
        if (!stopped) void world.keep.remove(eventsKey + requestId)
      })
    events.add(event)
  }

  const enqueue = (deployed: Deployed, payload: string): Queued => {
    refuseWhenStopped()
    const requestId = randomUUID()
    const event: KeptEvent = { function: deployed.lambda.name, payload }
    const kept = world.keep.put(eventsKey + requestId, event)
    run(deployed, payload, requestId)
    return { requestId, kept }
  }

  /** Why the stream of a mapping may not be read; undefined when it may. */
  const barring = ({ lambda }: Deployed, stream: Stream): string | undefined =>
    streamActions.flatMap(action => world.forbidden(lambda, action, stream.arn) ?? [])[0]

  const caughtUp = ({ deployed, progress, stream }: RunningMapping): boolean =>
    progress.over || progress.position >= stream.end() || barring(deployed, stream) !== undefined

  const startMapping = (deployed: Deployed, stream: Stream, given: MappingConfig, position: number): void => {
    const stopping = new AbortController()
    const config = { ...given }
    const progress: Progress = { position, over: false }
    const { invoke, ...rest } = worldOf(deployed, stopping.signal)
    const twice = async (payload: string) => {
      const outcome = await invoke(payload)
      return outcome.ok && world.again?.() ? invoke(payload) : outcome
    }
    const barred = () => {
      const why = barring(deployed, stream)
      if (why !== undefined && why !== progress.barred) {
        const { name, logGroup } = deployed.lambda
        const text = `The stream ${stream.arn} is not read, and its records wait: ${why}.`
        world.log({ function: name, group: logGroup, text })
      }
      return why
    }
    const reached = (to: number) => void world.keep.put(positionsKey + config.uuid, to)
    const aged = (ms: number) => world.aged?.(deployed.lambda.name, ms)
    const mappingWorld = { ...rest, invoke: twice, barred, reached, aged }
    const serve = config.enabled === false ? restMapping : serveMapping
    const done = world.opened
      .then(() => serve(mappingWorld, deployed.lambda, stream, config, progress))
      .catch(world.failed)
    const changedAt = world.now()
    mappings.set(config.uuid, { deployed, stream, config, progress, stopping, done, changedAt })
  }

  const endMapping = async (uuid: string): Promise<void> => {
    const mapping = mappings.get(uuid)
    mappings.delete(uuid)
    mapping?.stopping.abort()
    await mapping?.done
  }

  return {
    create: (lambda, concurrency) => {
      refuseWhenStopped()
      if (functions.has(lambda.name))
        throw new AwsError('ResourceConflictException', `Function already exist: ${lambda.name}`, 409)
      const running = (count: number) => world.running?.(lambda.name, count)
      const bare = makePool(world, lambda, world.concurrency, running)
      const invoke: Pool['invoke'] = async (payload, requestId) => {
        const outcome = await bare.invoke(payload, requestId)
        world.invoked?.(lambda.name, outcome)
        return outcome
      }
      const pool = { ...bare, invoke }
      reserve(pool, concurrency)
      functions.set(lambda.name, {
        lambda,
        pool,
        permissions: new Map(),
        stopping: new AbortController(),
        asynchronous: asyncDefaults,
      })
    },
    update: lambda => {
      const deployed = find(lambda.name)
      const before = deployed.lambda
      deployed.lambda = lambda
      return { before, drained: deployed.pool.renew(lambda) }
    },
    remove: async name => {
      const deployed = find(name)
      functions.delete(name)
      deployed.stopping.abort()
      await deployed.pool.stop()
      return deployed.lambda
    },
    reserve: (name, concurrency) => reserve(find(name).pool, concurrency),
    reserved: name => find(name).pool.reserved(),
    permit: (name, id, permission) => void find(name).permissions.set(id, permission),
    forbid: (name, id) => void find(name).permissions.delete(id),
    configureAsync: (name, config) => {
      find(name).asynchronous = config ?? asyncDefaults
    },
    addMapping: (name, stream, config) => {
      refuseWhenStopped()
      const start = config.startingPosition === 'LATEST' ? stream.end() : 0
      const position = world.past.positions.get(config.uuid) ?? start
      void world.keep.put(positionsKey + config.uuid, position)
      startMapping(find(name), stream, config, position)
    },
    updateMapping: async (name, config) => {
      const mapping = mappings.get(config.uuid)
      if (!mapping)
        throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', 404)
      const deployed = find(name)
      mapping.changedAt = world.now()
      const goesOn = (mapping.config.enabled ?? true) === (config.enabled ?? true)
      if (goesOn && deployed === mapping.deployed) return void Object.assign(mapping.config, config)
      await endMapping(config.uuid)
      startMapping(deployed, mapping.stream, config, mapping.progress.position)
    },
    removeMapping: async uuid => {
      await endMapping(uuid)
      await world.keep.remove(positionsKey + uuid)
    },
    find: nameOrArn => find(nameOrArn).lambda,
    functions: () => [...functions.values()].map(({ lambda }) => lambda),
    mappings: () =>
      [...mappings.values()].map(({ config, deployed, stream, changedAt, progress }) => ({
        config,
        lambda: deployed.lambda,
        streamArn: stream.arn,
        changedAt,
        succeeded: progress.succeeded,
        barred: progress.barred,
      })),
    invoke: (nameOrArn, payload) => find(nameOrArn).pool.invoke(payload),
    enqueue: (nameOrArn, payload) => enqueue(find(nameOrArn), payload),
    accept: (functionArn, payload, from) => {
      refuseWhenStopped()
      const deployed = find(functionArn)
      const { permissions } = deployed
      if (![...permissions.values()].some(permission => allows(permission, from)))
        throw new AwsError(
          'AccessDeniedException',
          `${from.principal} for ${from.sourceArn} is not authorized to perform lambda:InvokeFunction on ${functionArn}`,
          403,
        )
      return enqueue(deployed, payload).kept
    },
    resume: () => {
      for (const [requestId, { function: name, payload }] of world.past.events) {
        const deployed = functions.get(name)
        // that of a function which could not be brought back stays, for a process in which it can
        if (deployed) run(deployed, payload, requestId)
      }
    },
    idle: async () => {
      const never = new AbortController().signal
      while (!stopped) {
        await Promise.all(events)
        if (events.size === 0 && [...mappings.values()].every(caughtUp)) return
        await pause(5, never)
      }
    },
    stop: async () => {
      stopped = true
      for (const { stopping } of functions.values()) stopping.abort()
      const ends = [...mappings.keys()].map(endMapping)
      await Promise.all([...functions.values()].map(deployed => deployed.pool.stop()))
      await Promise.all(ends)
      await Promise.all(events)
    },
  }
}
