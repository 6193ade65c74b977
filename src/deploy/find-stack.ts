import {
  type CloudFormationClient,
  CloudFormationServiceException,
  DescribeStacksCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation'

/** The stack of a name, if there is one. CloudFormation tells this from other refusals by its text alone. */
export const findStack = async (
  client: CloudFormationClient,
  stackName: string,
): Promise<Stack | undefined> => {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stackName }))
    return Stacks[0]
  } catch (error) {
    if (error instanceof CloudFormationServiceException && /does not exist/.test(error.message))
      return undefined
    throw error
  }
}
