// Creating a stack, resource by resource. A failed creation is undone.

import { randomUUID } from 'node:crypto'
import type { Mapping } from '../../cfn/template.ts'
import { failedReason, removeAll, retainedOnCreate, runDeletion } from './delete-stack.ts'
import { evaluate, type Scope } from './evaluate.ts'
import { checkExports, importsIn } from './exports.ts'
import { creationOrder } from './order.ts'
import { messageOf, type OperationWorld, setResource, setStatus } from './progress.ts'
import { outputsOf, scopeOf, wantedResources } from './scope.ts'
import type { Resource, Stack } from './stack.ts'
import { keptWithoutEffect, providerOf } from './support.ts'

/** Runs a creation to its end: CREATE_COMPLETE, or undone according to the stack's `onFailure`. */
export const runCreation = async (world: OperationWorld, stack: Stack): Promise<void> => {
  try {
    const scope = scopeOf(stack, importsIn(world.stacks()))
    for (const id of creationOrder(stack.template, wantedResources(stack.template, scope)))
      await createResource(world, stack, id, scope)
    const outputs = outputsOf(stack.template, scope)
    checkExports(stack, outputs, world.stacks())
    stack.outputs = outputs
    setStatus(world, stack, 'CREATE_COMPLETE', keptWithoutEffect(stack.resources.values()))
  } catch (error) {
    await undoCreation(world, stack, messageOf(error))
  }
}

/** Undoes a creation that failed, according to the stack's `onFailure`. */
export const undoCreation = async (world: OperationWorld, stack: Stack, reason: string): Promise<void> => {
  if (stack.onFailure === 'DO_NOTHING') return setStatus(world, stack, 'CREATE_FAILED', reason)
  if (stack.onFailure === 'DELETE') return runDeletion(world, stack, reason, retainedOnCreate)
  setStatus(world, stack, 'ROLLBACK_IN_PROGRESS', reason)
  const failed = await removeAll(world, stack, retainedOnCreate)
  setStatus(world, stack, failed.length > 0 ? 'ROLLBACK_FAILED' : 'ROLLBACK_COMPLETE', failedReason(failed))
}

/** A resource as its definition has it, before it is made. */
export const definedResource = (stack: Stack, id: string): Resource => {
  const definition = stack.template.Resources[id]
  if (!definition) throw new Error(`no resource ${id}`)
  return {
    logicalId: id,
    type: definition.Type,
    properties: {},
    metadata: definition.Metadata ?? {},
    deletionPolicy: definition.DeletionPolicy ?? 'Delete',
    updateReplacePolicy: definition.UpdateReplacePolicy ?? 'Delete',
    physicalId: '',
    attributes: {},
    status: 'CREATE_IN_PROGRESS',
    reason: undefined,
    changedAt: 0,
  }
}

/** The properties of a definition, worked out. */
export const propertiesIn = (stack: Stack, id: string, scope: Scope): Mapping =>
  evaluate(stack.template.Resources[id]?.Properties ?? {}, scope) as Mapping

/** A name for what the template leaves unnamed: 62 characters at most, since those of functions end at 64. */
export const freeName = (stack: Stack, id: string): string =>
  `${stack.name.slice(0, 24)}-${id.slice(0, 24)}-${randomUUID().slice(24).toUpperCase()}`

/** Makes a resource that the stack has not. Throws an error that names it. */
export const createResource = async (
  world: OperationWorld,
  stack: Stack,
  id: string,
  scope: Scope,
): Promise<void> => {
  const resource = definedResource(stack, id)
  setResource(world, stack, resource, 'CREATE_IN_PROGRESS')
  try {
    resource.properties = propertiesIn(stack, id, scope)
    const provider = providerOf(resource.type)
    await world.saved(stack)
    const created = await provider.create(resource.properties, world.services, freeName(stack, id))
    resource.physicalId = created.physicalId
    resource.attributes = created.attributes ?? {}
  } catch (error) {
    setResource(world, stack, resource, 'CREATE_FAILED', messageOf(error))
    throw new Error(`The following resource(s) failed to create: [${id}].`)
  }
  stack.resources.set(id, resource)
  setResource(world, stack, resource, 'CREATE_COMPLETE')
}
