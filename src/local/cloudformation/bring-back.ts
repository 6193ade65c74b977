// Stacks that an earlier process kept: what was in memory alone is made again, and what was begun gets its end.

import { errors } from '../../errors.ts'
import { definedResource, propertiesIn, undoCreation } from './create-stack.ts'
import { runDeletion } from './delete-stack.ts'
import { importsIn } from './exports.ts'
import { undoImport } from './import-stack.ts'
import { messageOf, type OperationWorld, stackType } from './progress.ts'
import { runUpdateRollback } from './roll-back.ts'
import { scopeOf } from './scope.ts'
import type { Resource, Stack, StackEvent, StackStatus } from './stack.ts'
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
const goBack: End = async (world, stack) => {
  await claim(world, stack)
  await runUpdateRollback(world, stack, reason)
}
const undo: End = async (world, stack) => {
  await claim(world, stack)
  await undoCreation(world, stack, reason)
}

/** The beginnings of what the operation that was broken off did to resources. */
const begun = ({ events }: Stack): Iterable<StackEvent> => {
  const last = new Map<string, StackEvent>()
  for (const event of events) {
    if (event.status !== 'CREATE_IN_PROGRESS' && event.status !== 'UPDATE_IN_PROGRESS') continue
    if (event.type === stackType) last.clear()
    else last.set(event.logicalId, event)
  }
  return last.values()
}

/** Gives the stack what was made for it when there was no time left to say so: it goes back with the rest. */
const claim = async (world: OperationWorld, stack: Stack): Promise<void> => {
  for (const { logicalId, type, time } of begun(stack)) {
    const { madeSince } = providerOf(type)
    if (!madeSince) continue
    const properties = propertiesIn(stack, logicalId, scopeOf(stack, importsIn(world.stacks())))
    const made = await madeSince(properties, time, world.services)
    const known = stack.resources.get(logicalId)?.physicalId
    if (made && made.physicalId !== known)
      stack.resources.set(logicalId, { ...definedResource(stack, logicalId), ...made, properties })
  }
}

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
