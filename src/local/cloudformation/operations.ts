// Creating and deleting a stack, resource by resource, with an event for each step. A failed creation is undone.

import { randomUUID } from 'node:crypto'
import type { Template, Value } from '../../cfn/template.ts'
import { place } from '../place.ts'
import { AwsError } from '../protocol/aws-error.ts'
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
  /** Is told of what should never happen. */
  readonly failed: (error: unknown) => void
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
    attribute: (resource, name) => {
      const attributes = stack.resources.get(resource)?.attributes ?? {}
      return Object.hasOwn(attributes, name) ? attributes[name] : undefined
    },
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
    if (stack.onFailure === 'DELETE') return runDeletion(world, stack, reason, retainedOnCreate)
    setStatus(world, stack, 'ROLLBACK_IN_PROGRESS', reason)
    const failed = await removeResources(world, stack, retainedOnCreate)
    setStatus(world, stack, failed.length > 0 ? 'ROLLBACK_FAILED' : 'ROLLBACK_COMPLETE', failedReason(failed))
  }
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
const retained = (deletionPolicy: string): boolean => deletionPolicy.startsWith('Retain')
const retainedOnCreate = (deletionPolicy: string): boolean => deletionPolicy === 'Retain'

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
    properties: {},
    deletionPolicy: definition.DeletionPolicy ?? 'Delete',
    physicalId: '',
    attributes: {},
    status: 'CREATE_IN_PROGRESS',
  }
  setResource(world, stack, resource, 'CREATE_IN_PROGRESS')
  // 62 characters at most: the names of functions and roles end at 64
  const freeName = `${stack.name.slice(0, 24)}-${id.slice(0, 24)}-${randomUUID().slice(24).toUpperCase()}`
  try {
    resource.properties = evaluate(definition.Properties ?? {}, scope) as Resource['properties']
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
    .map(([key, { Value, Description }]) => {
      const value = evaluate(Value, scope)
      if (typeof value === 'object')
        throw new Error(
          `Template format error: The Value field of every Outputs member must evaluate to a String (${key}).`,
        )
      return { key, value: String(value), description: Description }
    })

/** Runs a deletion to its end: what is retained is skipped, and what fails is named. */
export const runDeletion = async (
  world: OperationWorld,
  stack: Stack,
  reason?: string,
  isRetained = retained,
): Promise<void> => {
  setStatus(world, stack, 'DELETE_IN_PROGRESS', reason)
  const failed = await removeResources(world, stack, isRetained)
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
  isRetained: (deletionPolicy: string) => boolean,
): Promise<readonly string[]> => {
  const failed: string[] = []
  for (const resource of [...stack.resources.values()].reverse()) {
    if (isRetained(resource.deletionPolicy)) {
      setResource(world, stack, resource, 'DELETE_SKIPPED')
      stack.resources.delete(resource.logicalId)
      continue
    }
    setResource(world, stack, resource, 'DELETE_IN_PROGRESS')
    try {
      await providerOf(resource.type)
        .remove(resource, world.services)
        .catch(error => {
          // somebody deleted it by hand, which CloudFormation takes for deleted
          if (!isAbsence(error)) throw error
        })
      stack.resources.delete(resource.logicalId)
      setResource(world, stack, resource, 'DELETE_COMPLETE')
    } catch (error) {
      failed.push(resource.logicalId)
      setResource(world, stack, resource, 'DELETE_FAILED', messageOf(error))
    }
  }
  return failed
}

const absences = new Set(['NotFound', 'QueueDoesNotExist', 'ResourceNotFoundException'])
const isAbsence = (error: unknown): boolean => error instanceof AwsError && absences.has(error.code)

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
