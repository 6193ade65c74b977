// Change sets: planned, looked at, and then executed or thrown away.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-changesets.html

import { AwsError, unsupported } from '../../protocol/aws-error.ts'
import { text } from '../../protocol/query.ts'
import type { ChangeSet } from '../change-set.ts'
import { findChangeSet, isListed } from '../find-change-set.ts'
import { beginImport, runImport } from '../import-stack.ts'
import type { Registry } from '../registry.ts'
import { deploymentOf, type Stack } from '../stack.ts'
import { beginUpdate, runUpdate } from '../update-stack.ts'
import type { Actions } from './action.ts'
import { checkUpdatable, startCreation } from './change-stacks.ts'
import { createChangeSet } from './create-change-set.ts'
import { page } from './page.ts'
import { changeSetXml, changeXml } from './show-change-set.ts'

export const changeSets: Actions = {
  CreateChangeSet: createChangeSet,

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
      // one under review waits for the change set that makes it, be it a creation or an import
      if (stack.status !== 'REVIEW_IN_PROGRESS') checkUpdatable(stack)
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
