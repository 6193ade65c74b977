// Creating a stack through CloudFormation's API, and following its events to the end.

import { type CloudFormationClient, CreateStackCommand, type Stack } from '@aws-sdk/client-cloudformation'
import { type FollowOptions, followStack, refusal } from './follow-stack.ts'

export type StackOptions = FollowOptions & { readonly stackName: string; readonly templateBody: string }

/**
 * Creates a stack and returns it when it is complete. Throws a PersonError when CloudFormation refuses the
 * template, or, with the first real reason, when the creation fails.
 */
export const createStack = async (client: CloudFormationClient, options: StackOptions): Promise<Stack> => {
  const { stackName, templateBody } = options
  const { StackId = '' } = await client
    .send(
      new CreateStackCommand({
        StackName: stackName,
        TemplateBody: templateBody,
        Capabilities: ['CAPABILITY_NAMED_IAM'],
      }),
    )
    .catch(refusal(stackName))
  return followStack(client, StackId, 'CREATE_COMPLETE', new Set(), options)
}
