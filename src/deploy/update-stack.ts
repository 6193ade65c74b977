// Updating a stack through CloudFormation's API, and following its events to the end.

import {
  type CloudFormationClient,
  CloudFormationServiceException,
  type Stack,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation'
import type { StackOptions } from './create-stack.ts'
import { eventsSoFar, followStack, refusal } from './follow-stack.ts'

/**
 * Updates a stack and returns it when that is complete, or undefined when there was nothing to change. Throws a
 * PersonError when CloudFormation refuses the template, or, with the first real reason, when the update fails.
 */
export const updateStack = async (
  client: CloudFormationClient,
  options: StackOptions,
): Promise<Stack | undefined> => {
  const { stackName, templateBody } = options
  const seen = await eventsSoFar(client, stackName)
  const update = await client
    .send(
      new UpdateStackCommand({
        StackName: stackName,
        TemplateBody: templateBody,
        Capabilities: ['CAPABILITY_NAMED_IAM'],
      }),
    )
    .catch(error => {
      if (isUnchanged(error)) return undefined
      return refusal(stackName)(error)
    })
  return update && followStack(client, update.StackId ?? stackName, 'UPDATE_COMPLETE', seen, options)
}

// CloudFormation tells this from other refusals by its text alone
const isUnchanged = (error: unknown): boolean =>
  error instanceof CloudFormationServiceException && /No updates are to be performed/.test(error.message)
