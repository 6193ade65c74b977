// Bringing a stack to a template, whether it is there or not.

import { type CloudFormationClient, DeleteStackCommand, type Stack } from '@aws-sdk/client-cloudformation'
import { updateStack } from './change-set.ts'
import { createStack, type StackOptions } from './create-stack.ts'
import { findStack } from './find-stack.ts'
import { followStack } from './follow-stack.ts'
import { eventsSoFar } from './stack-events.ts'

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
    await followStack(client, found.StackId ?? '', seen, options)
    return { stack: await createStack(client, options), done: 'created' }
  }
  const updated = await updateStack(client, options)
  return updated ? { stack: updated, done: 'updated' } : { stack: found, done: 'unchanged' }
}
