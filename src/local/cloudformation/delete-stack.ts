// Removing what a stack made, the last made first, as a deletion or to undo a failed creation.

import { AwsError } from '../protocol/aws-error.ts'
import { messageOf, type OperationWorld, setResource, setStatus } from './progress.ts'
import type { Stack } from './stack.ts'
import { providerOf } from './support.ts'

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
const retained = (deletionPolicy: string): boolean => deletionPolicy.startsWith('Retain')
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
  const failed = await removeResources(world, stack, isRetained)
  if (failed.length > 0) return setStatus(world, stack, 'DELETE_FAILED', failedReason(failed))
  stack.deletedAt = world.now()
  setStatus(world, stack, 'DELETE_COMPLETE')
}

/** What a stack says of resources that could not be removed. */
export const failedReason = (failed: readonly string[]): string | undefined =>
  failed.length > 0 ? `The following resource(s) failed to delete: [${failed.join(', ')}].` : undefined

/** Removes the resources. Returns the logical ids of those that could not be. */
export const removeResources = async (
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
