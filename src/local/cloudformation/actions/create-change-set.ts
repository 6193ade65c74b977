// Planning a change set: what of which stack it would make.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html

import { randomUUID } from 'node:crypto'
import type { Template } from '../../../cfn/template.ts'
import { arn } from '../../place.ts'
import { AwsError, unsupported } from '../../protocol/aws-error.ts'
import { type Params, text } from '../../protocol/query.ts'
import { type ChangeSet, noChanges } from '../change-set.ts'
import { importsIn } from '../exports.ts'
import { isListed } from '../find-change-set.ts'
import { type Imported, planImport, readImported } from '../import-stack.ts'
import { type Change, changesAnything, planUpdate } from '../plan.ts'
import { setStatus } from '../progress.ts'
import type { Registry } from '../registry.ts'
import { deploymentParameters, readDeployment, readName, readOnFailure } from '../request.ts'
import { type Deployment, deploymentOf, type Stack } from '../stack.ts'
import { recreationOf } from '../support.ts'
import type { Action } from './action.ts'
import { checkCreation, checkUpdatable, isHalfWay } from './change-stacks.ts'

const none: Imported = new Map()
const noTemplate: Template = { Resources: {} }
const nothing: Deployment = {
  template: noTemplate,
  templateBody: '',
  parameters: {},
  capabilities: [],
  tags: [],
}

export const createChangeSet: Action = {
  parameters: [
    ...deploymentParameters,
    'ChangeSetName',
    'ChangeSetType',
    'ClientToken',
    'Description',
    'DisableRollback',
    'ImportExistingResources',
    'IncludeNestedStacks',
    'NotificationARNs',
    'OnStackFailure',
    'ResourcesToImport',
    'UsePreviousTemplate',
  ],
  run: (params, registry) => {
    for (const absent of ['ImportExistingResources', 'IncludeNestedStacks'])
      if (text(params, absent) === 'true') throw unsupported(`${absent} of CreateChangeSet`)
    if (params.NotificationARNs) throw unsupported('NotificationARNs of CreateChangeSet')
    const name = readName(params, 'ChangeSetName')
    const type = text(params, 'ChangeSetType') ?? 'UPDATE'
    if (type !== 'CREATE' && type !== 'UPDATE' && type !== 'IMPORT')
      throw unsupported(`change sets of the type ${type}`)
    const onFailure = readOnFailure(params, 'OnStackFailure')
    const { stack, desired } =
      type === 'CREATE' || (type === 'IMPORT' && isNew(params, registry))
        ? reviewed(params, registry)
        : existing(params, registry)
    if ([...stack.changeSets.values()].some(each => each.name === name && isListed(each)))
      throw new AwsError('AlreadyExistsException', `ChangeSet ${name} already exists`)
    const changeSet = plannedChangeSet(registry, stack, desired, { name, type, onFailure, params })
    stack.changeSets.set(changeSet.id, changeSet)
    return { Id: changeSet.id, StackId: stack.id }
  },
}

/** Whether an import would make the stack. */
const isNew = (params: Params, registry: Registry): boolean =>
  (registry.live(text(params, 'StackName') ?? '')?.status ?? 'REVIEW_IN_PROGRESS') === 'REVIEW_IN_PROGRESS'

type Planned = { readonly stack: Stack; readonly desired: Deployment }

/** The stack that a change set would create: one under review, made now if there is none. */
const reviewed = (params: Params, registry: Registry): Planned => {
  const name = readName(params, 'StackName')
  const desired = readDeployment(params)
  const found = registry.live(name)
  if (found && found.status !== 'REVIEW_IN_PROGRESS')
    throw invalid(
      `Stack [${name}] already exists and cannot be created again with the changeSet [${text(params, 'ChangeSetName')}].`,
    )
  checkCreation({ id: '', name }, desired)
  if (found) return { stack: found, desired }
  const stack = registry.add(name, nothing)
  setStatus(registry.world, stack, 'REVIEW_IN_PROGRESS', 'User Initiated')
  return { stack, desired }
}

const existing = (params: Params, registry: Registry): Planned => {
  const name = text(params, 'StackName') ?? ''
  const stack = registry.find(name)
  // CloudFormation says of a stack under review that it is not there: https://github.com/Kotaimen/awscfncli/issues/29
  if (stack.status === 'REVIEW_IN_PROGRESS') throw invalid(`Stack [${name}] does not exist`)
  const desired = readDeployment(params, deploymentOf(stack))
  checkUpdatable(stack)
  return { stack, desired }
}

const plannedChangeSet = (
  registry: Registry,
  stack: Stack,
  desired: Deployment,
  {
    name,
    type,
    onFailure,
    params,
  }: Pick<ChangeSet, 'name' | 'type' | 'onFailure'> & { readonly params: Params },
): ChangeSet => {
  const imports = importsIn(registry.all())
  const planned: readonly Change[] = planUpdate(stack, desired, recreationOf, imports)
  const imported = type === 'IMPORT' ? readImported(params, desired, registry.all()) : none
  const { changes, refused } =
    type === 'IMPORT'
      ? planImport(planned, imported, desired, stack)
      : { changes: planned, refused: undefined }
  const empty = type === 'UPDATE' && !isHalfWay(stack) && !changesAnything(changes, stack, desired, imports)
  const reason = refused ?? (empty ? noChanges : undefined)
  return {
    id: arn('cloudformation', `changeSet/${name}/${randomUUID()}`),
    name,
    type,
    description: text(params, 'Description'),
    createdAt: registry.world.now(),
    desired,
    changes,
    onFailure,
    imported,
    status: reason ? 'FAILED' : 'CREATE_COMPLETE',
    reason,
    executionStatus: reason ? 'UNAVAILABLE' : 'AVAILABLE',
  }
}

const invalid = (message: string): AwsError => new AwsError('ValidationError', message)
