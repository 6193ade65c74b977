// Making, changing and deleting stacks directly.

import { AwsError } from '../../protocol/aws-error.ts'
import { list, type Params, text } from '../../protocol/query.ts'
import { runCreation } from '../create-stack.ts'
import { runDeletion } from '../delete-stack.ts'
import { exportsInUse, importsIn } from '../exports.ts'
import { creationOrder } from '../order.ts'
import { changesAnything, planUpdate } from '../plan.ts'
import { setStatus } from '../progress.ts'
import type { Registry } from '../registry.ts'
import { deploymentParameters, readDeployment, readName, readOnFailure } from '../request.ts'
import { runUpdateRollback } from '../roll-back.ts'
import { scopeOf, wantedResources } from '../scope.ts'
import { type Deployment, deploymentOf, type Stack } from '../stack.ts'
import { recreationOf } from '../support.ts'
import { beginUpdate, runUpdate } from '../update-stack.ts'
import type { Actions } from './action.ts'

/** The states in which a stack can be updated. */
const updatable = [
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_COMPLETE',
  'UPDATE_FAILED',
  // of a creation whose rollback was disabled
  'CREATE_FAILED',
]

export const checkUpdatable = (stack: Stack): void => {
  if (!updatable.includes(stack.status))
    throw invalid(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`)
}

/** Whether an operation failed and was not undone: such a stack is not yet what its template says. */
export const isHalfWay = (stack: Stack): boolean =>
  stack.rollbackTo !== undefined || stack.status === 'CREATE_FAILED'

/** Throws what CloudFormation refuses before there is a stack: conditions that cannot be, and cycles. */
export const checkCreation = (stack: Pick<Stack, 'id' | 'name'>, desired: Deployment): void => {
  const scope = scopeOf({ ...stack, ...desired, resources: new Map() })
  creationOrder(desired.template, wantedResources(desired.template, scope))
}

export const startCreation = (registry: Registry, stack: Stack): void => {
  setStatus(registry.world, stack, 'CREATE_IN_PROGRESS', 'User Initiated')
  registry.start(stack, () => runCreation(registry.world, stack))
}

const token = (params: Params): string | undefined => text(params, 'ClientRequestToken')

export const changeStacks: Actions = {
  CreateStack: {
    parameters: [
      ...deploymentParameters,
      'ClientRequestToken',
      'DisableRollback',
      'EnableTerminationProtection',
      'OnFailure',
      // a creation takes less than a minute here, the shortest that can be given
      'TimeoutInMinutes',
    ],
    run: (params, registry) => {
      const name = readName(params, 'StackName')
      const desired = readDeployment(params)
      const onFailure = readOnFailure(params, 'OnFailure') ?? 'ROLLBACK'
      if (registry.live(name)) throw new AwsError('AlreadyExistsException', `Stack [${name}] already exists`)
      checkCreation({ id: '', name }, desired)
      const stack = registry.add(name, desired)
      stack.onFailure = onFailure
      stack.token = token(params)
      stack.terminationProtection = text(params, 'EnableTerminationProtection') === 'true'
      startCreation(registry, stack)
      return { StackId: stack.id }
    },
  },

  UpdateStack: {
    parameters: [...deploymentParameters, 'ClientRequestToken', 'DisableRollback', 'UsePreviousTemplate'],
    run: (params, registry) => {
      const stack = registry.find(text(params, 'StackName') ?? '')
      const desired = readDeployment(params, deploymentOf(stack))
      checkUpdatable(stack)
      const imports = importsIn(registry.all())
      const changes = planUpdate(stack, desired, recreationOf, imports)
      if (!isHalfWay(stack) && !changesAnything(changes, stack, desired, imports))
        throw invalid('No updates are to be performed.')
      stack.token = token(params)
      stack.changeSetId = undefined
      for (const changeSet of stack.changeSets.values())
        if (changeSet.executionStatus === 'AVAILABLE') changeSet.executionStatus = 'OBSOLETE'
      beginUpdate(registry.world, stack, desired)
      const keepFailed = text(params, 'DisableRollback') === 'true'
      registry.start(stack, () => runUpdate(registry.world, stack, keepFailed))
      return { StackId: stack.id }
    },
  },

  DeleteStack: {
    parameters: ['StackName', 'ClientRequestToken'],
    run: (params, registry) => {
      const stack = registry.get(text(params, 'StackName') ?? '')
      // to delete what is not there is success, as on AWS
      if (!stack || stack.status === 'DELETE_COMPLETE' || stack.status === 'DELETE_IN_PROGRESS')
        return undefined
      if (stack.terminationProtection)
        throw invalid(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`)
      const inUse = exportsInUse(stack, registry.all(), [])
      if (inUse) throw invalid(inUse)
      // of a stack that is being made: AWS breaks the creation off, here it takes no time and runs to its end
      registry.start(stack, async () => {
        if (stack.status === 'DELETE_COMPLETE') return
        stack.token = token(params)
        await runDeletion(registry.world, stack, 'User Initiated')
      })
      return undefined
    },
  },

  UpdateTerminationProtection: {
    parameters: ['StackName', 'EnableTerminationProtection'],
    run: (params, registry) => {
      const stack = registry.find(text(params, 'StackName') ?? '')
      stack.terminationProtection = text(params, 'EnableTerminationProtection') === 'true'
      return { StackId: stack.id }
    },
  },

  ContinueUpdateRollback: {
    parameters: ['StackName', 'ClientRequestToken', 'ResourcesToSkip'],
    run: (params, registry) => {
      rollBack(registry, params, ['UPDATE_ROLLBACK_FAILED'], list(params, 'ResourcesToSkip').map(String))
      return undefined
    },
  },

  RollbackStack: {
    parameters: ['StackName', 'ClientRequestToken'],
    run: (params, registry) => ({ StackId: rollBack(registry, params, ['UPDATE_FAILED'], []).id }),
  },
}

const rollBack = (
  registry: Registry,
  params: Params,
  from: readonly Stack['status'][],
  skipped: readonly string[],
): Stack => {
  const stack = registry.find(text(params, 'StackName') ?? '')
  if (!from.includes(stack.status) || !stack.rollbackTo)
    throw invalid(`Stack:${stack.id} is in ${stack.status} state and can not be rolled back.`)
  stack.token = token(params)
  setStatus(registry.world, stack, 'UPDATE_ROLLBACK_IN_PROGRESS', 'User Initiated')
  registry.start(stack, () => runUpdateRollback(registry.world, stack, undefined, skipped))
  return stack
}

const invalid = (message: string): AwsError => new AwsError('ValidationError', message)
