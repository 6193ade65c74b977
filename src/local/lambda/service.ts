// What Lambda knows here: functions with their environments, who may invoke them, how asynchronous events are
// retried, and which streams feed them.

import type { Stream } from '../dynamodb/stream.ts'
import { AwsError } from '../protocol/aws-error.ts'
import type { Host } from './environment.ts'
import { type MappingConfig, serveMapping } from './event-source-mapping.ts'
import type { LambdaFunction, Outcome } from './function.ts'
import { type AsyncConfig, asyncDefaults, invokeAsync } from './invoke-async.ts'
import { pause } from './pause.ts'
import { makePool, type Pool } from './pool.ts'

export type Permission = { readonly principal: string; readonly sourceArn: string | undefined }

type Deployed = {
  readonly lambda: LambdaFunction
  readonly pool: Pool
  readonly permissions: Map<string, Permission>
  asynchronous: AsyncConfig
}

export type Lambdas = {
  readonly create: (lambda: LambdaFunction) => void
  readonly remove: (name: string) => Promise<void>
  readonly permit: (name: string, id: string, permission: Permission) => void
  readonly forbid: (name: string, id: string) => void
  readonly configureAsync: (name: string, config: AsyncConfig | undefined) => void
  readonly addMapping: (name: string, stream: Stream, config: MappingConfig) => void
  readonly removeMapping: (uuid: string) => Promise<void>
  /** Invokes and waits for the outcome. */
  readonly invoke: (nameOrArn: string, payload: string) => Promise<Outcome>
  /** Queues an event from another service. Throws AwsError when the function is absent or may not be invoked. */
  readonly accept: (arn: string, payload: string, from: Required<Permission>) => void
  /** Resolves when no event is queued or being worked on, and every stream has been read to its end. */
  readonly idle: () => Promise<void>
  /** Ends every process. */
  readonly stop: () => Promise<void>
}

export type LambdaWorld = Host & {
  readonly send: (targetArn: string, body: string) => Promise<void>
  readonly now: () => number
  readonly haste: number
  /** How many environments a function may have at once. */
  readonly concurrency: number
  readonly failed: (error: unknown) => void
}

type RunningMapping = {
  readonly stopping: AbortController
  readonly done: Promise<void>
  readonly idle: () => boolean
}

export const makeLambdas = (world: LambdaWorld): Lambdas => {
  const functions = new Map<string, Deployed>()
  const mappings = new Map<string, RunningMapping>()
  const events = new Set<Promise<void>>()
  const stopping = new AbortController()

  const find = (nameOrArn: string): Deployed => {
    const found = functions.get(nameOrArn.slice(nameOrArn.lastIndexOf(':') + 1))
    if (found) return found
    throw new AwsError('ResourceNotFoundException', `Function not found: ${nameOrArn}`, 404)
  }

  const endMapping = async (uuid: string): Promise<void> => {
    const mapping = mappings.get(uuid)
    mappings.delete(uuid)
    mapping?.stopping.abort()
    await mapping?.done
  }

  return {
    create: lambda => {
      if (functions.has(lambda.name))
        throw new AwsError('ResourceConflictException', `Function already exist: ${lambda.name}`, 409)
      functions.set(lambda.name, {
        lambda,
        pool: makePool(world, lambda, world.concurrency),
        permissions: new Map(),
        asynchronous: asyncDefaults,
      })
    },
    remove: async name => {
      const deployed = find(name)
      functions.delete(name)
      await deployed.pool.stop()
    },
    permit: (name, id, permission) => void find(name).permissions.set(id, permission),
    forbid: (name, id) => void find(name).permissions.delete(id),
    configureAsync: (name, config) => {
      find(name).asynchronous = config ?? asyncDefaults
    },
    addMapping: (name, stream, config) => {
      const { lambda, pool } = find(name)
      const end = new AbortController()
      const progress = { position: 0 }
      const done = serveMapping(
        { ...world, ...pool, stopping: end.signal, progress },
        lambda,
        stream,
        config,
      ).catch(world.failed)
      const idle = () => progress.position >= stream.end()
      mappings.set(config.uuid, { stopping: end, done, idle })
    },
    removeMapping: endMapping,
    invoke: (nameOrArn, payload) => find(nameOrArn).pool.invoke(payload),
    accept: (arn, payload, from) => {
      const deployed = find(arn)
      const { lambda, pool, asynchronous } = deployed
      if (![...deployed.permissions.values()].some(permission => allows(permission, from)))
        throw new AwsError(
          'AccessDeniedException',
          `${from.principal} for ${from.sourceArn} is not authorized to perform lambda:InvokeFunction on ${arn}`,
          403,
        )
      const event = invokeAsync(
        { ...world, ...pool, stopping: stopping.signal },
        lambda,
        asynchronous,
        payload,
      )
        .catch(world.failed)
        .finally(() => events.delete(event))
      events.add(event)
    },
    idle: async () => {
      while (!stopping.signal.aborted) {
        await Promise.all(events)
        if (events.size === 0 && [...mappings.values()].every(mapping => mapping.idle())) return
        await pause(5, stopping.signal)
      }
    },
    stop: async () => {
      stopping.abort()
      const ends = [...mappings.keys()].map(endMapping)
      await Promise.all([...functions.values()].map(deployed => deployed.pool.stop()))
      await Promise.all(ends)
    },
  }
}

const allows = (permission: Permission, from: Required<Permission>): boolean =>
  permission.principal === from.principal &&
  (permission.sourceArn === undefined || permission.sourceArn === from.sourceArn)
