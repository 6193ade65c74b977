// Taking into a stack what is there already, such as tables that an earlier stack retained.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources.html

import { AwsError } from '../protocol/aws-error.ts'
import { list, type Params, text } from '../protocol/query.ts'
import { definedResource, propertiesIn } from './create-stack.ts'
import { importsIn } from './exports.ts'
import { creationOrder } from './order.ts'
import type { Change } from './plan.ts'
import { messageOf, type OperationWorld, setResource, setStatus } from './progress.ts'
import { scopeOf, wantedResources } from './scope.ts'
import { type Deployment, deploymentOf, type Stack } from './stack.ts'
import { providerOf } from './support.ts'

/** The physical ids of what is to be imported, by logical id. */
export type Imported = ReadonlyMap<string, string>

/** What the request would import. Throws a ValidationError for what cannot be. */
export const readImported = (params: Params, { template }: Deployment, stacks: readonly Stack[]): Imported =>
  new Map(
    (list(params, 'ResourcesToImport') as readonly Params[]).map(entry => {
      const id = text(entry, 'LogicalResourceId') ?? ''
      const definition = Object.hasOwn(template.Resources, id) ? template.Resources[id] : undefined
      const type = text(entry, 'ResourceType') ?? ''
      if (definition?.Type !== type) throw invalid(`ResourcesToImport: the template has no ${type} ${id}.`)
      if (definition.DeletionPolicy === undefined)
        throw invalid(
          `The following resources to import [${id}] must have DeletionPolicy attribute specified in the template.`,
        )
      const { importedBy } = providerOf(type)
      if (!importedBy) throw invalid(`The local stack does not support the import of ${type} (${id}).`)
      const identifier = list(entry, 'ResourceIdentifier') as readonly Params[]
      const named = identifier.find(part => text(part, 'key') === importedBy)
      if (!named || identifier.length !== 1)
        throw invalid(`ResourcesToImport: the ResourceIdentifier of ${id} is its ${importedBy}.`)
      const physicalId = text(named, 'value') ?? ''
      const owner = stacks.find(({ resources }) =>
        [...resources.values()].some(each => each.type === type && each.physicalId === physicalId),
      )
      if (owner) throw invalid(`${physicalId} already exists in stack ${owner.id}`)
      return [id, physicalId]
    }),
  )

/** The changes as an import shows them, or why there can be none. */
export const planImport = (
  changes: readonly Change[],
  imported: Imported,
  desired: Deployment,
  stack: Stack,
): { readonly changes: readonly Change[]; readonly refused: string | undefined } => {
  const isImport = ({ action, id }: Change) => action === 'Add' && imported.has(id)
  const others = changes.filter(change => !isImport(change)).map(({ id }) => id)
  const outputs =
    JSON.stringify(desired.template.Outputs ?? {}) !== JSON.stringify(stack.template.Outputs ?? {})
  return {
    changes: changes.map(change =>
      isImport(change) ? { ...change, action: 'Import', physicalId: imported.get(change.id) } : change,
    ),
    refused:
      others.length > 0
        ? `You have modified resources [${others.join(', ')}] in your template that are not being imported. Update, create or delete operations cannot be executed during import operations.`
        : outputs
          ? 'As part of the import operation, you cannot modify or add [Outputs]'
          : undefined,
  }
}

/** Makes the stack one that is importing; `runImport` does the rest. */
export const beginImport = (world: OperationWorld, stack: Stack, desired: Deployment): void => {
  stack.rollbackTo = { ...deploymentOf(stack), resources: new Map(stack.resources), outputs: stack.outputs }
  Object.assign(stack, deploymentOf(desired), { updatedAt: world.now() })
  setStatus(world, stack, 'IMPORT_IN_PROGRESS', 'User Initiated')
}

/** Runs an import to its end: IMPORT_COMPLETE, or IMPORT_ROLLBACK_COMPLETE with everything as and where it was. */
export const runImport = async (world: OperationWorld, stack: Stack, imported: Imported): Promise<void> => {
  try {
    const scope = scopeOf(stack, importsIn(world.stacks()))
    for (const id of creationOrder(stack.template, wantedResources(stack.template, scope))) {
      const physicalId = imported.get(id)
      if (physicalId === undefined) continue
      const resource = { ...definedResource(stack, id), physicalId }
      setResource(world, stack, resource, 'IMPORT_IN_PROGRESS')
      try {
        resource.properties = propertiesIn(stack, id, scope)
        const attributes = await providerOf(resource.type).adopt?.(physicalId, world.services)
        resource.attributes = attributes ?? {}
      } catch (error) {
        setResource(world, stack, resource, 'IMPORT_FAILED', messageOf(error))
        throw new Error(`The following resource(s) failed to import: [${id}].`)
      }
      stack.resources.set(id, resource)
      setResource(world, stack, resource, 'IMPORT_COMPLETE')
    }
    stack.rollbackTo = undefined
    setStatus(world, stack, 'IMPORT_COMPLETE')
  } catch (error) {
    await undoImport(world, stack, messageOf(error))
  }
}

/** Lets everything be as and where it was: IMPORT_ROLLBACK_COMPLETE. */
export const undoImport = async (world: OperationWorld, stack: Stack, reason: string): Promise<void> => {
  setStatus(world, stack, 'IMPORT_ROLLBACK_IN_PROGRESS', reason)
  const before = stack.rollbackTo
  stack.rollbackTo = undefined
  if (before) {
    Object.assign(stack, deploymentOf(before))
    for (const id of stack.resources.keys()) if (!before.resources.has(id)) stack.resources.delete(id)
  }
  setStatus(world, stack, 'IMPORT_ROLLBACK_COMPLETE')
}

const invalid = (message: string): AwsError => new AwsError('ValidationError', message)
