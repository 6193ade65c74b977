// Removing what a stack made, the last made first, as a deletion or to undo a failed creation.

import { AwsError } from '../protocol/aws-error.ts'
import { messageOf, type OperationWorld, setResource, setStatus } from './progress.ts'
import type { Resource, Stack } from './stack.ts'
import { providerOf } from './support.ts'

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
export const retained = (deletionPolicy: string): boolean => deletionPolicy.startsWith('Retain')
/** What a failed creation leaves: RetainExceptOnCreate goes with it. */
export const retainedOnCreate = (deletionPolicy: string): boolean => deletionPolicy === 'Retain'

/** Runs a deletion to its end: what is retained is skipped, and what fails is named. */
export const runDeletion = async (
  world: OperationWorld,
  stack: Stack,
  reason?: string,
  isRetained = retained,
): Promise<void> => {
  setStatus(world, stack, 'DELETE_IN_PROGRESS', reason)
  const failed = await removeAll(world, stack, isRetained)
  if (failed.length > 0) return setStatus(world, stack, 'DELETE_FAILED', failedReason(failed))
  stack.deletedAt = world.now()
  stack.outputs = []
  stack.changeSets.clear()
  setStatus(world, stack, 'DELETE_COMPLETE')
}

/** What a stack says of resources that could not be removed. */
export const failedReason = (failed: readonly string[]): string | undefined =>
  failed.length > 0 ? `The following resource(s) failed to delete: [${failed.join(', ')}].` : undefined

/** Removes everything, the last made first. Returns the logical ids of what could not be removed. */
export const removeAll = async (
  world: OperationWorld,
  stack: Stack,
  isRetained: (deletionPolicy: string) => boolean,
): Promise<readonly string[]> => {
  const failed: string[] = []
  for (const resource of [...stack.resources.values()].reverse())
    if (await removeResource(world, stack, resource, isRetained(resource.deletionPolicy)))
      stack.resources.delete(resource.logicalId)
    else failed.push(resource.logicalId)
  return failed
}

/** Removes one resource, or lets it stay where it is. Returns whether it is off the stack. */
export const removeResource = async (
  world: OperationWorld,
  stack: Stack,
  resource: Resource,
  isRetained: boolean,
): Promise<boolean> => {
  if (isRetained) {
    setResource(world, stack, resource, 'DELETE_SKIPPED')
    return true
  }
  setResource(world, stack, resource, 'DELETE_IN_PROGRESS')
  try {
    await world.saved(stack)
    await providerOf(resource.type)
      .remove(resource, world.services)
      .catch(error => {
        // somebody deleted it by hand, which CloudFormation takes for deleted
        if (!isAbsence(error)) throw error
      })
    setResource(world, stack, resource, 'DELETE_COMPLETE')
    return true
  } catch (error) {
    setResource(world, stack, resource, 'DELETE_FAILED', messageOf(error))
    return false
  }
}

const absences = new Set(['NotFound', 'QueueDoesNotExist', 'ResourceNotFoundException'])
const isAbsence = (error: unknown): boolean => error instanceof AwsError && absences.has(error.code)
