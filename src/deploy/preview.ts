// What deploying would change, looked at and left as it was: no change set, no stack under review stays behind.

import { type CloudFormationClient, DeleteStackCommand } from '@aws-sdk/client-cloudformation'
import { errors } from '../errors.ts'
import { type ChangeSet, createChangeSet, deleteChangeSet } from './change-set.ts'
import type { StackOptions } from './create-stack.ts'
import { describeChanges } from './describe-changes.ts'
import { findStack } from './find-stack.ts'
import type { Step } from './next-step.ts'
import type { Difference, Outcome, Reporter } from './reporter.ts'
import { nameOf, tablesText } from './retained-tables.ts'

/**
 * Shows what a new stack would hold, through a change set, which makes a stack under review. That goes again, also
 * where CloudFormation refuses the change set; unless it stays to be executed, or `wasThere` before.
 */
export const preview = async (
  client: CloudFormationClient,
  options: StackOptions,
  onlyShow: boolean,
  wasThere: boolean,
  reporter: Reporter,
): Promise<Outcome> => {
  const { stackName } = options
  try {
    const changeSet = await createChangeSet(client, { ...options, type: 'CREATE' })
    if (!changeSet) return shown(stackName, 'none', 'The template holds nothing.', reporter)
    if (onlyShow) reporter.note(`There is no stack ${stackName} yet: all of this would be made.`)
    reporter.changes(describeChanges(changeSet.changes))
    return await leave(client, changeSet, onlyShow, stackName, reporter)
  } finally {
    if (onlyShow && !wasThere) await removeReviewed(client, options)
  }
}

const removeReviewed = async (
  client: CloudFormationClient,
  { stackName, roleArn }: StackOptions,
): Promise<void> => {
  const stack = await findStack(client, stackName)
  if (stack?.StackStatus === 'REVIEW_IN_PROGRESS')
    await client.send(new DeleteStackCommand({ StackName: stack.StackId, RoleARN: roleArn }))
}

/** What becomes of a change set that is not executed. */
export const leave = async (
  client: CloudFormationClient,
  { id, name }: ChangeSet,
  onlyShow: boolean,
  stackName: string,
  reporter: Reporter,
): Promise<Outcome> => {
  if (onlyShow) {
    await deleteChangeSet(client, id)
    return shown(stackName, 'some', undefined, reporter)
  }
  const how = `aws cloudformation execute-change-set --stack-name ${stackName} --change-set-name ${name}`
  return shown(stackName, 'some', `Not executed. To execute it: ${how}`, reporter)
}

/** What has come of a look. */
export const shown = (
  stackName: string,
  difference: Difference,
  text: string | undefined,
  reporter: Reporter,
): Outcome => {
  if (text !== undefined) reporter.note(text)
  return { stackName, status: 'NOT_EXECUTED', changed: false, outputs: {}, difference }
}

/** Why nobody can say yet what would change. Throws a PersonError where deploying could not begin at all. */
export const notYet = (step: Step): string => {
  if (step.kind === 'watch')
    return `Another operation is in progress (${step.status}); guac deploy would watch it first.`
  if (step.kind === 'delete')
    return `The stack is in ${step.status}; guac deploy would delete it and make it anew.`
  if (step.kind === 'continue-rollback')
    return 'The last update is not undone; guac deploy would offer to do so first.'
  if (step.kind === 'import')
    return `${tablesText(step.tables)} there already; guac deploy would take them back, and then create the rest.`
  if (step.kind === 'blocked') throw errors.foreignTables(step.tables.map(nameOf))
  return `The stack is in ${'status' in step ? step.status : 'no state'}, from which guac knows no way on.`
}
