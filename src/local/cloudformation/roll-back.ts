// Undoing an update: every resource goes back to what it was, and what the update made goes.

import { isDeepStrictEqual } from 'node:util'
import { removeResource } from './delete-stack.ts'
import { messageOf, type OperationWorld, setResource, setStatus } from './progress.ts'
import { deploymentOf, type Resource, type Stack, type Whole } from './stack.ts'
import { providerOf } from './support.ts'

/** Brings a stack back to `rollbackTo`: UPDATE_ROLLBACK_COMPLETE, or UPDATE_ROLLBACK_FAILED. What is in `skipped` is
 * taken for gone back. */
export const runUpdateRollback = async (
  world: OperationWorld,
  stack: Stack,
  reason: string | undefined,
  skipped: readonly string[] = [],
): Promise<void> => {
  const target = stack.rollbackTo
  if (!target) throw new Error(`${stack.name} has nothing to go back to`)
  setStatus(world, stack, 'UPDATE_ROLLBACK_IN_PROGRESS', reason)
  const made = [...stack.resources.values()].filter(
    ({ logicalId, physicalId }) => target.resources.get(logicalId)?.physicalId !== physicalId,
  )
  const failed: string[] = []
  for (const before of target.resources.values())
    if (!(await goBack(world, stack, before, skipped.includes(before.logicalId))))
      failed.push(before.logicalId)
  if (failed.length > 0) {
    const what = `The following resource(s) failed to update: [${failed.join(', ')}].`
    return setStatus(world, stack, 'UPDATE_ROLLBACK_FAILED', what)
  }
  setStatus(world, stack, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS')
  for (const resource of made.reverse()) await removeResource(world, stack, resource, false)
  restore(stack, target)
  setStatus(world, stack, 'UPDATE_ROLLBACK_COMPLETE')
}

/** Gives a resource back what it was. Returns whether it is. */
const goBack = async (
  world: OperationWorld,
  stack: Stack,
  before: Resource,
  skip: boolean,
): Promise<boolean> => {
  const now = stack.resources.get(before.logicalId)
  if (now && isAsBefore(now, before)) {
    stack.resources.set(before.logicalId, before)
    return true
  }
  const resource = { ...before }
  setResource(world, stack, resource, 'UPDATE_IN_PROGRESS')
  try {
    // one that was replaced is still there, since the clean-up comes last
    if (now?.physicalId === before.physicalId && !skip) {
      const changed = await providerOf(before.type).update?.(now, before.properties, world.services)
      resource.attributes = changed ?? before.attributes
    }
  } catch (error) {
    setResource(world, stack, resource, 'UPDATE_FAILED', messageOf(error))
    return false
  }
  setResource(world, stack, resource, 'UPDATE_COMPLETE')
  stack.resources.set(before.logicalId, resource)
  return true
}

const isAsBefore = (now: Resource, before: Resource): boolean =>
  now === before ||
  (now.physicalId === before.physicalId &&
    now.status !== 'UPDATE_FAILED' &&
    isDeepStrictEqual(now.properties, before.properties))

const restore = (stack: Stack, target: Whole): void => {
  Object.assign(stack, deploymentOf(target), { outputs: target.outputs })
  const inOrder = [...target.resources].map(
    ([id, before]) => [id, stack.resources.get(id) ?? before] as const,
  )
  stack.resources.clear()
  for (const [id, resource] of inOrder) stack.resources.set(id, resource)
  stack.rollbackTo = undefined
}
