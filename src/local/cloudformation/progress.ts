// A stack's status and that of its resources, with an event for each change.

import { randomUUID } from 'node:crypto'
import type { Services } from './provider.ts'
import type { Resource, ResourceStatus, Stack, StackEvent, StackStatus } from './stack.ts'

export type OperationWorld = {
  readonly services: Services
  /** All that there are. */
  readonly stacks: () => readonly Stack[]
  readonly now: () => number
  /** Is told of each event as it happens. */
  readonly seen: (stack: Stack, event: StackEvent) => void
  /** Resolves when a stack is kept as it is now, where it is kept. */
  readonly saved: (stack: Stack) => Promise<void>
  /** Is told of what should never happen. */
  readonly failed: (error: unknown) => void
}

export const stackType = 'AWS::CloudFormation::Stack'

/** Records a change of the stack itself. */
export const setStatus = (
  world: OperationWorld,
  stack: Stack,
  status: StackStatus,
  reason?: string,
): void => {
  stack.status = status
  stack.reason = reason
  record(world, stack, {
    logicalId: stack.name,
    physicalId: stack.id,
    type: stackType,
    status,
    reason,
    properties: undefined,
  })
}

/** Records a change of a resource. */
export const setResource = (
  world: OperationWorld,
  stack: Stack,
  resource: Resource,
  status: ResourceStatus,
  reason?: string,
): void => {
  resource.status = status
  resource.reason = reason
  resource.changedAt = world.now()
  const { logicalId, physicalId, type } = resource
  const properties = JSON.stringify(resource.properties)
  record(world, stack, { logicalId, physicalId, type, status, reason, properties })
}

const record = (
  world: OperationWorld,
  stack: Stack,
  event: Omit<StackEvent, 'id' | 'time' | 'token'>,
): void => {
  const whole = { id: randomUUID(), time: world.now(), token: stack.token, ...event }
  stack.events.push(whole)
  world.seen(stack, whole)
}

/** What an event says of an error. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
