// Updating a stack, resource by resource: what can be is changed where it is, the rest is made anew, and what is no
// longer wanted goes at the end. A failed update goes back to what was.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html

import { isDeepStrictEqual } from 'node:util'
import type { Mapping } from '../../cfn/template.ts'
import { createResource, definedResource, freeName, propertiesIn } from './create-stack.ts'
import { removeResource, retained } from './delete-stack.ts'
import type { Scope } from './evaluate.ts'
import { checkExports, importsIn } from './exports.ts'
import { creationOrder } from './order.ts'
import { messageOf, type OperationWorld, setResource, setStatus } from './progress.ts'
import type { Provider } from './provider.ts'
import { runUpdateRollback } from './roll-back.ts'
import { outputsOf, scopeOf, wantedResources } from './scope.ts'
import { type Deployment, deploymentOf, type Resource, type Stack } from './stack.ts'
import { keptWithoutEffect, providerOf } from './support.ts'

/** Makes the stack one that is being updated; `runUpdate` does the rest. */
export const beginUpdate = (world: OperationWorld, stack: Stack, desired: Deployment): void => {
  // an update of one that failed without going back can still go back to what was whole
  stack.rollbackTo ??= {
    ...deploymentOf(stack),
    resources: new Map(stack.resources),
    outputs: stack.outputs,
  }
  Object.assign(stack, deploymentOf(desired), { updatedAt: world.now() })
  setStatus(world, stack, 'UPDATE_IN_PROGRESS', 'User Initiated')
}

/** Runs an update to its end: UPDATE_COMPLETE, or undone unless `keepFailed`. */
export const runUpdate = async (world: OperationWorld, stack: Stack, keepFailed: boolean): Promise<void> => {
  try {
    const scope = scopeOf(stack, importsIn(world.stacks()))
    for (const id of creationOrder(stack.template, wantedResources(stack.template, scope))) {
      const resource = stack.resources.get(id)
      if (resource) await updateResource(world, stack, resource, scope)
      else await createResource(world, stack, id, scope)
    }
    const outputs = outputsOf(stack.template, scope)
    checkExports(stack, outputs, world.stacks())
    stack.outputs = outputs
  } catch (error) {
    const reason = messageOf(error)
    if (keepFailed) return setStatus(world, stack, 'UPDATE_FAILED', reason)
    return runUpdateRollback(world, stack, reason)
  }
  setStatus(world, stack, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS')
  await completeUpdate(world, stack)
}

/** Removes what an update has left over: UPDATE_COMPLETE. */
export const completeUpdate = async (world: OperationWorld, stack: Stack): Promise<void> => {
  const wanted = wantedResources(stack.template, scopeOf(stack, importsIn(world.stacks())))
  await cleanUp(world, stack, creationOrder(stack.template, wanted))
  stack.rollbackTo = undefined
  setStatus(world, stack, 'UPDATE_COMPLETE', keptWithoutEffect(stack.resources.values()))
}

/** Whether a resource must be made anew for its properties to become others. */
export const mustReplace = (provider: Provider, before: Mapping, after: Mapping): boolean =>
  provider.replacedBy.some(name => !isDeepStrictEqual(before[name], after[name])) ||
  (provider.replaces?.(before, after) ?? false)

const updateResource = async (
  world: OperationWorld,
  stack: Stack,
  before: Resource,
  scope: Scope,
): Promise<void> => {
  const { logicalId: id, type, physicalId, attributes } = before
  const resource: Resource = { ...definedResource(stack, id), physicalId, attributes }
  const provider = providerOf(type)
  let replaced = false
  const fail = (error: unknown): Error => {
    setResource(world, stack, resource, 'UPDATE_FAILED', messageOf(error))
    return new Error(`The following resource(s) failed to update: [${id}].`)
  }
  try {
    resource.properties = propertiesIn(stack, id, scope)
    replaced = mustReplace(provider, before.properties, resource.properties)
  } catch (error) {
    throw fail(error)
  }
  if (isDeepStrictEqual(before.properties, resource.properties)) {
    // only what stands beside the properties may be another
    resource.status = before.status
    resource.changedAt = before.changedAt
    if (before.status !== 'UPDATE_FAILED') return void stack.resources.set(id, resource)
  }
  setResource(world, stack, resource, 'UPDATE_IN_PROGRESS', replaced ? anew : undefined)
  try {
    if (replaced) {
      checkName(provider, before, resource)
      await world.saved(stack)
      const created = await provider.create(resource.properties, world.services, freeName(stack, id))
      Object.assign(resource, { attributes: {}, ...created })
    } else {
      // whatever comes of it, there is something to go back from
      stack.resources.set(id, resource)
      await world.saved(stack)
      const changed = await provider.update?.(before, resource.properties, world.services)
      resource.attributes = changed ?? attributes
    }
  } catch (error) {
    throw fail(error)
  }
  stack.resources.set(id, resource)
  setResource(world, stack, resource, 'UPDATE_COMPLETE')
}

const anew = 'Requested update requires the creation of a new physical resource; hence creating one.'

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
const checkName = ({ named }: Provider, before: Resource, after: Resource): void => {
  if (named && after.properties[named] !== undefined && before.properties[named] === after.properties[named])
    throw new Error(
      `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${after.properties[named]} and update the stack again.`,
    )
}

/** Removes what was replaced and what is not wanted any more. What cannot be removed is left, as on AWS. */
const cleanUp = async (world: OperationWorld, stack: Stack, order: readonly string[]): Promise<void> => {
  const earlier = [...(stack.rollbackTo?.resources.values() ?? [])]
  const replaced = earlier.filter(({ logicalId, physicalId }) => {
    const now = stack.resources.get(logicalId)
    return now && now.physicalId !== physicalId
  })
  const unwanted = [...stack.resources.values()].filter(({ logicalId }) => !order.includes(logicalId))
  for (const resource of [...replaced, ...unwanted].reverse()) {
    const isReplaced = replaced.includes(resource)
    // of the definition that is now: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatereplacepolicy.html
    const now = stack.resources.get(resource.logicalId)?.updateReplacePolicy ?? 'Delete'
    await removeResource(
      world,
      stack,
      resource,
      isReplaced ? now === 'Retain' : retained(resource.deletionPolicy),
    )
    if (!isReplaced) stack.resources.delete(resource.logicalId)
  }
  // a deletion goes backwards through them, so the order must be that of the new template
  const inOrder = order.flatMap(id => stack.resources.get(id) ?? [])
  stack.resources.clear()
  for (const resource of inOrder) stack.resources.set(resource.logicalId, resource)
}
