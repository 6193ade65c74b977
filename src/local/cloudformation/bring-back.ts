// Stacks that an earlier process kept: what was in memory alone is made again, and what was begun gets its end.

import { errors } from '../../errors.ts'
import { undoCreation } from './create-stack.ts'
import { runDeletion } from './delete-stack.ts'
import { undoImport } from './import-stack.ts'
import { messageOf, type OperationWorld } from './progress.ts'
import { runUpdateRollback } from './roll-back.ts'
import type { Resource, Stack, StackStatus } from './stack.ts'
import { providerOf } from './support.ts'
import { completeUpdate } from './update-stack.ts'

/** Makes the resources of a stack that are in memory alone, each as it was. What cannot be made is told. */
export const bringBack = async (world: OperationWorld, stack: Stack): Promise<void> => {
  for (const resource of kept(stack))
    try {
      await providerOf(resource.type).bringBack?.(resource, world.services)
    } catch (error) {
      world.failed(errors.notBroughtBack(stack.name, resource.logicalId, messageOf(error)))
    }
}

/** A stack in the middle of an update has what it was made of, too. */
const kept = ({ resources, rollbackTo }: Stack): readonly Resource[] => {
  const now = [...resources.values()]
  const earlier = [...(rollbackTo?.resources.values() ?? [])].filter(
    before => !now.some(({ type, physicalId }) => type === before.type && physicalId === before.physicalId),
  )
  return [...earlier, ...now]
}

const reason = 'The local stack ended in the middle of it.'

type End = (world: OperationWorld, stack: Stack) => Promise<void>
const goBack: End = (world, stack) => runUpdateRollback(world, stack, reason)
const undo: End = (world, stack) => undoCreation(world, stack, reason)

const ends: { readonly [Status in StackStatus]?: End } = {
  CREATE_IN_PROGRESS: undo,
  ROLLBACK_IN_PROGRESS: undo,
  DELETE_IN_PROGRESS: (world, stack) => runDeletion(world, stack, reason),
  UPDATE_IN_PROGRESS: goBack,
  UPDATE_ROLLBACK_IN_PROGRESS: goBack,
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: goBack,
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: completeUpdate,
  IMPORT_IN_PROGRESS: (world, stack) => undoImport(world, stack, reason),
  IMPORT_ROLLBACK_IN_PROGRESS: (world, stack) => undoImport(world, stack, reason),
}

/** How the operation ends that a stack was in when its process did; undefined if it was in none. */
export const endOf = ({ status }: Pick<Stack, 'status'>): End | undefined => ends[status]
