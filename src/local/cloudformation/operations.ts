// Creating and deleting a stack, resource by resource, with an event for each step. A failed creation is undone.

import { randomUUID } from 'node:crypto'
import type { Template, Value } from '../../cfn/template.ts'
import { place } from '../place.ts'
import { evaluate, holds, type Scope } from './evaluate.ts'
import { creationOrder } from './order.ts'
import type { Services } from './provider.ts'
import type { Output, Resource, ResourceStatus, Stack, StackEvent, StackStatus } from './stack.ts'
import { keptWithoutEffect, providerOf } from './support.ts'

export type OperationWorld = {
  readonly services: Services
  readonly now: () => number
  /** Is told of each event as it happens. */
  readonly seen: (stack: Stack, event: StackEvent) => void
}

const stackType = 'AWS::CloudFormation::Stack'

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
  })
}

const setResource = (
  world: OperationWorld,
  stack: Stack,
  resource: Resource,
  status: ResourceStatus,
  reason?: string,
): void => {
  resource.status = status
  const { logicalId, physicalId, type } = resource
  record(world, stack, { logicalId, physicalId, type, status, reason })
}

const record = (world: OperationWorld, stack: Stack, event: Omit<StackEvent, 'id' | 'time'>): void => {
  const whole = { id: randomUUID(), time: world.now(), ...event }
  stack.events.push(whole)
  world.seen(stack, whole)
}

/** What names mean in a stack as far as it has come. */
export const scopeOf = (stack: Stack): Scope => {
  const values = new Map<string, Value>(Object.entries(stack.parameters))
  const pseudo = {
    'AWS::AccountId': place.account,
    'AWS::NotificationARNs': [],
    'AWS::Partition': place.partition,
    'AWS::Region': place.region,
    'AWS::StackId': stack.id,
    'AWS::StackName': stack.name,
    'AWS::URLSuffix': place.urlSuffix,
  }
  for (const [name, value] of Object.entries(pseudo)) values.set(name, value)
  return {
    template: stack.template,
    ref: name => values.get(name) ?? stack.resources.get(name)?.physicalId,
    attribute: (resource, name) => stack.resources.get(resource)?.attributes[name],
  }
}

/** The resources whose condition holds. */
export const wantedResources = (template: Template, scope: Scope): ReadonlySet<string> =>
  new Set(
    Object.entries(template.Resources)
      .filter(([, { Condition }]) => Condition === undefined || holds(Condition, scope))
      .map(([id]) => id),
  )

/** Runs a creation to its end: CREATE_COMPLETE, or undone according to the stack's `onFailure`. */
export const runCreation = async (world: OperationWorld, stack: Stack): Promise<void> => {
  try {
    const scope = scopeOf(stack)
    for (const id of creationOrder(stack.template, wantedResources(stack.template, scope)))
      await createResource(world, stack, id, scope)
    stack.outputs = outputsOf(stack, scope)
    setStatus(world, stack, 'CREATE_COMPLETE', keptWithoutEffect(stack.template))
  } catch (error) {
    const reason = messageOf(error)
    if (stack.onFailure === 'DO_NOTHING') return setStatus(world, stack, 'CREATE_FAILED', reason)
    if (stack.onFailure === 'DELETE') return runDeletion(world, stack, reason)
    setStatus(world, stack, 'ROLLBACK_IN_PROGRESS', reason)
    const failed = await removeResources(
      world,
      stack,
      policy => policy.startsWith('Retain') && policy !== 'RetainExceptOnCreate',
    )
    setStatus(world, stack, failed.length > 0 ? 'ROLLBACK_FAILED' : 'ROLLBACK_COMPLETE', failedReason(failed))
  }
}

const createResource = async (
  world: OperationWorld,
  stack: Stack,
  id: string,
  scope: Scope,
): Promise<void> => {
  const definition = stack.template.Resources[id]
  if (!definition) throw new Error(`no resource ${id}`)
  const resource: Resource = {
    logicalId: id,
    type: definition.Type,
    properties: evaluate(definition.Properties ?? {}, scope) as Resource['properties'],
    deletionPolicy: definition.DeletionPolicy ?? 'Delete',
    physicalId: '',
    attributes: {},
    status: 'CREATE_IN_PROGRESS',
  }
  setResource(world, stack, resource, 'CREATE_IN_PROGRESS')
  const freeName = `${stack.name}-${id}-${randomUUID().slice(24).toUpperCase()}`
  try {
    const created = await providerOf(resource.type).create(resource.properties, world.services, freeName)
    resource.physicalId = created.physicalId
    resource.attributes = created.attributes ?? {}
  } catch (error) {
    setResource(world, stack, resource, 'CREATE_FAILED', messageOf(error))
    throw new Error(`The following resource(s) failed to create: [${id}].`)
  }
  stack.resources.set(id, resource)
  setResource(world, stack, resource, 'CREATE_COMPLETE')
}

const outputsOf = (stack: Stack, scope: Scope): readonly Output[] =>
  Object.entries(stack.template.Outputs ?? {})
    .filter(([, { Condition }]) => Condition === undefined || holds(Condition, scope))
    .map(([key, { Value, Description }]) => ({
      key,
      value: String(evaluate(Value, scope)),
      description: Description,
    }))

/** Runs a deletion to its end: what is retained is skipped, and what fails is named. */
export const runDeletion = async (world: OperationWorld, stack: Stack, reason?: string): Promise<void> => {
  setStatus(world, stack, 'DELETE_IN_PROGRESS', reason)
  const failed = await removeResources(world, stack, policy => policy.startsWith('Retain'))
  if (failed.length > 0) return setStatus(world, stack, 'DELETE_FAILED', failedReason(failed))
  stack.deletedAt = world.now()
  setStatus(world, stack, 'DELETE_COMPLETE')
}

const failedReason = (failed: readonly string[]): string | undefined =>
  failed.length > 0 ? `The following resource(s) failed to delete: [${failed.join(', ')}].` : undefined

/** Removes the resources, the last made first. Returns the logical ids of those that could not be. */
const removeResources = async (
  world: OperationWorld,
  stack: Stack,
  retained: (deletionPolicy: string) => boolean,
): Promise<readonly string[]> => {
  const failed: string[] = []
  for (const resource of [...stack.resources.values()].reverse()) {
    if (retained(resource.deletionPolicy)) {
      setResource(world, stack, resource, 'DELETE_SKIPPED')
      stack.resources.delete(resource.logicalId)
      continue
    }
    setResource(world, stack, resource, 'DELETE_IN_PROGRESS')
    try {
      await providerOf(resource.type).remove(resource, world.services)
      stack.resources.delete(resource.logicalId)
      setResource(world, stack, resource, 'DELETE_COMPLETE')
    } catch (error) {
      failed.push(resource.logicalId)
      setResource(world, stack, resource, 'DELETE_FAILED', messageOf(error))
    }
  }
  return failed
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
