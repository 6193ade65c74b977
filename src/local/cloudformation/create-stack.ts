// Creating a stack, resource by resource. A failed creation is undone.

import { randomUUID } from 'node:crypto'
import { failedReason, removeResources, retainedOnCreate, runDeletion } from './delete-stack.ts'
import { evaluate, holds, type Scope } from './evaluate.ts'
import { creationOrder } from './order.ts'
import { messageOf, type OperationWorld, setResource, setStatus } from './progress.ts'
import { scopeOf, wantedResources } from './scope.ts'
import type { Output, Resource, Stack } from './stack.ts'
import { keptWithoutEffect, providerOf } from './support.ts'

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
