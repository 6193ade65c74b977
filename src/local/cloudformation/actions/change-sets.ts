// Change sets: planned, looked at, and then executed or thrown away.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-changesets.html

import { randomUUID } from 'node:crypto'
import type { Template } from '../../../cfn/template.ts'
import { arn } from '../../place.ts'
import { AwsError, unsupported } from '../../protocol/aws-error.ts'
import { type Params, text } from '../../protocol/query.ts'
import { type ChangeSet, noChanges } from '../change-set.ts'
import { importsIn } from '../exports.ts'
import { findChangeSet, isListed } from '../find-change-set.ts'
import { beginImport, type Imported, planImport, readImported, runImport } from '../import-stack.ts'
import { type Change, changesAnything, planUpdate } from '../plan.ts'
import { setStatus } from '../progress.ts'
import type { Registry } from '../registry.ts'
import { deploymentParameters, readDeployment, readName, readOnFailure } from '../request.ts'
import { type Deployment, deploymentOf, type Stack } from '../stack.ts'
import { recreationOf } from '../support.ts'
import { beginUpdate, runUpdate } from '../update-stack.ts'
import type { Actions } from './action.ts'
import { checkCreation, checkUpdatable, startCreation } from './change-stacks.ts'
import { page } from './page.ts'
import { changeSetXml, changeXml } from './show-change-set.ts'

const none: Imported = new Map()
const noTemplate: Template = { Resources: {} }
const nothing: Deployment = {
  template: noTemplate,
  templateBody: '',
  parameters: {},
  capabilities: [],
  tags: [],
}

export const changeSets: Actions = {
  CreateChangeSet: {
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
  },

  DescribeChangeSet: {
    parameters: ['ChangeSetName', 'StackName', 'NextToken', 'IncludePropertyValues'],
    run: (params, registry) => {
      const { stack, changeSet } = findChangeSet(params, registry)
      const { items, NextToken } = page(params, changeSet.changes, ({ id }) => id)
      const withValues = text(params, 'IncludePropertyValues') === 'true'
      return {
        ...changeSetXml(stack, changeSet),
        Changes: items.map(change => changeXml(change, withValues)),
        NextToken,
      }
    },
  },

  ExecuteChangeSet: {
    parameters: [
      'ChangeSetName',
      'StackName',
      'ClientRequestToken',
      'DisableRollback',
      'RetainExceptOnCreate',
    ],
    run: (params, registry) => {
      if (text(params, 'RetainExceptOnCreate') === 'true')
        throw unsupported('RetainExceptOnCreate of ExecuteChangeSet')
      const { stack, changeSet } = findChangeSet(params, registry)
      if (changeSet.executionStatus !== 'AVAILABLE')
        throw new AwsError(
          'InvalidChangeSetStatus',
          `ChangeSet [${changeSet.id}] cannot be executed in its current execution status of [${changeSet.executionStatus}]`,
        )
      if (changeSet.type === 'UPDATE') checkUpdatable(stack)
      stack.token = text(params, 'ClientRequestToken')
      execute(registry, stack, changeSet, text(params, 'DisableRollback') === 'true')
      return {}
    },
  },

  DeleteChangeSet: {
    parameters: ['ChangeSetName', 'StackName'],
    run: (params, registry) => {
      const { stack, changeSet } = findChangeSet(params, registry)
      if (changeSet.executionStatus === 'EXECUTE_IN_PROGRESS')
        throw new AwsError(
          'InvalidChangeSetStatus',
          `ChangeSet [${changeSet.id}] cannot be deleted while it is being executed`,
        )
      stack.changeSets.delete(changeSet.id)
      return {}
    },
  },

  ListChangeSets: {
    parameters: ['StackName', 'NextToken'],
    run: (params, registry) => {
      const stack = registry.find(text(params, 'StackName') ?? '')
      const listed = [...stack.changeSets.values()].filter(isListed)
      const { items, NextToken } = page(params, listed, ({ id }) => id)
      const shown = items.map(changeSet => {
        const { Parameters, Capabilities, Tags, ...summary } = changeSetXml(stack, changeSet)
        return summary
      })
      return { Summaries: shown, NextToken }
    },
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
  const empty = type === 'UPDATE' && !stack.rollbackTo && !changesAnything(changes, stack, desired, imports)
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

const execute = (registry: Registry, stack: Stack, changeSet: ChangeSet, keepFailed: boolean): void => {
  // "CloudFormation deletes all change sets associated with the stack because they aren't valid for the updated
  // stack": https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ExecuteChangeSet.html
  for (const other of stack.changeSets.values()) if (other !== changeSet) stack.changeSets.delete(other.id)
  changeSet.executionStatus = 'EXECUTE_IN_PROGRESS'
  stack.changeSetId = changeSet.id
  if (changeSet.type === 'CREATE') {
    Object.assign(stack, deploymentOf(changeSet.desired))
    stack.onFailure = keepFailed ? 'DO_NOTHING' : (changeSet.onFailure ?? 'ROLLBACK')
    startCreation(registry, stack)
  } else if (changeSet.type === 'IMPORT') {
    beginImport(registry.world, stack, changeSet.desired)
    registry.start(stack, () => runImport(registry.world, stack, changeSet.imported))
  } else {
    beginUpdate(registry.world, stack, changeSet.desired)
    registry.start(stack, () =>
      runUpdate(registry.world, stack, keepFailed || changeSet.onFailure === 'DO_NOTHING'),
    )
  }
  registry.start(stack, async () => {
    const done = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'IMPORT_COMPLETE'].includes(stack.status)
    changeSet.executionStatus = done ? 'EXECUTE_COMPLETE' : 'EXECUTE_FAILED'
  })
}

const invalid = (message: string): AwsError => new AwsError('ValidationError', message)
