// The stacks that there are, and the one operation at a time that each may be in.

import { randomUUID } from 'node:crypto'
import { arn } from '../place.ts'
import { AwsError } from '../protocol/aws-error.ts'
import type { OperationWorld } from './progress.ts'
import { type Deployment, deploymentOf, type Stack } from './stack.ts'

export type Registry = {
  readonly world: OperationWorld
  /** The newest first, deleted ones included. */
  readonly all: () => readonly Stack[]
  readonly live: (name: string) => Stack | undefined
  /** The stack with a name or id. */
  readonly get: (nameOrId: string) => Stack | undefined
  /** The same. Throws AWS's words for a stack that is not there, of which it has two. */
  readonly find: (nameOrId: string, words?: 'by id') => Stack
  readonly add: (name: string, desired: Deployment) => Stack
  /** Runs an operation after the one that the stack is in. */
  readonly start: (stack: Stack, run: () => Promise<void>) => void
  /** Resolves when no operation is under way. */
  readonly settled: () => Promise<void>
}

/** The registry of the stacks that there are already. */
export const makeRegistry = (
  given: Omit<OperationWorld, 'stacks'>,
  past: readonly Stack[] = [],
): Registry => {
  const stacks = new Map(past.map(stack => [stack.id, stack]))
  const running = new Set<Promise<void>>()

  const live = (name: string): Stack | undefined =>
    [...stacks.values()].find(stack => stack.name === name && stack.status !== 'DELETE_COMPLETE')
  const get = (nameOrId: string): Stack | undefined => stacks.get(nameOrId) ?? live(nameOrId)
  const all = () => [...stacks.values()].reverse()
  const world: OperationWorld = { ...given, stacks: all }

  return {
    world,
    all,
    live,
    get,
    find: (nameOrId, words) => {
      const found = get(nameOrId)
      if (found) return found
      const name = words ? `with id ${nameOrId}` : `[${nameOrId}]`
      throw new AwsError('ValidationError', `Stack ${name} does not exist`)
    },
    add: (name, desired) => {
      const stack: Stack = {
        ...deploymentOf(desired),
        id: arn('cloudformation', `stack/${name}/${randomUUID()}`),
        name,
        createdAt: world.now(),
        updatedAt: undefined,
        deletedAt: undefined,
        onFailure: 'ROLLBACK',
        terminationProtection: false,
        changeSetId: undefined,
        token: undefined,
        status: 'REVIEW_IN_PROGRESS',
        reason: undefined,
        resources: new Map(),
        changeSets: new Map(),
        events: [],
        outputs: [],
        rollbackTo: undefined,
        operation: Promise.resolve(),
      }
      stacks.set(stack.id, stack)
      return stack
    },
    start: (stack, run) => {
      const operation = stack.operation
        .then(run)
        .catch(world.failed)
        .then(() => world.saved(stack).catch(() => {}))
        .finally(() => running.delete(operation))
      stack.operation = operation
      running.add(operation)
    },
    settled: async () => {
      while (running.size > 0) await Promise.allSettled(running)
    },
  }
}
