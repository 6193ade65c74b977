// Bringing a stack to a template, whether it is there or not.

import {
  type CloudFormationClient,
  CloudFormationServiceException,
  DeleteStackCommand,
  DescribeStacksCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation'
import { createStack, type StackOptions } from './create-stack.ts'
import { eventsSoFar, followStack } from './follow-stack.ts'
import { updateStack } from './update-stack.ts'

/** A stack whose creation failed, or only began, holds nothing and cannot be updated. */
const neverWas = ['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'REVIEW_IN_PROGRESS']

/**
 * Creates the stack, or updates it if it is there, and returns it with what was done. Throws a PersonError when
 * CloudFormation refuses the template, or, with the first real reason, when the operation fails.
 */
export const bringStack = async (
  client: CloudFormationClient,
  options: StackOptions,
): Promise<{ readonly stack: Stack; readonly done: 'created' | 'updated' | 'unchanged' }> => {
  const found = await findStack(client, options.stackName)
  if (!found) return { stack: await createStack(client, options), done: 'created' }
  if (neverWas.includes(found.StackStatus ?? '')) {
    const seen = await eventsSoFar(client, options.stackName)
    await client.send(new DeleteStackCommand({ StackName: found.StackId }))
    await followStack(client, found.StackId ?? '', 'DELETE_COMPLETE', seen, options)
    return { stack: await createStack(client, options), done: 'created' }
  }
  const updated = await updateStack(client, options)
  return updated ? { stack: updated, done: 'updated' } : { stack: found, done: 'unchanged' }
}

// CloudFormation tells a stack that is not there from other refusals by its text alone
const findStack = (client: CloudFormationClient, StackName: string): Promise<Stack | undefined> =>
  client.send(new DescribeStacksCommand({ StackName })).then(
    ({ Stacks = [] }) => Stacks[0],
    error => {
      if (error instanceof CloudFormationServiceException && /does not exist/.test(error.message))
        return undefined
      throw error
    },
  )
